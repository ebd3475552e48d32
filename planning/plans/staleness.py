"""Which pairs of a plan are still valid as people and roles are now. Only these pairs are judged."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matching.eligibility import judge
from matching.scoring import score
from planning.inputs import Facts, read_facts, remaining_limit
from planning.models import Plan, PlanPair
from planning.plans.scope import Scope
from planning.querysets import PlanPairQuerySet

# The parts of a score that an offer changes, or the placement that comes of it.
CHANGED_BY_OFFERS = frozenset({"long_wait", "newcomer", "least_asked"})


def still_valid(plan: Plan, pairs: PlanPairQuerySet) -> list[PlanPair]:
    """Return those of a plan's pairs that nothing speaks against but the plan's own offers, the best first.

    The role is still in scope, the person passes every gate and has not declined, and the score has the same
    parts as in the plan. With the approved pairs counted in, the role has a place left, and the person can
    take on one more role, at another time, and with nobody they must be kept apart from. A fixed number of
    queries.
    """
    rows = list(pairs.order_by("-score", "pk"))
    people = {pair.volunteer_id for pair in rows}
    approved, asked = _others(plan, rows)
    roles = {pair.role_id for pair in rows} | {role for role, person in approved if person in people}
    in_scope = Scope.from_json(plan.scope).roles().filter(pk__in=roles)
    facts = read_facts(in_scope, on=plan.as_of, people=people)
    current, taken = CurrentFacts(plan, facts, asked), Taken(facts)
    for pair in approved:
        taken.add(*pair)
    return [pair for pair in rows if current.support(pair) and taken.add_if_free(pair)]


def _others(plan: Plan, pairs: Iterable[PlanPair]) -> tuple[list[tuple[Any, Any]], frozenset[Any]]:
    """Return role and person of the approved pairs that are not among these, and whom the plan has asked."""
    these = {pair.pk for pair in pairs}
    rows = list(plan.pairs.not_proposed().order_by().values_list("pk", "state", "role_id", "volunteer_id"))
    approved = [
        (role, person)
        for key, state, role, person in rows
        if state == PlanPair.State.APPROVED and key not in these
    ]
    asked = frozenset(person for _key, state, _role, person in rows if state == PlanPair.State.OFFERED)
    return approved, asked


@dataclass(frozen=True)
class CurrentFacts:
    """The people and roles of some pairs of a plan as they are now, and whom the plan has asked."""

    plan: Plan
    facts: Facts
    asked: frozenset[Any]

    @cached_property
    def index(self) -> dict[Any, int]:
        """The index of each person and of each role, by key."""
        people = {each.id: number for number, each in enumerate(self.facts.candidates)}
        return people | {role.pk: number for number, role in enumerate(self.facts.roles)}

    def support(self, pair: PlanPair) -> bool:
        """Whether a pair is eligible and scores as in the plan, except for what the plan's offers change."""
        if pair.role_id not in self.index:
            return False
        facts, role = self.facts, self.index[pair.role_id]
        candidate, opening = facts.candidate_for(self.index[pair.volunteer_id], role), facts.openings[role]
        has_declined = pair.volunteer_id in facts.declined.get(pair.role_id, ())
        if has_declined or not judge(candidate, opening).is_eligible:
            return False
        parts = score(candidate, opening, self.plan.weights.weights).parts
        changed = {part.code for part in parts if part.value != pair.score_parts.get(part.code)}
        return changed <= (CHANGED_BY_OFFERS if pair.volunteer_id in self.asked else frozenset())


class Taken:
    """What the pairs that count so far take up: places, people's limits and times, and company."""

    def __init__(self, facts: Facts) -> None:
        self.remaining = Counter[Any]({opening.id: opening.places_left for opening in facts.openings})
        self.remaining.update({person.id: remaining_limit(person) for person in facts.candidates})
        self.slots = {opening.id: opening.slots for opening in facts.openings}
        self.times: defaultdict[Any, int] = defaultdict(int)  # by person
        self.people: defaultdict[Any, set[Any]] = defaultdict(set)  # by role
        self.apart: defaultdict[Any, set[Any]] = defaultdict(set)
        for one, other in facts.apart:
            self.apart[one].add(other)
            self.apart[other].add(one)

    def add(self, role: Any, person: Any) -> None:
        """Count a pair in."""
        self.remaining.subtract((role, person))
        self.times[person] |= self.slots.get(role, 0)
        self.people[role].add(person)

    def add_if_free(self, pair: PlanPair) -> bool:
        """Count a pair in if nothing it needs is taken. Return whether it was."""
        role, person = pair.role_id, pair.volunteer_id
        is_free = (
            min(self.remaining[role], self.remaining[person]) > 0
            and not self.times[person] & self.slots[role]
            and self.people[role].isdisjoint(self.apart[person])
        )
        if is_free:
            self.add(role, person)
        return is_free
