"""The problem behind a plan, as its roles and people stand now."""

from collections.abc import Callable
from typing import Any

from matching.allocation import Fairness
from matching.changes import Change
from matching.models import Plan, PlanRule
from matching.plans.scope import Scope
from matching.problem import Facts, Problem, Rules, no_tick, pose, read


def fairness_of(plan: Plan) -> Fairness:
    """Return what a filled place is worth in a plan beyond its score."""
    stored = plan.fairness
    return Fairness(stored["minimum_bonus"], tuple(stored["tier_bonuses"]), tuple(stored["tier_shares"]))


def stored_fairness(fairness: Fairness) -> dict[str, Any]:
    """Return it as a plan keeps it."""
    return {
        "minimum_bonus": fairness.minimum_bonus,
        "tier_bonuses": list(fairness.tier_bonuses),
        "tier_shares": list(fairness.tier_shares),
    }


def rules_of(plan: Plan) -> Rules:
    """Return what officers said about a plan, in one query."""
    kinds: dict[str, set[tuple[Any, Any]]] = {kind: set() for kind in PlanRule.Kind.values}
    for kind, person, role, other in plan.rules.values_list("kind", "volunteer_id", "role_id", "other_id"):
        kinds[kind].add((person, role or other))
    return Rules(*(frozenset(kinds[kind]) for kind in ("pin", "forbid", "apart")))


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """Return what a what-if plan supposes; nothing for other plans."""
    return tuple(Change.read(stored) for stored in plan.changes)


def facts_of(plan: Plan) -> Facts:
    """Read the people and roles of a plan as they stand now, judged on its day."""
    return read(Scope.read(plan.scope).roles(), on=plan.as_of)


def problem_of(plan: Plan, facts: Facts | None = None, tick: Callable[[float], None] = no_tick) -> Problem:
    """Return the problem of a plan as it would be solved now."""
    return pose(
        facts or facts_of(plan),
        plan.weights.weights,
        fairness=fairness_of(plan),
        rules=rules_of(plan),
        changes=changes_of(plan),
        tick=tick,
    )


def is_fresh(plan: Plan) -> bool:
    """Whether nothing that a solved plan depends on has changed since."""
    return problem_of(plan).fingerprint == plan.fingerprint
