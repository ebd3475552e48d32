from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from core.models import AuditEvent
from initiatives.models import Role
from matching import services
from matching.models import Offer
from matching.scoring import PARTS
from matching.services import (
    NotEligible,
    OfferClosed,
    PlacementEnded,
    PlacesHeld,
    RoleFull,
    accept_offer,
    change_places,
    decline_offer,
    end_placement,
    expire_offer,
    leave,
    make_offer,
    withdraw_offer,
)
from matching.tasks import expire_offers
from notifications.models import Message
from tests.factories.initiatives import (
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    ProtectedVenueFactory,
    RoleFactory,
)
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.volunteers import VolunteerFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=8)


@pytest.fixture
def role(db):
    return RoleFactory(places_maximum=2)


@pytest.fixture
def volunteer(dev):
    return dev.volunteer


@pytest.fixture
def offer(role, volunteer, carol):
    return make_offer(role=role, volunteer=volunteer, by=carol, now=NOW, message="You would fit in well.")


def actions(subject):
    return list(AuditEvent.objects.about(subject).values_list("action", flat=True))


def mails(template):
    return Message.objects.filter(template=template)


def test_make_offer_holds_the_lowest_free_place_for_a_week(offer, carol):
    assert (offer.state, offer.place_number, offer.made_by) == ("open", 1, carol)
    assert offer.expires_at == NOW + timedelta(days=7)
    assert actions(offer) == ["offer.made"]


def test_make_offer_keeps_the_score_and_its_parts(offer):
    assert 0 < offer.score <= 1
    assert set(offer.score_parts) == {part.code for part in PARTS}


def test_make_offer_writes_to_the_volunteer_once(offer, volunteer):
    message = mails("offer_made").get()

    assert message.to == volunteer.user.email
    assert "You would fit in well." in message.body
    assert str(offer.pk) in message.body


def test_make_offer_takes_the_place_that_was_given_back(role, offer, carol):
    second = make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)
    decline_offer(offer=offer, by=offer.volunteer.user, now=NOW)

    third = make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)

    assert (second.place_number, third.place_number) == (2, 1)


def test_make_offer_refuses_when_every_place_is_held(role, carol):
    for _place in range(2):
        make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)

    with pytest.raises(RoleFull):
        make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)


def test_make_offer_refuses_who_fails_a_gate_and_says_why(role, carol):
    with pytest.raises(NotEligible, match="Not taking part") as caught:
        make_offer(role=role, volunteer=VolunteerFactory(state="paused"), by=carol, now=NOW)

    assert [gate.code for gate in caught.value.gates] == ["standing"]


def test_make_offer_refuses_what_is_not_known(carol):
    role = RoleFactory(slots=1)

    with pytest.raises(NotEligible, match="Free times are not known"):
        make_offer(role=role, volunteer=VolunteerFactory(availability=None), by=carol, now=NOW)


def test_make_offer_refuses_a_closed_role(carol, volunteer):
    role = RoleFactory(state=Role.State.CLOSED)

    with pytest.raises(NotEligible, match="not taking people"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_make_offer_refuses_to_ask_twice(role, offer, volunteer, carol):
    volunteer.placement_limit = 3
    volunteer.save()

    with pytest.raises(NotEligible, match="offered already"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_make_offer_takes_the_next_place_when_the_database_says_taken(role, carol, monkeypatch):
    OfferFactory(role=role, place_number=1)
    monkeypatch.setattr(services, "free_places", lambda role: [1, 2])

    assert make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW).place_number == 2


def test_make_offer_is_full_when_every_place_turns_out_taken(role, carol, monkeypatch):
    OfferFactory(role=role, place_number=1)
    monkeypatch.setattr(services, "free_places", lambda role: [1])

    with pytest.raises(RoleFull):
        make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)


def test_make_offer_measures_a_protected_place_but_never_writes_its_address(carol, volunteer):
    address = ProtectedAddressFactory()
    role = RoleFactory(initiative=ProtectedInitiativeFactory(venue=address.venue))

    offer = make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)

    assert 0 < offer.score_parts["nearness"] < 1
    message = mails("offer_made").get()
    assert "Secret" not in message.body + message.subject
    assert "WV3" not in message.body + message.subject


