"""Which roles suit a volunteer, with the reasons: what the volunteer sees, and nothing more.

A private place is nowhere here. Whatever its address is, every list, order and word is the same. The same
holds for conflicts: whatever officers have recorded, a volunteer sees what they would see without it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from initiatives.models import Initiative, Role
from matching.candidates import people_by_key
from matching.eligibility import GATE_BY_CODE, TALK_FIRST, Finding, Outcome, Verdict, is_confidential, judge
from matching.facts import Candidate, Opening, RoleHistory
from matching.models import Offer, Placement
from matching.openings import facts_about, opening_of, public_place
from matching.scoring import PART_BY_CODE, WEIGHTS, Part, Score, Weights, order_key, score
from volunteers.models import Volunteer


class Suggestion(NamedTuple):
    """One role for one volunteer: how well it suits, and the one thing in the way, if there is one."""

    role: Role
    score: Score
    gate: Finding | None
    is_private: bool

    @property
    def parts(self) -> list[Part]:
        """The parts of the score that can be told."""
        return [
            part for part in self.score.parts if not (self.is_private and PART_BY_CODE[part.code].tells_place)
        ]


class Suggestions(NamedTuple):
    """Roles that suit, roles about which someone has to talk first, and roles that just one thing bars."""

    suited: list[Suggestion]
    to_talk_about: list[Suggestion]
    nearly: list[Suggestion]


def suggestions_for(volunteer: Volunteer, *, on: date, weights: Weights = WEIGHTS) -> Suggestions:
    """Judge every open role for a volunteer, best first, in the same queries for any number of roles."""
    roles = list(Role.objects.open().select_related("initiative__group"))
    facts = facts_about(roles, on=on)
    candidate = people_by_key([volunteer.pk], on=on)[volunteer.pk].candidate
    histories = histories_of(volunteer)
    judged = [
        _judged(role, opening_of(role, facts, public_place(role), on=on), candidate, histories, weights)
        for role in roles
    ]
    suggestions = Suggestions([], [], [])
    for _order, suggestion, verdict in sorted(judged, key=lambda each: each[0]):
        _put(suggestion, verdict, suggestions)
    return suggestions


def _put(suggestion: Suggestion, verdict: Verdict, suggestions: Suggestions) -> None:
    """Add a role to the list where it belongs, if there is one.

    Confidential gates do not count here. A conflict that moved a role would tell who else is in it.
    """
    unmet = [each for each in verdict.unmet if not is_confidential(each.code)]
    own = [each for each in unmet if not _is_for_officers(each)]
    if not unmet:
        suggestions.suited.append(suggestion)
    elif not own:
        suggestions.to_talk_about.append(suggestion._replace(gate=TALK_FIRST))
    elif len(unmet) == 1:
        _put_one_thing(suggestion._replace(gate=own[0]), own[0], suggestions)


def _put_one_thing(suggestion: Suggestion, finding: Finding, suggestions: Suggestions) -> None:
    """Tell the one thing, unless it is no news: who has a role knows it, and full roles abound."""
    if finding.outcome is Outcome.UNKNOWN:
        suggestions.to_talk_about.append(suggestion)
    elif GATE_BY_CODE[finding.code].is_told_to_volunteers:
        suggestions.nearly.append(suggestion)


def _is_for_officers(finding: Finding) -> bool:
    """Whether only an officer can settle it: a place kept private, a check to be seen."""
    return GATE_BY_CODE[finding.code].is_for_officers(finding.outcome)


def _judged(
    role: Role,
    opening: Opening,
    candidate: Candidate,
    histories: dict[Any, RoleHistory],
    weights: Weights,
) -> tuple[Any, Suggestion, Verdict]:
    person = replace(candidate, role_history=histories.get(role.pk, "none"))
    points = score(person, opening, weights)
    suggestion = Suggestion(role, points, None, role.initiative.is_place_private)
    return order_key(person, opening, opening.id, weights), suggestion, judge(person, opening)


def suggestion_for(volunteer: Volunteer, role: Role, *, on: date, weights: Weights = WEIGHTS) -> Suggestion:
    """Return what a volunteer may know of how one role suits them."""
    candidate = people_by_key([volunteer.pk], role.pk, on=on)[volunteer.pk].candidate
    opening = opening_of(role, facts_about([role], on=on), public_place(role), on=on)
    return Suggestion(role, score(candidate, opening, weights), None, role.initiative.is_place_private)


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
