"""The status of a person for a role of a plan: gates, score and whether they are in it. Nothing is solved."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from initiatives.models import Role
from matching.candidates import Card
from matching.eligibility import judge
from matching.models import Offer
from matching.openings import officers_opening
from matching.ranking import rank_for
from matching.scoring import score
from planning.inputs import Problem
from planning.models import Plan
from planning.plans.answers import Answer
from planning.plans.plan_problem import changes_of, part_of_problem
from planning.plans.scope import Scope
from planning.what_if import changed_opening, overridden_gates

NO_PART = gettext_noop("The person or the role is no longer in the plan.")


class NotInPlan(Exception):
    """The person or the role takes no part in the plan's problem."""


def status_of(plan: Plan, person: UUID, role: UUID) -> Answer:
    """Return the status of one person for one role, as of now. Raises NotInPlan."""
    is_in = plan.pairs.filter(volunteer=person, role=role).exists()
    return status_in(part_of_problem(plan, [person], [role]), person, role, is_in=is_in)


def status_in(problem: Problem, person: UUID, role: UUID, *, is_in: bool) -> Answer:
    """Return the status of one person for one role of a problem, with the overrides that it assumes.

    Raises NotInPlan.
    """
    one, other = _index(problem.person_number, person), _index(problem.role_number, role)
    facts = problem.facts
    candidate, opening = facts.candidate_for(one, other), facts.openings[other]
    assumed = overridden_gates(role, problem.changes).get(person, ())
    return Answer(
        card=facts.cards[one],
        verdict=judge(candidate, opening).with_overridden(assumed),
        score=score(candidate, opening, problem.weights),
        is_in=is_in,
        has_declined=person in facts.declined.get(role, ()),
    )


def _index(indices: dict[Any, int], key: UUID) -> int:
    if key not in indices:
        raise NotInPlan(NO_PART)
    return indices[key]


def other_candidates(plan: Plan, role: UUID, most: int) -> list[tuple[Card, UUID, int]]:
    """Return who could do a role and is not in it, best first: card, key, points. Raises NotInPlan.

    Takes the best of the ranking, and everybody about whom the plan assumes a change.
    """
    found = Scope.from_json(plan.scope).roles().filter(pk=role).first()
    if found is None:
        raise NotInPlan(NO_PART)
    chosen = set(plan.pairs.filter(role=role).order_by().values_list("volunteer_id", flat=True))
    refused = set(Offer.objects.refused().filter(role=role).order_by().values_list("volunteer_id", flat=True))
    people = _best(plan, found, most + len(chosen | refused)) - chosen
    problem = part_of_problem(plan, people, [role])
    facts, eligible = problem.facts, problem.eligible
    rows = zip(eligible.people.tolist(), eligible.points.tolist(), strict=True)
    best = sorted(rows, key=lambda row: (-row[1], row[0]))[:most]
    return [(facts.cards[person], facts.candidates[person].id, points) for person, points in best]


def _best(plan: Plan, role: Role, most: int) -> set[Any]:
    """Return the keys of the people who suit a role best, and of all about whom the plan assumes a change."""
    changes = changes_of(plan)
    opening = changed_opening(officers_opening(role, on=plan.as_of), changes)
    ranking = rank_for(opening, on=plan.as_of, size=most, weights=plan.weights.weights)
    named = {change.volunteer for change in changes if change.volunteer}
    return named | {suited.candidate.id for suited in ranking.eligible}
