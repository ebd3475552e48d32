"""Volunteers as the engines see them, in a fixed number of queries for any number of people."""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from matching.facts import Candidate, RoleHistory
from matching.models import Offer, Placement
from volunteers.models import Volunteer

FACTS = (
    "id",
    "born_on",
    "is_over_18",
    "dbs_level",
    "dbs_valid_until",
    "dbs_declared",
    "availability",
    "latitude",
    "longitude",
    "travel_miles",
    "ward_id",
    "languages",
    "skills",
    "placement_limit",
    "state",
)
CARD = ("name", "postcode", "reference")


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
    """What some people hold: how many roles and open offers in all, and their history in one role."""

    numbers: Counter[Any]
    histories: dict[Any, RoleHistory]

    @classmethod
    def of(cls, people: Collection[Any], role: Any = None) -> "Commitments":
        """Read them in one query. Without a role the histories stay empty."""
        offers = Offer.objects.open().filter(volunteer__in=people).order_by()
        placements = Placement.objects.current().filter(volunteer__in=people).order_by()
        pairs = list(
            offers.values_list("volunteer_id", "role_id", "state").union(
                placements.values_list("volunteer_id", "role_id", "end_reason"), all=True
            )
        )
        histories: dict[Any, RoleHistory] = {}
        for person, held_role, state in pairs:
            if held_role == role and histories.get(person) != "placed":
                histories[person] = "offered" if state else "placed"
        return cls(Counter(person for person, _role, _state in pairs), histories)


def interests_of(people: Collection[Any]) -> dict[Any, frozenset[int]]:
    """Return the priorities that each person chose, in one query."""
    links = Volunteer.interests.through.objects.filter(volunteer_id__in=people)
    chosen: dict[Any, set[int]] = defaultdict(set)
    for person, priority in links.values_list("volunteer_id", "priority_id"):
        chosen[person].add(priority)
    return {person: frozenset(each) for person, each in chosen.items()}


def people_by_key(keys: Collection[Any], role: Any = None) -> dict[Any, Person]:
    """Return people by their key, as seen from a role, in three queries."""
    interests = interests_of(keys)
    commitments = Commitments.of(keys, role)
    rows = Volunteer.objects.filter(pk__in=keys).order_by().values_list(*FACTS, *CARD)
    return {row[0]: _person(row, interests, commitments) for row in rows}


def _person(row: tuple[Any, ...], interests: dict[Any, frozenset[int]], commitments: Commitments) -> Person:
    *facts, limit, state, name, postcode, reference = row
    (
        key,
        born_on,
        is_over_18,
        level,
        valid_until,
        declared,
        free,
        latitude,
        longitude,
        miles,
        ward,
        spoken,
        able,
    ) = facts
    candidate = Candidate(
        id=key,
        born_on=born_on,
        is_over_18=is_over_18,
        dbs_level=level,
        dbs_valid_until=valid_until,
        dbs_declared=declared,
        availability=free,
        latitude=latitude,
        longitude=longitude,
        travel_miles=miles,
        ward=ward,
        languages=spoken,
        skills=able,
        interests=interests.get(key, frozenset()),
        commitments=commitments.numbers[key],
        placement_limit=limit,
        is_active=state == Volunteer.State.ACTIVE,
        role_history=commitments.histories.get(key, "none"),
    )
    return Person(Card(name, postcode.partition(" ")[0], reference), candidate)
