from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from core.models import AuditEvent
from groups.models import Group
from initiatives.models import Initiative, Role
from matching.models import Offer, Placement
from matching.scoring import WEIGHTS
from matching.services import (
    DeclinedBefore,
    NoLongerSafe,
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
    making,
    remind,
    tell_offers,
    withdraw_offer,
)
from matching.services.people import leave_again
from matching.tasks import expire_offers, remind_people
from notifications.models import Message
from tests.factories.initiatives import (
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    ProtectedVenueFactory,
    RoleFactory,
)
from tests.factories.matching import ConflictFactory, OfferFactory, OverrideFactory, PlacementFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.models import Volunteer

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
    assert set(offer.score_parts) == set(WEIGHTS)
    assert (offer.weights.version, offer.weights.weights, offer.source) == (1, WEIGHTS, "officer")


def test_make_offer_writes_to_the_volunteer_once(offer, volunteer):
    message = mails("offer_made").get()

    assert message.to == volunteer.user.email
    assert "You would fit in well." in message.body
    assert str(offer.pk) in message.body


def test_make_offer_takes_the_place_that_was_given_back(role, offer, carol):
    second = make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)
    decline_offer(offer=offer, by=offer.volunteer.user, now=NOW, code="times")

    third = make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)

    assert (second.place_number, third.place_number) == (2, 1)


def test_make_offer_refuses_when_every_place_is_held(role, carol):
    for _place in range(2):
        make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)

    with pytest.raises(RoleFull):
        make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW)


def test_make_offer_refuses_who_fails_a_gate_and_says_why(role, carol):
    with pytest.raises(NotEligible, match="Not volunteering at the moment") as caught:
        make_offer(role=role, volunteer=VolunteerFactory(state="paused"), by=carol, now=NOW)

    assert [gate.code for gate in caught.value.findings] == ["standing"]


def test_make_offer_refuses_what_is_not_known(carol):
    role = RoleFactory(slots=1)

    with pytest.raises(NotEligible, match="Free times not known"):
        make_offer(role=role, volunteer=VolunteerFactory(availability=None), by=carol, now=NOW)


