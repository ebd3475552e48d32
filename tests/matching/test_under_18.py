"""Nobody under 18 is ranked, planned, suggested or offered anything, until the day they turn 18."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from matching.candidates import people_by_key
from matching.eligibility import GATE_BY_CODE, barred_gates, may_be_overridden, unmet_gates
from matching.models import Offer, Placement, Waiting
from matching.openings import officers_opening
from matching.ranking import beside, look_at, rank
from matching.scoring import WEIGHTS
from matching.services import (
    NeverOverridable,
    NoLongerSafe,
    NotEligible,
    NotWaiting,
    accept_offer,
    ask_override,
    fill_places,
    join_waiting_list,
    make_offer,
    remind,
)
from matching.suggestions import suggestions_for
from planning.inputs import build_problem, read_facts
from planning.what_if import Change, ChangeKind
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, OverrideFactory, WaitingFactory
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.matching.people import WARDS, is_possible, make_person, people, young
from volunteers.models import Volunteer
from volunteers.rules import is_adult, under_18_until

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
BIRTHDAY = date(2026, 7, 20)


@pytest.fixture
def role(db):
    return RoleFactory(places_maximum=5, starts_on=date(2026, 9, 1))


@pytest.fixture
def mia(db):
    """A volunteer of 17, who suits the role in every other way."""
    return VolunteerFactory(name="Mia", born_on=date(2008, 7, 20), is_over_18=False)


def at(day):
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def pairs_of(role, on, changes=()):
    """Return the keys of those whom a plan could put into a role."""
    facts = read_facts([role], on=on)
    problem = build_problem(facts, WEIGHTS, changes=changes)
    return {facts.candidates[number].id for number in problem.eligible.people.tolist()}


# The day


@pytest.mark.parametrize(
    ("born_on", "day", "is_grown_up"),
    [
        (date(2008, 7, 20), date(2026, 7, 19), False),
        (date(2008, 7, 20), date(2026, 7, 20), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
        (date(2012, 2, 29), date(2030, 2, 28), False),
    ],
)
def test_somebody_comes_in_on_the_day_they_turn_18(db, born_on, day, is_grown_up):
    role = RoleFactory()
    mia = VolunteerFactory(born_on=born_on, is_over_18=False)

    ranking = rank(role, on=day)

    assert [each.candidate.id for each in ranking.eligible] == [mia.pk] * is_grown_up
    assert pairs_of(role, day) == ({mia.pk} if is_grown_up else set())
    assert bool(suggestions_for(mia, on=day).suited) is is_grown_up
    assert Volunteer.objects.to_match(day).filter(pk=mia.pk).exists() is is_grown_up
    assert is_adult(mia, day) is is_grown_up
    assert (under_18_until(mia, day) is None) is is_grown_up


def test_the_day_is_that_of_london(role, mia, carol):
    before_midnight = datetime(2026, 7, 19, 22, 59, tzinfo=UTC)  # in summer an hour behind London

    with pytest.raises(NotEligible, match="Under 18 until 20 July 2026"):
        make_offer(role=role, volunteer=mia, by=carol, now=before_midnight)

    assert make_offer(role=role, volunteer=mia, by=carol, now=before_midnight + timedelta(minutes=1))


def test_who_says_that_they_are_over_18_is_believed(role):
    person = VolunteerFactory(born_on=None, is_over_18=True)

    assert is_adult(person, TODAY)
    assert under_18_until(person, TODAY) is None
    assert rank(role, on=TODAY).eligible_count == 1


# Every way in


def test_a_ranking_neither_lists_nor_counts_them(role, mia):
    VolunteerFactory(born_on=date(2009, 1, 1), is_over_18=False, languages=0, availability=None)

    ranking = rank(role, on=TODAY)
    rest = beside(ranking, on=TODAY)

    assert ranking.eligible_count == 0
    assert rest == ([], [], 0, {})


def test_officers_who_look_all_the_same_are_told_why(role, mia):
    (look,) = look_at(role, mia, on=TODAY)

    assert [gate.reason for gate in look.verdict.unmet] == ["Under 18 until 20 July 2026"]
    assert look.verdict.with_overridden({"adult"}).unmet == look.verdict.unmet


def test_no_role_suits_or_nearly_suits_them(role, mia):
    RoleFactory(languages=2)

    assert suggestions_for(mia, on=TODAY) == ([], [], [])


def test_make_offer_refuses_whatever_officers_agreed_to(role, mia, carol):
    OverrideFactory(role=role, volunteer=mia, gate="adult", needs_second=False)

    for despite_no in (False, True):
        with pytest.raises(NotEligible, match="Under 18 until 20 July 2026"):
            make_offer(role=role, volunteer=mia, by=carol, now=NOW, despite_no=despite_no)

    assert not Offer.objects.exists()


@pytest.mark.parametrize("level", [0, 2, 4])
def test_nobody_overrides_it_for_any_role(mia, carol, sam, level):
    role = RoleFactory(dbs_level=level)

    for officer in (carol, sam):
        with pytest.raises(NeverOverridable):
            ask_override(role=role, volunteer=mia, gate="adult", reason="She is nice.", by=officer, now=NOW)

    opening = officers_opening(role, on=TODAY)
    assert "adult" in barred_gates(opening)
    assert not may_be_overridden("adult", opening)
    assert GATE_BY_CODE["adult"].keeps_people_safe


def test_accept_offer_refuses_who_turns_out_to_be_under_18(role, mia, carol):
    offer = OfferFactory(role=role, volunteer=mia, made_at=NOW, expires_at=NOW + timedelta(days=60))

    with pytest.raises(NoLongerSafe, match="Under 18 until 20 July 2026"):
        accept_offer(offer=offer, by=mia.user, now=NOW)

    offer.refresh_from_db()
    assert offer.state == "open"
    assert accept_offer(offer=offer, by=mia.user, now=at(BIRTHDAY))


def test_nobody_under_18_is_reminded_of_an_offer(role, mia):
    offer = OfferFactory(role=role, volunteer=mia, made_at=NOW, expires_at=NOW + timedelta(days=4))

    assert not remind(offer=offer, now=NOW + timedelta(days=3))

    offer.refresh_from_db()
    assert offer.reminded_at is None


def test_join_waiting_list_refuses_them(role, mia, carol):
    with pytest.raises(NotWaiting) as caught:
        join_waiting_list(role=role, volunteer=mia, by=carol, now=NOW)

    assert caught.value.reason == "under_18"
    assert join_waiting_list(role=role, volunteer=mia, by=carol, now=at(BIRTHDAY))


def test_a_free_place_goes_to_them_from_their_birthday_on(role, mia, carol):
    WaitingFactory(role=role, volunteer=mia, added_by=carol)

    assert fill_places(role=role, now=NOW) == 0
    assert fill_places(role=role, now=at(BIRTHDAY - timedelta(days=1))) == 0
    assert fill_places(role=role, now=at(BIRTHDAY)) == 1


def test_no_plan_takes_them_not_even_one_that_tries_what_would_follow(role, mia):
    grown_up = VolunteerFactory()
    change = Change(ChangeKind.GATE, volunteer=mia.pk, role=role.pk, gate="adult")

    assert pairs_of(role, TODAY) == {grown_up.pk}
    facts = read_facts([role], on=TODAY, people=[mia.pk, grown_up.pk])
    problem = build_problem(facts, WEIGHTS, changes=(change,))
    assert {facts.candidates[each].id for each in problem.eligible.people.tolist()} == {grown_up.pk}


# Anybody


ages = st.fixed_dictionaries({"born_on": young, "is_over_18": st.booleans()})


@given(
    st.lists(st.tuples(people.filter(is_possible), st.none() | ages), min_size=1, max_size=5),
    st.integers(0, 4),
    st.sampled_from([0, 4]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_nobody_under_18_comes_in_by_any_way(carol, drawn, starts_in, level):
    with transaction.atomic():
        for gss in WARDS:
            WardFactory(gss=gss)
        priorities = PriorityFactory.create_batch(4)
        role = RoleFactory(
            places_maximum=20, dbs_level=level, starts_on=TODAY + timedelta(days=300 * starts_in)
        )
        everyone = [make_person({**facts, **(age or {})}, priorities) for facts, age in drawn]
        under_age = [each for each in everyone if not is_adult(each, TODAY)]
        event(f"under 18: {min(len(under_age), 2)}")
        _try_everything(role, everyone, carol)
        keys = {each.pk for each in under_age}
        ranking = rank(role, on=TODAY)
        rest = beside(ranking, on=TODAY)
        listed = {each.candidate.id for each in ranking.eligible} | {
            each.candidate.id for group in (*rest.nearly, *rest.needs_asking) for each in group.people
        }
        planned = pairs_of(role, TODAY)
        suggested = [suggestions_for(each, on=TODAY) for each in under_age]
        offered = set(Offer.objects.exclude(state="open").values_list("volunteer", flat=True))
        offered |= set(Offer.objects.exclude(message="kept").values_list("volunteer", flat=True))
        placed = set(Placement.objects.values_list("volunteer", flat=True))
        told = Waiting.objects.filter(state="offered", volunteer__in=keys).exists()
        seen = [person.candidate for person in people_by_key(list(keys), role.pk, on=TODAY).values()]
        judged = unmet_gates(seen, officers_opening(role, on=TODAY))
        transaction.set_rollback(True)

    assert keys.isdisjoint(listed)
    assert keys.isdisjoint(planned)
    assert keys.isdisjoint(offered)
    assert keys.isdisjoint(placed)
    assert not told
    assert not any(part for each in suggested for part in each)
    assert all("adult" in {finding.code for finding in findings} for findings in judged)


def _try_everything(role, everyone, carol):
    """Offer everybody the role, accept an offer of another, and let everybody wait for a third."""
    other, third = (RoleFactory(places_maximum=20, dbs_level=role.dbs_level) for _role in range(2))
    for number, person in enumerate(everyone, start=1):
        for gate in ("adult", "availability", "travel", "languages"):
            OverrideFactory(role=role, volunteer=person, gate=gate, needs_second=False)
        WaitingFactory(role=third, volunteer=person, added_by=carol)
        kept = OfferFactory(role=other, volunteer=person, place_number=number, made_at=NOW, message="kept")
        with suppress(NotEligible):
            make_offer(role=role, volunteer=person, by=carol, now=NOW)
        with suppress(NotEligible):
            accept_offer(offer=kept, by=person.user, now=NOW)
    fill_places(role=third, now=NOW)
