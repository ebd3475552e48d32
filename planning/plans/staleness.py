"""Which pairs of a plan are still valid as people and roles are now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matching.eligibility import judge
from matching.scoring import score
from planning.inputs import Facts, read_facts, remaining_limit
from planning.models import Plan, PlanPair
from planning.querysets import PlanPairQuerySet

# The parts of a score that an offer changes, or the placement that comes of it.
CHANGED_BY_OFFERS = frozenset({"long_wait", "newcomer", "least_asked"})


def still_valid(plan: Plan, pairs: PlanPairQuerySet) -> list[PlanPair]:
    """Return those of a plan's pairs that nothing speaks against but its own offers, the best first.

    The person passes every gate and has not said no, the score is made of what the plan counted, and a place
    and the person's room are left, those of approved pairs taken off. A fixed number of queries.
    """
    rows = list(pairs.with_facts().order_by("-score", "pk"))
    roles = {pair.role_id: pair.role for pair in rows}
    facts = read_facts(roles.values(), on=plan.as_of, people={pair.volunteer_id for pair in rows})
    asked = frozenset(plan.pairs.offered().order_by().values_list("volunteer_id", flat=True))
    current = CurrentFacts(plan, facts, asked)
    remaining = _remaining(facts, _approved_besides(plan, rows))
    return [pair for pair in rows if current.support(pair) and _take(remaining, pair)]


@dataclass(frozen=True)
class CurrentFacts:
    """The people and roles of some pairs of a plan as they stand now, and whom the plan has asked."""

    plan: Plan
    facts: Facts
    asked: frozenset[Any]

    @cached_property
    def index(self) -> dict[Any, int]:
        """The index of each person and of each role, by key."""
        people = {each.id: number for number, each in enumerate(self.facts.candidates)}
        return people | {role.pk: number for number, role in enumerate(self.facts.roles)}

    def support(self, pair: PlanPair) -> bool:
        """Whether a pair passes every gate and scores as the plan counted; whom it asked may have less."""
        facts, role = self.facts, self.index[pair.role_id]
        candidate, opening = facts.candidate_for(self.index[pair.volunteer_id], role), facts.openings[role]
        has_declined = pair.volunteer_id in facts.declined.get(pair.role_id, ())
        if has_declined or not judge(candidate, opening).is_eligible:
            return False
        parts = score(candidate, opening, self.plan.weights.weights).parts
        changed = {part.code for part in parts if part.value != pair.score_parts.get(part.code)}
        return changed <= (CHANGED_BY_OFFERS if pair.volunteer_id in self.asked else frozenset())


def _approved_besides(plan: Plan, pairs: Iterable[PlanPair]) -> list[Any]:
    """Return role and person of the approved pairs that are not among these."""
    these = {pair.pk for pair in pairs}
    rows = plan.pairs.approved().order_by().values_list("pk", "role_id", "volunteer_id")
    return [(role, person) for key, role, person in rows if key not in these]


def _remaining(facts: Facts, taken: Iterable[tuple[Any, Any]]) -> Counter[Any]:
    """Return how many places each role has left, and how many more roles each person can take on."""
    remaining = Counter[Any]({opening.id: opening.places_left for opening in facts.openings})
    remaining.update({person.id: remaining_limit(person) for person in facts.candidates})
    for pair in taken:
        remaining.subtract(pair)
    return remaining


def _take(remaining: Counter[Any], pair: PlanPair) -> bool:
    """Take a place of the role and one of the person's roles. Return whether both were left."""
    both = (pair.role_id, pair.volunteer_id)
    if min(remaining[each] for each in both) < 1:
        return False
    remaining.subtract(both)
    return True
