"""Which roles suit a volunteer, with the reasons: what the volunteer sees, and nothing more.

A private place is nowhere here. Whatever its address is, every list, order and word is the same.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from initiatives.models import Initiative, Role
from matching.candidates import people_by_key
from matching.eligibility import Gate, Verdict, judge
from matching.facts import Candidate, Opening, RoleHistory
from matching.models import Offer, Placement
from matching.openings import facts_about, opening_of, public_place
from matching.scoring import Part, Score, order_key, score
from volunteers.models import Volunteer

# What can't be said of a private place.
PLACE_PARTS = frozenset({"nearness", "same_ward"})


class Suggestion(NamedTuple):
    """One role for one volunteer: how well it suits, and the one thing in the way, if there is one."""

    role: Role
    score: Score
    gate: Gate | None
    is_private: bool

    @property
    def parts(self) -> list[Part]:
        """The parts of the score that can be told."""
        return [part for part in self.score.parts if not (self.is_private and part.code in PLACE_PARTS)]


class Suggestions(NamedTuple):
    """Roles that suit, roles about which somebody has to talk first, and roles that just one thing bars."""

    suited: list[Suggestion]
    to_talk_about: list[Suggestion]
    nearly: list[Suggestion]


def suggestions_for(volunteer: Volunteer, *, on: date) -> Suggestions:
    """Judge every open role for a volunteer, best first. Seven queries for any number of roles."""
    roles = list(Role.objects.open().select_related("initiative__group"))
    facts = facts_about(roles)
    candidate = people_by_key([volunteer.pk])[volunteer.pk].candidate
    histories = histories_of(volunteer)
    judged = [
        _judged(role, opening_of(role, facts, public_place(role), on=on), candidate, histories)
        for role in roles
    ]
    judged.sort(key=lambda each: each[0])
    near = [(suggestion, verdict) for _order, suggestion, verdict in judged if len(verdict.lacking) < 2]
    return Suggestions(
        suited=[each for each, verdict in near if verdict.is_eligible],
        to_talk_about=[each for each, verdict in near if verdict.unknown],
        nearly=[each for each, verdict in near if _is_in_own_hands(verdict)],
    )


def _is_in_own_hands(verdict: Verdict) -> bool:
    """Whether the one thing in the way is worth telling: who has a role knows it, and full roles abound."""
    return any(gate.code not in {"history", "places"} for gate in verdict.failing)


def _judged(
    role: Role, opening: Opening, candidate: Candidate, histories: dict[Any, RoleHistory]
) -> tuple[Any, Suggestion, Verdict]:
    person = replace(candidate, role_history=histories.get(role.pk, "none"))
    verdict = judge(person, opening)
    suggestion = Suggestion(role, score(person, opening), verdict.one_thing, role.initiative.is_place_private)
    return order_key(person, opening, opening.id), suggestion, verdict


def suggestion_for(volunteer: Volunteer, role: Role, *, on: date) -> Suggestion:
    """Return what a volunteer may know of how one role suits them."""
    candidate = people_by_key([volunteer.pk], role.pk)[volunteer.pk].candidate
    opening = opening_of(role, facts_about([role]), public_place(role), on=on)
    return Suggestion(role, score(candidate, opening), None, role.initiative.is_place_private)


def initiatives_of(roles: Iterable[Role]) -> list[Initiative]:
    """Return the initiatives of some roles with their priorities: about some, people need a quick way out."""
    initiatives = [role.initiative for role in roles]
    prefetch_related_objects(initiatives, "priorities")
    return initiatives


def histories_of(volunteer: Volunteer) -> dict[Any, RoleHistory]:
    """Return the roles in which a person has an open offer or a placement."""
    histories: dict[Any, RoleHistory] = {}
    for role in Offer.objects.open().filter(volunteer=volunteer).values_list("role_id", flat=True):
        histories[role] = "offered"
    for role in Placement.objects.current().filter(volunteer=volunteer).values_list("role_id", flat=True):
        histories[role] = "placed"
    return histories