def test_make_offer_refuses_a_closed_role(carol, volunteer):
    role = RoleFactory(state=Role.State.CLOSED)

    with pytest.raises(NotEligible, match="not taking people"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_make_offer_refuses_a_role_of_a_suspended_group(role, volunteer, carol):
    Group.objects.update(state="suspended")

    with pytest.raises(NotEligible, match="not approved"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_make_offer_refuses_what_clashes_with_another_offer(volunteer, carol):
    Volunteer.objects.update(placement_limit=3)
    make_offer(role=RoleFactory(slots=1), volunteer=volunteer, by=carol, now=NOW)

    with pytest.raises(NotEligible) as caught:
        make_offer(role=RoleFactory(slots=1), volunteer=volunteer, by=carol, now=NOW)

    assert [gate.code for gate in caught.value.findings] == ["clash"]


def test_make_offer_refuses_who_was_asked_often_enough(volunteer, carol, settings):
    settings.ASKS_PER_30_DAYS = 2
    Volunteer.objects.update(placement_limit=9)
    for _ask in range(2):
        make_offer(role=RoleFactory(), volunteer=volunteer, by=carol, now=NOW)

    with pytest.raises(NotEligible) as caught:
        make_offer(role=RoleFactory(), volunteer=volunteer, by=carol, now=NOW + timedelta(days=29))
    assert [gate.code for gate in caught.value.findings] == ["asks"]

    assert make_offer(role=RoleFactory(), volunteer=volunteer, by=carol, now=NOW + timedelta(days=30))


def test_make_offer_refuses_to_ask_twice(role, offer, volunteer, carol):
    volunteer.placement_limit = 3
    volunteer.save()

    with pytest.raises(NotEligible, match="Already offered this role"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_make_offer_takes_the_next_place_when_the_database_says_taken(role, carol, monkeypatch):
    OfferFactory(role=role, place_number=1)
    monkeypatch.setattr(making, "free_places", lambda role: [1, 2])

    assert make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=NOW).place_number == 2


def test_make_offer_is_full_when_every_place_turns_out_taken(role, carol, monkeypatch):
    OfferFactory(role=role, place_number=1)
    monkeypatch.setattr(making, "free_places", lambda role: [1])

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

    with pytest.raises(NotEligible, match="address is private"):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)


def test_make_offer_keeps_the_day_on_which_somebody_was_asked_last(offer, volunteer, carol):
    volunteer.refresh_from_db()
    assert volunteer.last_asked_on == NOW.date()

    Volunteer.objects.update(placement_limit=3, last_asked_on=LATER.date())
    make_offer(role=RoleFactory(), volunteer=volunteer, by=carol, now=NOW)

    volunteer.refresh_from_db()
    assert volunteer.last_asked_on == LATER.date()


def test_make_offer_frees_places_of_offers_that_nobody_answered_in_time(carol, offer, role):
    role.places_maximum = 1
    role.save()

    fresh = make_offer(role=role, volunteer=VolunteerFactory(), by=carol, now=LATER)

    offer.refresh_from_db()
    assert (offer.state, fresh.place_number) == ("expired", 1)
    assert mails("offer_expired").count() == 1


def test_make_offer_asks_again_only_who_knows_of_the_no(offer, role, volunteer, carol):
    decline_offer(offer=offer, by=volunteer.user, now=NOW, code="role")

    with pytest.raises(DeclinedBefore):
        make_offer(role=role, volunteer=volunteer, by=carol, now=NOW)

    again = make_offer(role=role, volunteer=volunteer, by=carol, now=NOW, despite_no=True)
    assert again.state == "open"


def test_make_offer_leaves_the_telling_to_whoever_wants_it(role, volunteer, carol):
    make_offer(role=role, volunteer=volunteer, by=carol, now=NOW, is_told=False)

    assert not Message.objects.exists()


def test_tell_offers_tells_of_all_in_one_message_once(volunteer, carol):
    Volunteer.objects.update(placement_limit=3)
    offers = [
        make_offer(role=RoleFactory(title=title), volunteer=volunteer, by=carol, now=NOW, is_told=False)
        for title in ("Coach", "Baker")
    ]

    for _time in range(2):
        tell_offers(volunteer=volunteer, offers=offers, key="June", now=NOW)

    message = Message.objects.get()
    assert message.to == volunteer.email
    assert message.subject == "2 volunteer roles for you"
    for words in ("Coach", "Baker", str(offers[0].pk), str(offers[1].pk)):
        assert words in message.body


def test_tell_offers_says_nothing_where_none_can_be_answered(offer, volunteer):
    told = tell_offers(volunteer=volunteer, offers=[offer], key="June", now=LATER)

    assert told is None
    assert not mails("offers_made").exists()


def test_accept_offer_makes_a_placement_that_keeps_the_place(offer, volunteer):
    placement = accept_offer(offer=offer, by=volunteer.user, now=NOW)

    offer.refresh_from_db()
    assert (offer.state, offer.place_number, offer.answered_at) == ("accepted", 1, NOW)
    assert placement.starts_on == date(2026, 12, 1)
    assert actions(offer) == ["offer.made", "offer.accepted"]
    volunteer.refresh_from_db()
    assert volunteer.last_placed_on == NOW.date()
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


CLOSED = {
    "the role": lambda: Role.objects.update(state=Role.State.CLOSED),
    "the initiative": lambda: Initiative.objects.update(state="paused"),
    "the group": lambda: Group.objects.update(state="suspended"),
    "the time": lambda: Role.objects.update(starts_on=date(2026, 1, 1), ends_on=date(2026, 5, 31)),
}


@pytest.mark.parametrize("close", CLOSED.values(), ids=CLOSED)
def test_accept_offer_refuses_when_the_role_takes_nobody(offer, volunteer, close):
    close()

    with pytest.raises(OfferClosed, match="role_closed"):
        accept_offer(offer=offer, by=volunteer.user, now=NOW)


def test_decline_offer_wants_a_reason_that_there_is(offer, volunteer):
    with pytest.raises(ValueError, match="whim"):
        decline_offer(offer=offer, by=volunteer.user, now=NOW, code="whim")

    offer.refresh_from_db()
    assert offer.state == "open"


def test_decline_offer_gives_the_place_back_with_the_reason(offer, volunteer):
    declined = decline_offer(offer=offer, by=volunteer.user, now=NOW, code="times", reason="Too early for me")

    assert (declined.state, declined.place_number) == ("declined", None)
    assert (declined.decline_code, declined.decline_reason) == ("times", "Too early for me")


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
    decline_offer(offer=offer, by=volunteer.user, now=NOW, code="busy")

    assert expire_offer(offer=offer, now=LATER) is False


def test_remind_people_writes_once_when_half_the_time_has_gone(offer):
    half = offer.made_at + (offer.expires_at - offer.made_at) / 2

    assert remind_people(half - timedelta(seconds=1)) == 0
    assert remind_people(half) == 1
    assert remind_people(half) == 0

    offer.refresh_from_db()
    assert offer.reminded_at == half
    assert mails("offer_reminder").count() == 1
    assert actions(offer)[-1] == "offer.reminded"


def test_remind_leaves_alone_what_was_answered(offer, volunteer):
    decline_offer(offer=offer, by=volunteer.user, now=NOW, code="busy")

    assert remind(offer=offer, now=NOW + timedelta(days=4)) is False


def test_remind_people_leaves_alone_what_has_run_out(offer):
    assert remind_people(LATER) == 0


def test_end_placement_frees_the_place(offer, volunteer, carol):
    placement = accept_offer(offer=offer, by=volunteer.user, now=NOW)

    ended = end_placement(placement=placement, reason="finished", by=carol, now=LATER)

    offer.refresh_from_db()
    assert (ended.ended_on, ended.end_reason, offer.place_number) == (LATER.date(), "finished", None)
    assert offer.state == "ended"
    assert mails("placement_ended").get().to == volunteer.user.email
    with pytest.raises(PlacementEnded):
        end_placement(placement=placement, reason="left", by=carol, now=LATER)


def test_end_placement_by_the_volunteer_needs_no_mail(offer, volunteer):
    placement = accept_offer(offer=offer, by=volunteer.user, now=NOW)

    end_placement(placement=placement, reason="left", by=volunteer.user, now=LATER)

    assert not mails("placement_ended").exists()


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


def test_leave_again_lets_somebody_go_once_and_from_the_day_they_left(offer, volunteer):
    assert [leave_again(str(volunteer.pk), LATER) for _ in range(2)] == [True, False]

    offer.refresh_from_db()
    volunteer.refresh_from_db()
    assert (offer.state, volunteer.state, volunteer.phone) == ("declined", "left", "")
    assert volunteer.updated_at == LATER


def test_leave_again_knows_nobody_who_came_after_the_backup(db):
    assert not leave_again("0b8e1c8e-0000-4000-8000-000000000000", LATER)


def test_leave_answers_nothing_twice(offer, volunteer):
    Offer.objects.filter(pk=offer.pk).update(state="expired", place_number=None, answered_at=NOW)

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


def checked(role, until):
    """Someone with a check for a role that needs one, to whom its place was offered."""
    role.dbs_level = 3
    role.save()
    return VolunteerFactory(dbs_level=3, dbs_valid_until=until)


def test_accept_offer_refuses_when_the_check_has_gone_meanwhile(role, carol):
    person = checked(role, date(2040, 1, 1))
    offer = make_offer(role=role, volunteer=person, by=carol, now=NOW)
    Volunteer.objects.filter(pk=person.pk).update(dbs_level=0, dbs_valid_until=None)

    with pytest.raises(NoLongerSafe, match="DBS"):
        accept_offer(offer=offer, by=person.user, now=NOW)

    offer.refresh_from_db()
    assert offer.state == "open"
    assert not Placement.objects.exists()


def test_accept_offer_asks_about_no_conflict_even_where_a_check_is_asked_about(role, carol):
    person = checked(role, date(2040, 1, 1))
    offer = make_offer(role=role, volunteer=person, by=carol, now=NOW)
    ConflictFactory(volunteer=person, other=None, group=role.initiative.group)

    assert accept_offer(offer=offer, by=person.user, now=NOW).volunteer == person
    assert Offer.objects.forbidden().get() == offer


def test_accept_offer_lets_pass_what_has_changed_otherwise(role, carol):
    person = checked(role, date(2040, 1, 1))
    offer = make_offer(role=role, volunteer=person, by=carol, now=NOW)
    Volunteer.objects.filter(pk=person.pk).update(availability=0, state="paused")

    assert accept_offer(offer=offer, by=person.user, now=NOW).volunteer == person


def test_accept_offer_keeps_what_the_offer_was_let_past(role, carol):
    person = VolunteerFactory()
    role.dbs_level = 3
    role.save()
    OverrideFactory(role=role, volunteer=person, needs_second=False)
    offer = make_offer(role=role, volunteer=person, by=carol, now=NOW)

    assert accept_offer(offer=offer, by=person.user, now=NOW).volunteer == person
