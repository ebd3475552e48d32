import pytest

from core.models import AuditEvent
from desk.services import decide_on_group, suspend_group_and_pause
from groups.services import ChecksMissing, StaleDecision
from tests.factories.initiatives import InitiativeFactory
from tests.groups.conftest import NOON


def test_suspend_group_and_pause_hides_all_that_it_offers(group, asha, sam):
    published, other = InitiativeFactory(group=group), InitiativeFactory()
    closed = InitiativeFactory(group=group, state="closed")

    suspended = suspend_group_and_pause(
        group=group, reason="Safeguarding", by=sam, now=NOON, expected_version=0
    )

    for initiative in (published, other, closed):
        initiative.refresh_from_db()
    assert suspended.state == "suspended"
    assert (published.state, other.state, closed.state) == ("paused", "published", "closed")
    assert AuditEvent.objects.about(published).last().action == "initiative.paused"


def test_suspend_group_and_pause_does_all_or_nothing(group, sam, monkeypatch):
    def fail(**_):
        raise RuntimeError

    monkeypatch.setattr("desk.services.pause_all", fail)

    with pytest.raises(RuntimeError):
        suspend_group_and_pause(group=group, reason="Safeguarding", by=sam, now=NOON, expected_version=0)

    group.refresh_from_db()
    assert group.state == "approved"
    assert not AuditEvent.objects.about(group).exists()


def test_suspend_group_and_pause_leaves_all_alone_when_stale(group, sam):
    published = InitiativeFactory(group=group)

    with pytest.raises(StaleDecision):
        suspend_group_and_pause(group=group, reason="Late", by=sam, now=NOON, expected_version=7)

    published.refresh_from_db()
    assert published.state == "published"


@pytest.mark.parametrize(
    ("decision", "message", "state"),
    [("approve", "", "approved"), ("changes", "More", "changes_requested"), ("refuse", "No", "refused")],
)
def test_decide_on_group_does_what_was_decided(submitted, carol, decision, message, state):
    decided = decide_on_group(
        group=submitted, decision=decision, message=message, by=carol, now=NOON, expected_version=1
    )

    assert decided.state == state


def test_decide_on_group_suspends_and_ends_the_suspension(group, sam):
    suspended = decide_on_group(
        group=group, decision="suspend", message="Why", by=sam, now=NOON, expected_version=0
    )
    again = decide_on_group(
        group=group, decision="reinstate", message="", by=sam, now=NOON, expected_version=1
    )

    assert (suspended.state, again.state) == ("suspended", "approved")


def test_decide_on_group_asks_for_checks(unchecked, carol):
    with pytest.raises(ChecksMissing):
        decide_on_group(
            group=unchecked, decision="approve", message="", by=carol, now=NOON, expected_version=1
        )
