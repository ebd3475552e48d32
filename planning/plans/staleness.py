"""Which pairs of a plan still hold once its own offers have changed what it was made from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matching.eligibility import judge
from matching.scoring import score
from planning.inputs import Facts, read, room_of
from planning.models import Plan, PlanPair
from planning.querysets import PlanPairQuerySet

# The parts of a score that an offer, or the place that comes of it, changes.
OF_THE_TURN = frozenset({"long_wait", "newcomer", "least_asked"})


def still_fitting(plan: Plan, pairs: PlanPairQuerySet) -> list[PlanPair]:
    """Return those of a plan's pairs that nothing speaks against but its own offers, the best first.

    The person passes every gate and has not said no, the score is made of what the plan counted, and a place
    and the person's room are left, those of approved pairs taken off. A fixed number of queries.
    """
    rows = list(pairs.with_facts().order_by("-score", "pk"))
    roles = {pair.role_id: pair.role for pair in rows}
    facts = read(roles.values(), on=plan.as_of, people={pair.volunteer_id for pair in rows})
    asked = frozenset(plan.pairs.offered().order_by().values_list("volunteer_id", flat=True))
    present = Present(plan, facts, asked)
    room = _room(facts, _approved_besides(plan, rows))
    return [pair for pair in rows if present.backs(pair) and _take(room, pair)]


@dataclass(frozen=True)
class Present:
    """The people and roles of some pairs of a plan as they stand now, and whom the plan has asked."""

    plan: Plan
    facts: Facts
    asked: frozenset[Any]

    @cached_property
    def number(self) -> dict[Any, int]:
        """The number of each person and of each role, by key."""
        people = {each.id: number for number, each in enumerate(self.facts.candidates)}
        return people | {role.pk: number for number, role in enumerate(self.facts.roles)}

    def backs(self, pair: PlanPair) -> bool:
        """Whether a pair passes every gate and scores as the plan counted; whom it asked may have less."""
        facts, role = self.facts, self.number[pair.role_id]
        candidate, opening = facts.seen_from(self.number[pair.volunteer_id], role), facts.openings[role]
        has_declined = pair.volunteer_id in facts.declined.get(pair.role_id, ())
        if has_declined or not judge(candidate, opening).is_eligible:
            return False
        parts = score(candidate, opening, self.plan.weights.weights).parts
        changed = {part.code for part in parts if part.value != pair.score_parts.get(part.code)}
        return changed <= (OF_THE_TURN if pair.volunteer_id in self.asked else frozenset())


def _approved_besides(plan: Plan, pairs: Iterable[PlanPair]) -> list[Any]:
    """Return role and person of the approved pairs that are not among these."""
    these = {pair.pk for pair in pairs}
    rows = plan.pairs.approved().order_by().values_list("pk", "role_id", "volunteer_id")
    return [(role, person) for key, role, person in rows if key not in these]


def _room(facts: Facts, taken: Iterable[tuple[Any, Any]]) -> Counter[Any]:
    """Return how many places each role has left, and how many roles each person takes on."""
    room = Counter[Any]({opening.id: opening.places_left for opening in facts.openings})
    room.update({person.id: room_of(person) for person in facts.candidates})
    for pair in taken:
        room.subtract(pair)
    return room


def _take(room: Counter[Any], pair: PlanPair) -> bool:
    """Take a place and one of the person's roles. Say whether both were left."""
    both = (pair.role_id, pair.volunteer_id)
    if min(room[each] for each in both) < 1:
        return False
    room.subtract(both)
    return True
