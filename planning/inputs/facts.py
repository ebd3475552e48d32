"""Reads people and roles from the database, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from initiatives.models import ProtectedAddress, Role
from matching.candidates import Card, people_by_key
from matching.facts import Candidate, Opening, RoleHistory
from matching.models import Conflict, Offer, Placement
from matching.openings import NOWHERE, facts_about, opening_of, public_place
from volunteers.models import Volunteer


class Facts(NamedTuple):
    """People and roles as stored, in order of their keys, and who is in which role."""

    on: date
    cards: list[Card]
    candidates: list[Candidate]
    roles: list[Role]
    openings: list[Opening]
    held: Counter[Any]  # places of each role that are taken or reserved by an offer
    histories: dict[Any, dict[Any, RoleHistory]]  # by role, then person
    apart: frozenset[tuple[Any, Any]]  # people who must not be in the same role
    declined: dict[Any, frozenset[Any]]  # by role, who declined it: a plan does not ask them again

    def candidate_for(self, person: int, role: int) -> Candidate:
        """Return a person as judged for a role, both by index."""
        candidate = self.candidates[person]
        history = self.histories.get(self.roles[role].pk, {}).get(candidate.id, "none")
        return replace(candidate, role_history=history)


def read_facts(roles: Iterable[Role], *, on: date, people: Collection[Any] | None = None) -> Facts:
    """Read these roles, and every volunteer who can be matched or those with these keys, as of a day.

    The roles need their initiative loaded. Distances to protected places are exact.
    """
    roles = sorted(roles, key=lambda role: role.pk)
    openings, held = officers_openings(roles, on=on)
    keys = Volunteer.objects.to_match(on).order_by().values("pk") if people is None else people
    everybody = people_by_key(keys, on=on)
    found = [everybody[key] for key in sorted(everybody)]
    return Facts(
        on=on,
        cards=[person.card for person in found],
        candidates=[person.candidate for person in found],
        roles=roles,
        openings=openings,
        held=held,
        histories=_histories(roles),
        apart=frozenset(
            Conflict.objects.in_force()
            .filter(other__isnull=False)
            .order_by()
            .values_list("volunteer_id", "other_id")
        ),
        declined=_declined(roles),
    )


def officers_openings(roles: list[Role], *, on: date) -> tuple[list[Opening], Counter[Any]]:
    """Return roles as officers see them, at their real location, and how many places of each are held."""
    about, hidden = facts_about(roles, on=on), _protected_places(roles)
    places = [hidden.get(role.initiative.venue_id, public_place(role)) for role in roles]
    openings = [opening_of(role, about, place, on=on) for role, place in zip(roles, places, strict=True)]
    return openings, about.held


def _protected_places(roles: list[Role]) -> dict[Any, Any]:
    """Return the locations of private places by venue; `NOWHERE` if no address is stored."""
    venues = {role.initiative.venue_id for role in roles if role.initiative.is_place_private}
    kept = ProtectedAddress.objects.filter(venue__in=venues)
    found = {key: place for key, *place in kept.values_list("venue_id", "latitude", "longitude", "ward_id")}
    return dict.fromkeys(venues, NOWHERE) | found


def _histories(roles: list[Role]) -> dict[Any, dict[Any, RoleHistory]]:
    """Return who has an open offer of, or a place in, each of the roles."""
    found: dict[Any, dict[Any, RoleHistory]] = defaultdict(dict)
    offers = Offer.objects.open().filter(role__in=roles).order_by()
    for role, person in offers.values_list("role_id", "volunteer_id"):
        found[role][person] = "offered"
    placements = Placement.objects.current().filter(role__in=roles).order_by()
    for role, person in placements.values_list("role_id", "volunteer_id"):
        found[role][person] = "placed"
    return dict(found)


def _declined(roles: list[Role]) -> dict[Any, frozenset[Any]]:
    """Return who declined each of the roles."""
    found: dict[Any, set[Any]] = defaultdict(set)
    offers = Offer.objects.refused().filter(role__in=roles).order_by()
    for role, person in offers.values_list("role_id", "volunteer_id"):
        found[role].add(person)
    return {role: frozenset(people) for role, people in found.items()}
