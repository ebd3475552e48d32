"""The audit trail in words: what it is about, who did it, when; and what narrows it down."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from core import audit
from desk import trail
from groups.models import Group
from matching.models import Offer
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory, VenueFactory
from tests.factories.matching import (
    ConflictFactory,
    OfferFactory,
    OverrideFactory,
    PlacementFactory,
    WaitingFactory,
)
from tests.factories.notifications import MessageFactory
from tests.factories.places import UploadFactory
from tests.factories.planning import PlanFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import count_queries

URL = "/desk/audit/"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def senior(client, sam):
    client.force_login(sam)
    return client


@pytest.fixture
def shown(senior):
    """What each event of the trail says, the newest first, for a question."""

    def shown(**query):
        return [f"{event.actor_name}: {did}" for event, did in senior.get(URL, query).context["lines"]]

    return shown


def named(actor, words):
    return f"{actor.name}: {words}"


def link(name, text, *args):
    return f'<a class="govuk-link" href="{reverse(name, args=args)}">{text}</a>'


def test_the_trail_is_for_senior_officers(officer):
    assert officer.get(URL).status_code == 403


def test_it_shows_the_newest_first_in_words_with_the_reason(senior, group, asha):
    audit.record("group.answered", subject=group, by=asha)
    audit.record("group.suspended", subject=group, by=None, reason="Because <b>")

    page = senior.get(URL).content.decode()

    it = f"the group {group.name}"
    assert page.index(f"The system suspended {link('desk:group', it, group.pk)}") < page.index(
        f"Asha Owner changed an answer of {link('desk:group', it, group.pk)}"
    )
    assert "Because &lt;b&gt;" in page
    assert f"?subject=groups.group&amp;record={group.pk}" in page


def test_each_kind_of_record_has_its_name_and_its_page(shown, carol):
    role = RoleFactory(title="Coach <1>")
    dev = VolunteerFactory(name="Dev Volunteer")
    both = {"role": role, "volunteer": dev}
    placement = PlacementFactory(offer__role=role, offer__volunteer=dev)
    subjects = {
        "initiative.published": InitiativeFactory(title="Boxing"),
        "role.accepted": role,
        "volunteer.screened": dev,
        "offer.made": placement.offer,
        "placement.ended": placement,
        "waiting.joined": WaitingFactory(**both),
        "override.agreed": OverrideFactory(**both),
        "conflict.recorded": ConflictFactory(volunteer=dev),
        "plan.sent": PlanFactory(title="June"),
        "upload.brought": UploadFactory(files={"file": "wards.csv"}),
        "message.queued_again": MessageFactory(subject="Welcome"),
        "user.closed": UserFactory(name="Old Officer"),
        "venue.address_forgotten": VenueFactory(name="The refuge"),
    }
    for action, subject in subjects.items():
        audit.record(action, subject=subject, by=carol)

    lines = dict(zip(subjects, reversed(shown()), strict=True))

    assert lines == {
        action: named(carol, words)
        for action, words in {
            "initiative.published": "published "
            + link("desk:initiative", "the initiative Boxing", subjects["initiative.published"].pk),
            "role.accepted": "read "
            + link("matching:role", "the role Coach &lt;1&gt;", role.pk)
            + " and opened it to volunteers",
            "volunteer.screened": "recorded a DBS check of "
            + link("desk:volunteer", "the volunteer Dev Volunteer", dev.pk),
            "offer.made": "made "
            + link("matching:role", "the offer to Dev Volunteer of the role Coach &lt;1&gt;", role.pk),
            "placement.ended": "ended "
            + link("matching:role", "the placement of Dev Volunteer in the role Coach &lt;1&gt;", role.pk),
            "waiting.joined": "started "
            + link("matching:role", "the wait of Dev Volunteer for the role Coach &lt;1&gt;", role.pk),
            "override.agreed": "agreed to "
            + link("matching:role", "the override for Dev Volunteer in the role Coach &lt;1&gt;", role.pk),
            "conflict.recorded": "recorded "
            + link("matching:conflicts", "a conflict of the volunteer Dev Volunteer", dev.pk),
            "plan.sent": "sent the offers of "
            + link("planning:plan", "the plan June", subjects["plan.sent"].pk),
            "upload.brought": "uploaded "
            + link("desk:import", "the file wards.csv", subjects["upload.brought"].pk),
            "message.queued_again": f"sent {link('desk:queues', 'the email Welcome')} again",
            "user.closed": "closed the account of Old Officer",
            "venue.address_forgotten": "deleted the address of a venue, as its time was over",
        }.items()
    }


def test_what_is_gone_or_has_no_name_is_called_by_its_kind(shown, carol):
    gone, nameless, other = GroupFactory(), VolunteerFactory(name="", state="draft"), GroupFactory()
    audit.record("group.forgotten", subject=gone, by=carol)
    audit.record("volunteer.forgotten", subject=nameless, by=carol)
    audit.record("moon.landed", subject=other, by=carol)
    Group.objects.filter(pk=gone.pk).delete()

    assert shown() == [
        named(carol, f"did something else to {link('desk:group', f'the group {other.name}', other.pk)}"),
        named(carol, "deleted who a volunteer was, as the time was over"),
        named(carol, "deleted a group, as its time was over"),
    ]


def events_of(senior, **query):
    return [event.action for event in senior.get(URL, query).context["events"]]


def test_it_is_narrowed_down_to_one_record(senior, group, submitted, asha):
    audit.record("group.answered", subject=group, by=asha)
    audit.record("group.approved", subject=submitted, by=asha)
    audit.record("user.renamed", subject=asha, by=asha)

    assert events_of(senior, subject="groups.group") == ["group.approved", "group.answered"]
    assert events_of(senior, subject="groups.group", record=str(group.pk)) == ["group.answered"]


def test_it_is_narrowed_down_to_what_was_done(senior, group, asha):
    for action in ("group.answered", "group.approved"):
        audit.record(action, subject=group, by=asha)

    assert events_of(senior, action="group.approved") == ["group.approved"]
    assert (
        "selected>approved a group</option>" in senior.get(URL, {"action": "group.approved"}).content.decode()
    )


@pytest.mark.parametrize("words", ["asha own", "ASHA@example.com"])
def test_it_is_narrowed_down_to_who_did_it(senior, group, asha, carol, words):
    audit.record("group.answered", subject=group, by=asha)
    audit.record("group.approved", subject=group, by=carol)
    audit.record("group.suspended", subject=group, by=None)

    assert events_of(senior, by=words) == ["group.answered"]


@pytest.mark.parametrize("words", ["dev vol", "dev@example.com", "reference"])
def test_it_is_narrowed_down_to_who_it_is_about(senior, dev, eve, carol, words):
    person = dev.volunteer
    theirs = {
        "user.renamed": dev,
        "volunteer.screened": person,
        "offer.made": OfferFactory(volunteer=person),
        "placement.ended": PlacementFactory(offer__volunteer=person),
        "waiting.joined": WaitingFactory(volunteer=person),
        "override.asked": OverrideFactory(volunteer=person),
        "conflict.recorded": ConflictFactory(volunteer=person),
        "conflict.lifted": ConflictFactory(group=None, other=person),
    }
    for action, subject in theirs.items():
        audit.record(action, subject=subject, by=carol)
    audit.record("user.created", subject=eve, by=dev)
    audit.record("offer.expired", subject=OfferFactory(), by=None)

    asked = person.reference.lower() if words == "reference" else words
    assert set(events_of(senior, person=asked)) == set(theirs) - (
        {"user.renamed"} if words == "reference" else set()
    )


def test_it_is_narrowed_down_to_days_of_the_city(senior, group):
    for hours in (-14, -13, 10, 11):  # from 23:00 on 31 May to 00:00 on 2 June, British Summer Time
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            audit.record(f"at.{hours}", subject=group, by=None)
    days = {
        f"{name}_{part}": value
        for name in ("since", "until")
        for part, value in (("day", "1"), ("month", "6"), ("year", "2026"))
    }

    assert events_of(senior, **days) == ["at.10", "at.-13"]


@pytest.mark.parametrize("name", ["person", "by"])
def test_it_asks_for_more_of_a_name_that_many_have(senior, group, asha, name):
    UserFactory.create_batch(trail.MOST_PEOPLE + 1, name="Sam Same")
    audit.record("group.answered", subject=group, by=asha)

    page = senior.get(URL, {name: "same"})

    assert "Too many people have this name. Enter more of it" in page.content.decode()
    assert list(page.context["events"]) == []


def test_days_in_the_wrong_order_are_an_error(senior):
    page = senior.get(
        URL,
        {
            "since_day": "2",
            "since_month": "6",
            "since_year": "2026",
            "until_day": "1",
            "until_month": "6",
            "until_year": "2026",
        },
    )

    assert "“To” must be the same day as “From” or later" in page.content.decode()


def test_it_asks_the_same_queries_for_one_and_for_many(senior, asha):
    def add(number):
        for _each in range(number):
            audit.record("group.answered", subject=GroupFactory(), by=asha)
            audit.record("offer.made", subject=OfferFactory(), by=asha)

    add(1)
    few = count_queries(lambda: senior.get(URL, {"by": "asha"}))
    add(9)

    assert Offer.objects.count() == 10
    assert count_queries(lambda: senior.get(URL, {"by": "asha"})) == few
