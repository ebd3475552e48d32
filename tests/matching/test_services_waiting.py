from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.evidence.log import note_events
from core.models import AuditEvent
from initiatives.models import Role
from matching.models import Offer, Override, Waiting
from matching.services import (
    NotWaiting,
    accept_offer,
    change_places,
    decline_offer,
    end_placement,
    expire_offer,
    fill_places,
    in_line,
    join_waiting_list,
    leave,
    leave_waiting_list,
    make_offer,
    waiting,
    weights_in_force,
    withdraw_offer,
)
from matching.tasks import fill_free_places
from notifications.models import Message
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, PlacementFactory, WaitingFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import MANY, assert_same_for_few_and_many
from volunteers.models import Volunteer

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=8)
FAR = {"latitude": 52.60, "longitude": -2.15}


@pytest.fixture
def role(db):
    return RoleFactory(places_maximum=1)


@pytest.fixture
def holder(role, carol):
    """The open offer that holds the role's only place."""
    return make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)


@pytest.fixture
def now(monkeypatch):
    """The moment at which background work is done."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def join(role, by, **facts):
    return join_waiting_list(role=role, volunteer=VolunteerFactory(**facts), by=by, now=NOW)


def actions(subject):
    return list(AuditEvent.objects.about(subject).values_list("action", flat=True))


def waits(role):
    return list(Waiting.objects.waiting().filter(role=role))


def test_join_waiting_list_is_told_once_and_kept(role, holder, carol):
    entry = join(role, carol)

    assert (entry.state, entry.added_by, entry.added_at) == ("waiting", carol, NOW)
    assert actions(entry) == ["waiting.joined"]
    message = Message.objects.get(template="waiting_joined")
    assert message.to == entry.volunteer.email
    assert role.title in message.subject


REASONS = {
    "waits": lambda role, person: WaitingFactory(role=role, volunteer=person),
    "has_offer": lambda role, person: OfferFactory(role=role, volunteer=person),
    "has_place": lambda role, person: PlacementFactory(offer__role=role, offer__volunteer=person),
    "not_active": lambda _role, _person: Volunteer.objects.update(state="draft"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_join_waiting_list_refuses_whom_it_makes_no_sense_for(role, carol, dev, reason):
    REASONS[reason](role, dev.volunteer)

    with pytest.raises(NotWaiting) as caught:
        join_waiting_list(role=role, volunteer=dev.volunteer, by=carol, now=NOW)

    assert caught.value.reason == reason


def test_leave_waiting_list_by_oneself_needs_no_mail(role, holder, carol):
    entry = join(role, carol)

    left = leave_waiting_list(entry=entry, by=entry.volunteer.user, now=LATER)

    assert (left.state, left.closed_at) == ("removed", LATER)
    assert actions(entry) == ["waiting.joined", "waiting.left"]
    assert not Message.objects.filter(template="waiting_ended").exists()
    with pytest.raises(NotWaiting, match="gone"):
        leave_waiting_list(entry=entry, by=entry.volunteer.user, now=LATER)


def test_leave_waiting_list_by_an_officer_is_told(role, holder, carol):
    entry = join(role, carol)

    leave_waiting_list(entry=entry, by=carol, now=LATER)

    assert Message.objects.get(template="waiting_ended").to == entry.volunteer.email


def test_in_line_puts_first_who_may_have_a_place_and_suits_best(role, holder, carol):
    barred = join(role, carol, availability=None, name="Barred")
    Role.objects.update(slots=1)
    far = join(role, carol, **FAR)
    first = join(role, carol)
    second = join_waiting_list(
        role=role, volunteer=VolunteerFactory(), by=carol, now=NOW + timedelta(minutes=1)
    )
    role.refresh_from_db()

    line = in_line(role, NOW)

    assert [place.entry for place in line] == [first, second, far, barred]
    assert [place.is_ready for place in line] == [True, True, True, False]
    assert [gate.code for gate in line[-1].unmet] == ["availability"]


def test_in_line_asks_the_same_queries_for_few_and_many(role, carol):
    OfferFactory(role=role)
    weights_in_force(NOW)

    def add(number):
        people = [VolunteerFactory.build(user=user) for user in _users(number)]
        Volunteer.objects.bulk_create(people)
        Waiting.objects.bulk_create(
            Waiting(role=role, volunteer=person, added_by=carol, added_at=NOW) for person in people
        )

    assert_same_for_few_and_many({"line": lambda: in_line(role, NOW)}, add, at_most=16)
    assert len(in_line(role, NOW)) == MANY


def _users(number):
    model = Volunteer._meta.get_field("user").related_model
    users = [model(email=f"w{each}of{number}@example.com") for each in range(number)]
    model.objects.bulk_create(users)
    return users


FREED = {
    "declined": lambda offer, carol: decline_offer(
        offer=offer, by=offer.volunteer.user, now=NOW, code="busy"
    ),
    "withdrawn": lambda offer, carol: withdraw_offer(offer=offer, by=carol, now=NOW),
    "ran out": lambda offer, carol: (
        Offer.objects.update(made_at=NOW - timedelta(days=9), expires_at=NOW),
        expire_offer(offer=offer, now=NOW),
    ),
    "ended": lambda offer, carol: end_placement(
        placement=accept_offer(offer=offer, by=carol, now=NOW), reason="finished", by=carol, now=NOW
    ),
    "more places": lambda offer, carol: change_places(role=offer.role, minimum=1, maximum=2, by=carol),
    "left": lambda offer, carol: leave(volunteer=offer.volunteer, by=offer.volunteer.user, now=NOW),
    "left the role": lambda offer, carol: (
        accept_offer(offer=offer, by=carol, now=NOW),
        leave(volunteer=offer.volunteer, by=offer.volunteer.user, now=NOW),
    ),
}


@pytest.mark.parametrize("free", FREED.values(), ids=FREED)
def test_a_freed_place_is_offered_to_the_next_at_once(
    role, holder, carol, free, now, django_capture_on_commit_callbacks
):
    far, near = join(role, carol, **FAR), join(role, carol)

    with django_capture_on_commit_callbacks(execute=True):
        free(holder, carol)

    near.refresh_from_db()
    offer = near.offer
    assert (near.state, near.closed_at, offer.volunteer) == ("offered", NOW, near.volunteer)
    assert (offer.state, offer.source, offer.made_by) == ("open", "waiting_list", carol)
    assert waits(role) == [far]
    assert actions(near) == ["waiting.joined", "waiting.offered"]
    assert AuditEvent.objects.about(offer).get().actor_id is None
    message = Message.objects.get(template="offer_made", to=near.volunteer.email)
    assert "You were waiting for a place" in message.body


def test_who_joins_where_a_place_is_free_is_offered_it(role, carol, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entry = join(role, carol)

    entry.refresh_from_db()
    assert entry.state == "offered"


def test_nothing_is_handed_on_where_nobody_waits(role, holder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        decline_offer(offer=holder, by=holder.volunteer.user, now=NOW, code="busy")

    assert [callback.func for callback in callbacks] == [note_events]


def test_who_can_not_be_offered_a_place_stays_and_gets_it_later(role, carol):
    entry = join(role, carol, availability=None)
    Role.objects.update(slots=1)

    assert fill_free_places(NOW) == 0
    assert waits(role) == [entry]

    Volunteer.objects.filter(pk=entry.volunteer_id).update(availability=1)
    assert fill_free_places(NOW) == 1
    assert fill_free_places(NOW) == 0


def test_fill_free_places_fills_every_place_once(role, carol):
    role.places_maximum = 3
    role.save()
    entries = [join(role, carol) for _person in range(4)]

    assert fill_free_places(NOW) == 3

    assert [offer.place_number for offer in Offer.objects.order_by("place_number")] == [1, 2, 3]
    assert [entry in entries for entry in waits(role)] == [True]


def test_fill_free_places_looks_only_where_a_place_is_free(role, carol):
    OfferFactory(role=role)
    WaitingFactory(role=role)
    WaitingFactory(role__state="closed")

    assert not Waiting.objects.with_free_places().exists()


def test_fill_places_takes_the_place_of_an_offer_that_has_run_out(role, holder, carol):
    entry = join(role, carol)

    assert fill_places(role=role, now=LATER) == 1

    holder.refresh_from_db()
    entry.refresh_from_db()
    assert (holder.state, entry.offer.place_number) == ("expired", 1)


def test_fill_places_sees_the_role_as_it_is_now(role, holder, carol):
    join(role, carol)
    Role.objects.update(places_maximum=2)

    assert role.places_maximum == 1
    assert fill_places(role=role, now=NOW) == 1


def test_fill_places_goes_on_with_whoever_has_become_the_next(role, carol, monkeypatch):
    far, near = join(role, carol, **FAR), join(role, carol)
    truth = waiting.next_in_line
    answers = iter([far])  # what was so before someone better joined
    monkeypatch.setattr(waiting, "next_in_line", lambda *facts: next(answers, None) or truth(*facts))

    assert fill_places(role=role, now=NOW) == 1

    near.refresh_from_db()
    assert near.state == "offered"


def test_fill_places_offers_again_to_who_waits_in_spite_of_a_no(role, holder, carol):
    decline_offer(offer=holder, by=holder.volunteer.user, now=NOW, code="busy")
    entry = join_waiting_list(role=role, volunteer=holder.volunteer, by=carol, now=NOW)

    assert fill_places(role=role, now=NOW) == 1

    entry.refresh_from_db()
    assert entry.offer.state == "open"


def test_an_officers_offer_ends_the_wait_as_well(role, carol):
    entry = join(role, carol)

    offer = make_offer(role=role, volunteer=entry.volunteer, by=carol, now=NOW)

    entry.refresh_from_db()
    assert (entry.state, entry.offer) == ("offered", offer)


def test_fill_places_uses_what_officers_pass_over(role, carol):
    entry = join(role, carol, availability=None)
    Role.objects.update(slots=1)
    override = Override.objects.create(
        role=role,
        volunteer=entry.volunteer,
        gate="availability",
        reason="They told us on the phone",
        needs_second=False,
        asked_by=carol,
        asked_at=NOW,
        expires_at=LATER,
    )

    assert fill_places(role=role, now=NOW) == 1

    override.refresh_from_db()
    entry.refresh_from_db()
    assert override.offer == entry.offer


def test_leave_takes_somebody_off_every_list(role, holder, carol):
    entry = join(role, carol)

    leave(volunteer=entry.volunteer, by=entry.volunteer.user, now=NOW)

    entry.refresh_from_db()
    assert entry.state == "removed"


def test_the_words_of_a_wait(db):
    assert str(WaitingFactory(volunteer__name="Dev", role__title="Helper")) == "Dev waits for Helper"
