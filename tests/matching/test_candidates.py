from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from matching.candidates import first_day_of_asks, people_by_key
from matching.facts import Away, Engagement
from matching.models import Conflict
from matching.ranking import beside, rank
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import ConflictFactory, OfferFactory, PlacementFactory
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import TimeAwayFactory, VolunteerFactory
from tests.queries import assert_same_for_few_and_many
from volunteers.models import TimeAway, Volunteer

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def volunteer(db):
    return VolunteerFactory(travel_by="foot", skills=3, skills_strong=2)


def seen(person, role=None, on=TODAY):
    """Return a person as the engines see them."""
    return people_by_key([person.pk], role and role.pk, on=on)[person.pk].candidate


def ask(person, made_at):
    """Store an offer that was declined."""
    return OfferFactory(
        volunteer=person,
        state="declined",
        place_number=None,
        made_at=made_at,
        answered_at=made_at,
        expires_at=made_at + timedelta(days=7),
    )


def test_candidate_has_what_stands_in_the_row(volunteer):
    candidate = seen(volunteer)

    assert (candidate.travel_by, candidate.reach, candidate.skills_strong) == ("foot", 2, 2)
    assert (candidate.commitments, candidate.engagements, candidate.asks) == (0, (), 0)
    assert (candidate.days_waiting, candidate.is_newcomer, candidate.days_since_asked) == (0, True, None)


def test_candidate_has_the_times_away_that_are_not_over(volunteer):
    spans = [(date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 7, 1), date(2026, 7, 2)), (TODAY, TODAY)]
    for starts_on, ends_on in spans:
        TimeAway.objects.create(volunteer=volunteer, starts_on=starts_on, ends_on=ends_on)

    assert seen(volunteer).away == (Away(TODAY, TODAY), Away(date(2026, 7, 1), date(2026, 7, 2)))


def test_candidate_avoids_from_both_sides_what_is_in_force(volunteer):
    other, group, lifted = VolunteerFactory(), GroupFactory(), GroupFactory()
    facts = {"volunteer": volunteer, "reason": "-", "recorded_by": volunteer.user, "recorded_at": NOON}
    Conflict.objects.create(**facts, other=other)
    Conflict.objects.create(**facts, group=group)
    Conflict.objects.create(**facts, group=lifted, lifted_at=NOON, lifted_by=volunteer.user)

    assert seen(volunteer).avoids == {other.pk, group.pk}
    assert seen(other).avoids == {volunteer.pk}


def test_candidate_has_an_engagement_for_each_place_and_open_offer(volunteer):
    role = RoleFactory(slots=1, ends_on=date(2027, 1, 1))
    OfferFactory(volunteer=volunteer, role=role)
    placement = PlacementFactory(offer__volunteer=volunteer)

    candidate = seen(volunteer, role)

    assert set(candidate.engagements) == {
        Engagement(role.pk, 1, role.starts_on, role.ends_on),
        Engagement(placement.role_id, 0, placement.role.starts_on, None),
    }
    assert (candidate.commitments, candidate.role_history) == (2, "offered")


def test_asks_are_those_of_thirty_days_by_the_city_clock(volunteer):
    first = datetime(2026, 5, 2, 23, 0, tzinfo=UTC)  # 3 May, 00:00 in British summer time
    ask(volunteer, first - timedelta(seconds=1))
    ask(volunteer, first)
    ask(volunteer, NOON)

    assert first_day_of_asks(TODAY) == first
    assert seen(volunteer).asks == 2


@pytest.mark.parametrize(("own", "limit"), [(None, 3), (5, 3), (3, 3), (2, 2), (0, 0)])
def test_asks_own_choice_only_lowers_the_limit(volunteer, own, limit):
    volunteer.asks_limit = own
    volunteer.save()

    assert seen(volunteer).asks_limit == limit


def test_waiting_counts_from_the_latest_placement_and_never_below_none(volunteer):
    volunteer.last_placed_on, volunteer.last_asked_on = date(2026, 5, 1), date(2026, 6, 9)
    volunteer.save()
    candidate = seen(volunteer)

    assert (candidate.days_waiting, candidate.is_newcomer, candidate.days_since_asked) == (31, False, 0)
    assert seen(volunteer, on=date(2026, 4, 1)).days_waiting == 0


def test_waiting_is_not_known_of_who_never_registered(volunteer):
    draft = VolunteerFactory(state="draft", registered_at=None)

    assert seen(draft).days_waiting is None


def test_reach_and_days_are_kept_by_the_database(volunteer):
    volunteer.last_asked_on = TODAY
    volunteer.save()
    volunteer.refresh_from_db()

    assert volunteer.reach_miles == 2
    assert volunteer.asked_day == TODAY.toordinal()
    assert volunteer.waiting_day == date(2026, 6, 1).toordinal()


def test_nobody_is_asked_where_the_partnership_asks_nobody(volunteer, settings):
    settings.ASKS_PER_30_DAYS = 0

    ranking = rank(RoleFactory(), on=TODAY)

    assert ranking.eligible == []
    assert beside(ranking, on=TODAY).counts == {"asks": 1}


def test_people_are_read_in_the_same_queries_for_few_and_many(volunteer):
    keys, priority, ward = [], PriorityFactory(), WardFactory()

    def add(number):
        users = User.objects.bulk_create(UserFactory.build_batch(number))
        people = Volunteer.objects.bulk_create(VolunteerFactory.build(user=user) for user in users)
        priority.volunteers.add(*people)
        ward.willing_volunteers.add(*people)
        TimeAway.objects.bulk_create(TimeAwayFactory.build(volunteer=person) for person in people)
        ConflictFactory(volunteer=people[0], other=people[1])
        PlacementFactory(offer__volunteer=people[2])
        keys.extend(person.pk for person in people)

    assert_same_for_few_and_many({"people": lambda: people_by_key(keys, on=TODAY)}, add, at_most=8)
