from datetime import UTC, datetime, timedelta

import pytest

from core.models import AuditEvent
from groups.models import Check, Decision, Group, Membership
from groups.personal import PERSONAL
from groups.querysets import PEOPLE
from groups.retention import forget_refused, forget_suspended, forget_unsent
from tests.factories.groups import (
    CheckFactory,
    DecisionFactory,
    DraftGroupFactory,
    GroupFactory,
    MembershipFactory,
    SubmittedGroupFactory,
)
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory

NOON = datetime(2036, 6, 1, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=9 * 366)
pytestmark = pytest.mark.django_db


def untouched(group):
    Group.objects.filter(pk=group.pk).update(updated_at=LONG_AGO)
    return group


def forget_all():
    return forget_unsent(now=NOON) + forget_refused(now=NOON) + forget_suspended(now=NOON)


def actions(group):
    return [event.action for event in AuditEvent.objects.about(group)]


def test_forget_unsent_deletes_a_draft_with_all_that_belongs_to_it():
    group = untouched(DraftGroupFactory())
    group.wards.add(WardFactory())
    group.priorities.add(PriorityFactory())
    MembershipFactory(group=group)

    assert forget_unsent(now=NOON) == 1
    assert not Group.objects.exists()
    assert not Membership.objects.exists()
    assert actions(group) == ["group.forgotten"]


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_forgetting_leaves_groups_that_wait_or_are_approved(state):
    decided_at = LONG_AGO if state == "approved" else None
    group = untouched(SubmittedGroupFactory(state=state, decided_at=decided_at))

    assert forget_all() == 0
    assert Group.objects.get().contact_name == group.contact_name


@pytest.mark.parametrize(
    "facts", [{"state": "refused", "decided_at": LONG_AGO}, {"state": "changes_requested"}]
)
def test_forget_refused_deletes_what_was_turned_down(facts):
    group = untouched(SubmittedGroupFactory(**facts))
    CheckFactory(group=group)
    DecisionFactory(group=group, state="refused", message="No")

    assert forget_refused(now=NOON) == 1
    assert not Group.objects.exists()
    assert actions(group) == ["group.forgotten"]


def test_forget_refused_gives_a_year_to_come_back_with_changes():
    group = SubmittedGroupFactory(state="changes_requested")
    Group.objects.filter(pk=group.pk).update(updated_at=NOON - timedelta(days=365))

    assert forget_refused(now=NOON) == 0


def test_forget_suspended_forgets_the_people_and_keeps_the_group():
    group = GroupFactory(state="suspended", decided_at=LONG_AGO, name="Low Hill Boxing Club")
    MembershipFactory(group=group)
    CheckFactory(group=group)
    DecisionFactory(group=group, state="suspended", message="No answer")

    assert forget_suspended(now=NOON) == 1

    group.refresh_from_db()
    assert {name: getattr(group, name) for name in PEOPLE} == PEOPLE
    assert group.name == "Low Hill Boxing Club"
    assert not any(rows.objects.exists() for rows in (Membership, Check, Decision))
    assert actions(group) == ["group.people_forgotten"]
    assert forget_suspended(now=NOON) == 0


@pytest.mark.parametrize("factory", [MembershipFactory, CheckFactory, DecisionFactory])
def test_forget_suspended_finds_a_group_of_which_only_rows_tell(factory):
    group = GroupFactory(state="suspended", decided_at=LONG_AGO, **PEOPLE)
    factory(group=group)

    assert forget_suspended(now=NOON) == 1


def test_forget_suspended_forgets_every_field_that_the_table_calls_personal():
    assert set(PEOPLE) == set(PERSONAL["groups.Group"])
