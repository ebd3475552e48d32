"""Volunteers as the engines see them, in a fixed number of queries for any number of people."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from matching.facts import Away, Candidate, Engagement, RoleHistory, sources_of
from matching.models import Conflict, Offer, Placement
from volunteers.models import ServedWard, TimeAway, Volunteer

ASKS_DAYS = 30  # the days in which offers to one person are counted, the present one included
FACTS = sources_of(Candidate)
# The other columns that facts are worked out from, or that lists show.
OTHERS = (
    "state",
    "asks_limit",
    "last_asked_on",
    "last_placed_on",
    "registered_at",
    "name",
    "postcode",
    "reference",
)


class Card(NamedTuple):
    """What an officer's list shows of a person: never a full postcode."""

    name: str
    outward: str
    reference: str


class Person(NamedTuple):
    """A volunteer for the engines, and for the eyes."""

    card: Card
    candidate: Candidate


class Commitments(NamedTuple):
    """What some people hold: their roles and open offers, and their history in one role."""

    engagements: dict[Any, list[Engagement]]
    histories: dict[Any, RoleHistory]

    @classmethod
    def of(cls, people: Collection[Any], role: Any = None) -> "Commitments":
        """Read them in one query. Without a role the histories stay empty."""
        columns = ("volunteer_id", "role_id", "role__slots", "role__starts_on", "role__ends_on")
        offers = Offer.objects.open().filter(volunteer__in=people).order_by()
        placements = Placement.objects.current().filter(volunteer__in=people).order_by()
        rows = offers.values_list(*columns, "state").union(
            placements.values_list(*columns, "end_reason"), all=True
        )
        engagements: dict[Any, list[Engagement]] = defaultdict(list)
        histories: dict[Any, RoleHistory] = {}
        for person, *facts, state in rows:
            engagements[person].append(Engagement(*facts))
            if facts[0] == role and histories.get(person) != "placed":
                histories[person] = "offered" if state else "placed"
        return cls(engagements, histories)


class Links(NamedTuple):
    """What other tables say about some people, by key."""

    interests: dict[Any, frozenset[Any]]
    serves: dict[Any, frozenset[Any]]
    away: dict[Any, list[Away]]
    avoids: dict[Any, set[Any]]
    asks: Counter[Any]

    @classmethod
    def of(cls, people: Collection[Any], *, on: date) -> "Links":
        """Read them in five queries."""
        return cls(
            interests=interests_of(people),
            serves=_by_person(
                ServedWard.objects.filter(volunteer__in=people).values_list("volunteer_id", "ward_id")
            ),
            away=times_away_of(people, on=on),
            avoids=avoided_by(people),
            asks=asks_of(people, on=on),
        )


def interests_of(people: Collection[Any]) -> dict[Any, frozenset[int]]:
    """Return the priorities that each person chose, in one query."""
    links = Volunteer.interests.through.objects.filter(volunteer_id__in=people)
    return _by_person(links.values_list("volunteer_id", "priority_id"))


def times_away_of(people: Collection[Any], *, on: date) -> dict[Any, list[Away]]:
    """Return when each person is away, from a day on, the earliest first."""
    times: dict[Any, list[Away]] = defaultdict(list)
    rows = TimeAway.objects.not_over(on).filter(volunteer__in=people).order_by("starts_on", "ends_on")
    for person, starts_on, ends_on in rows.values_list("volunteer_id", "starts_on", "ends_on"):
        times[person].append(Away(starts_on, ends_on))
    return times


def avoided_by(people: Collection[Any]) -> dict[Any, set[Any]]:
    """Return the people, groups and venues that officers keep each person from."""
    avoided: dict[Any, set[Any]] = defaultdict(set)
    rows = Conflict.objects.in_force().filter(Q(volunteer__in=people) | Q(other__in=people)).order_by()
    for person, other, *places in rows.values_list("volunteer_id", "other_id", "group_id", "venue_id"):
        avoided[person].update(key for key in (other, *places) if key)
        if other:
            avoided[other].add(person)
    return avoided


def first_day_of_asks(on: date) -> datetime:
    """Return the moment from which offers still count among those of the last 30 days."""
    return datetime.combine(on - timedelta(days=ASKS_DAYS - 1), time.min, timezone.get_default_timezone())


def asks_of(people: Collection[Any], *, on: date) -> Counter[Any]:
    """Return how many offers each person was made in the last 30 days."""
    offers = Offer.objects.filter(volunteer__in=people, made_at__gte=first_day_of_asks(on)).order_by()
    return Counter(dict(offers.values_list("volunteer_id").annotate(Count("pk"))))


def _by_person(links: Iterable[tuple[Any, Any]]) -> dict[Any, frozenset[Any]]:
    linked: dict[Any, set[Any]] = defaultdict(set)
    for person, other in links:
        linked[person].add(other)
    return {person: frozenset(each) for person, each in linked.items()}


def people_by_key(keys: Collection[Any], role: Any = None, *, on: date) -> dict[Any, Person]:
    """Return people by their key, as seen from a role on a day, in seven queries."""
    links = Links.of(keys, on=on)
    commitments = Commitments.of(keys, role)
    rows = Volunteer.objects.filter(pk__in=keys).order_by().values(*FACTS.values(), *OTHERS)
    return {row["id"]: _person(row, links, commitments, on) for row in rows}


def _person(row: dict[str, Any], links: Links, commitments: Commitments, on: date) -> Person:
    key = row["id"]
    engagements = commitments.engagements.get(key, [])
    candidate = Candidate(
        **{name: row[column] for name, column in FACTS.items()},
        interests=links.interests.get(key, frozenset()),
        commitments=len(engagements),
        is_active=row["state"] == Volunteer.State.ACTIVE,
        role_history=commitments.histories.get(key, "none"),
        serves=links.serves.get(key, frozenset()),
        away=tuple(links.away.get(key, ())),
        engagements=tuple(engagements),
        avoids=frozenset(links.avoids.get(key, ())),
        asks=links.asks[key],
        asks_limit=most_asks(row["asks_limit"]),
        **waiting_facts(row["registered_at"], row["last_placed_on"], row["last_asked_on"], on=on),
    )
    return Person(Card(row["name"], row["postcode"].partition(" ")[0], row["reference"]), candidate)


def most_asks(own_limit: int | None) -> int:
    """Return how many offers in 30 days a person may be made: their own choice can only lower it."""
    most: int = settings.ASKS_PER_30_DAYS
    return most if own_limit is None else min(own_limit, most)


def waiting_facts(
    registered_at: datetime | None, last_placed_on: date | None, last_asked_on: date | None, *, on: date
) -> dict[str, Any]:
    """Return how long someone has waited, as `Candidate` has it."""
    since = last_placed_on or (registered_at and registered_at.astimezone(UTC).date())
    return {
        "days_waiting": _days(since, on),
        "is_newcomer": last_placed_on is None,
        "days_since_asked": _days(last_asked_on, on),
    }


def _days(since: date | None, on: date) -> int | None:
    return None if since is None else max(0, (on - since).days)