def test_make_offer_refuses_a_protected_place_without_an_address(carol, volunteer):
    role = RoleFactory(initiative=ProtectedInitiativeFactory(venue=ProtectedVenueFactory()))

    with pytest.raises(NotEligible, match="kept private"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_accept_offer_makes_a_placement_that_keeps_the_place(offer, volunteer):
    placement = accept_offer(offer=offer, by=volunteer.user, now=NOW)

    offer.refresh_from_db()
    assert (offer.state, offer.place_number, offer.answered_at) == ("accepted", 1, NOW)
    assert placement.starts_on == date(2026, 12, 1)
    assert actions(offer) == ["offer.made", "offer.accepted"]
    assert mails("placement_confirmed").get().to == volunteer.user.email


def test_accept_offer_starts_today_in_a_role_that_runs_already(offer, volunteer):
    Role.objects.update(starts_on=date(2026, 1, 1))

    assert accept_offer(offer=offer, by=volunteer.user, now=NOW).starts_on == date(2026, 6, 1)


def test_accept_offer_refuses_when_time_has_run_out(offer, volunteer):
    with pytest.raises(OfferClosed) as caught:
        accept_offer(offer=offer, by=volunteer.user, now=LATER)

    assert caught.value.reason == "expired"


def test_accept_offer_refuses_a_second_answer(offer, volunteer):
    accept_offer(offer=offer, by=volunteer.user, now=NOW)

    with pytest.raises(OfferClosed, match="accepted"):
        accept_offer(offer=offer, by=volunteer.user, now=NOW)


@pytest.mark.parametrize("closed", ["role", "initiative"])
def test_accept_offer_refuses_when_the_role_has_closed(offer, volunteer, closed):
    if closed == "role":
        Role.objects.update(state=Role.State.CLOSED)
    else:
        type(offer.role.initiative).objects.update(state="paused")

    with pytest.raises(OfferClosed, match="role_closed"):
        accept_offer(offer=offer, by=volunteer.user, now=NOW)


def test_decline_offer_gives_the_place_back_with_the_reason(offer, volunteer):
    declined = decline_offer(offer=offer, by=volunteer.user, now=NOW, reason="Too early for me")

    assert (declined.state, declined.place_number) == ("declined", None)
    assert declined.decline_reason == "Too early for me"


def test_withdraw_offer_gives_the_place_back_and_tells_the_volunteer(offer, carol):
    withdrawn = withdraw_offer(offer=offer, by=carol, now=NOW)

    assert (withdrawn.state, withdrawn.place_number) == ("withdrawn", None)
    assert mails("offer_withdrawn").count() == 1


def test_expire_offers_closes_what_is_overdue_once(offer, role):
    waiting = OfferFactory(role=role, place_number=2, expires_at=LATER + timedelta(days=1))

    assert expire_offers(NOW) == 0
    assert expire_offers(LATER) == 1
    assert expire_offers(LATER) == 0

    offer.refresh_from_db()
    waiting.refresh_from_db()
    assert (offer.state, offer.place_number, waiting.state) == ("expired", None, "open")
    assert mails("offer_expired").count() == 1
    assert actions(offer)[-1] == "offer.expired"


def test_expire_offer_leaves_an_answered_one_alone(offer, volunteer):
    decline_offer(offer=offer, by=volunteer.user, now=NOW)

    assert expire_offer(offer=offer, now=LATER) is False


def test_end_placement_frees_the_place(offer, volunteer, carol):
    placement = accept_offer(offer=offer, by=volunteer.user, now=NOW)

    ended = end_placement(placement=placement, reason="finished", by=carol, now=LATER)

    offer.refresh_from_db()
    assert (ended.ended_on, ended.end_reason, offer.place_number) == (LATER.date(), "finished", None)
    with pytest.raises(PlacementEnded):
        end_placement(placement=placement, reason="left", by=carol, now=LATER)


def test_change_places_refuses_to_take_a_place_away(role, carol):
    OfferFactory(role=role, place_number=1)
    OfferFactory(role=role, place_number=2)

    with pytest.raises(PlacesHeld) as caught:
        change_places(role=role, minimum=1, maximum=1, by=carol)

    assert caught.value.held == 2


def test_change_places_moves_who_holds_a_number_beyond_the_maximum(role, carol):
    offer = OfferFactory(role=role, place_number=2)

    changed = change_places(role=role, minimum=1, maximum=1, by=carol)

    offer.refresh_from_db()
    assert (changed.places_maximum, offer.place_number) == (1, 1)
    assert actions(role) == ["role.places_changed"]


@pytest.mark.parametrize(("minimum", "maximum"), [(0, 1), (3, 2)])
def test_change_places_refuses_numbers_that_make_no_sense(role, carol, minimum, maximum):
    with pytest.raises(ValueError, match="At least one place"):
        change_places(role=role, minimum=minimum, maximum=maximum, by=carol)


def test_leave_gives_every_place_back(offer, volunteer, carol):
    volunteer.placement_limit = 3
    volunteer.save()
    other = make_offer(role=RoleFactory(), volunteer=volunteer, by=carol, now=NOW)
    placement = accept_offer(offer=other, by=volunteer.user, now=NOW)

    left = leave(volunteer=volunteer, by=volunteer.user, now=LATER)

    offer.refresh_from_db()
    placement.refresh_from_db()
    assert left.state == "left"
    assert (offer.state, offer.place_number) == ("declined", None)
    assert (placement.end_reason, placement.offer.place_number) == ("left", None)


def test_leave_answers_nothing_twice(offer, volunteer, monkeypatch):
    class Stale:
        """The list of open offers as it was before another process closed one."""

        def filter(self, **_facts):
            return self

        def in_order(self):
            return [offer]

    Offer.objects.filter(pk=offer.pk).update(state="expired", place_number=None, answered_at=NOW)
    monkeypatch.setattr(Offer.objects, "open", Stale)

    leave(volunteer=volunteer, by=volunteer.user, now=LATER)

    offer.refresh_from_db()
    assert offer.state == "expired"


def test_the_database_refuses_to_give_a_place_twice(role):
    OfferFactory(role=role, place_number=1)

    with pytest.raises(IntegrityError):
        OfferFactory(role=role, place_number=1)


def test_the_words_of_offers_and_placements(db):
    placement = PlacementFactory(offer__volunteer__name="Dev", offer__role__title="Helper")

    assert str(placement.offer) == "Helper → Dev"
    assert str(placement) == "Dev in Helper"
