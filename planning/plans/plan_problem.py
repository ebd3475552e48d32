"""The problem behind a plan, as its roles and people stand now."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from planning.inputs import Facts, Problem, Rules, no_tick, pose, read
from planning.models import Plan, PlanRule
from planning.plans.scope import Scope
from planning.solver import Fairness
from planning.what_if import Change
from volunteers.models import Volunteer


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


def part_of_problem(plan: Plan, people: Collection[Any], roles: Collection[Any]) -> Problem:
    """Return what of a plan's problem is about some people and roles, by key.

    Whoever and whatever takes no part is left out. Judging few is quick, however big the whole problem is.
    """
    registered = Volunteer.objects.registered().filter(pk__in=people).order_by().values("pk")
    chosen = Scope.read(plan.scope).roles().filter(pk__in=roles)
    return problem_of(plan, read(chosen, on=plan.as_of, people=registered))


def hopeless_pins(plan: Plan, rules: Iterable[PlanRule]) -> set[int]:
    """Return the keys of those of a plan's rules that pin a pair which does not pass every gate now."""
    pins = {(rule.volunteer_id, rule.role_id): rule.pk for rule in rules if rule.kind == PlanRule.Kind.PIN}
    if not pins:
        return set()
    people, roles = (set(keys) for keys in zip(*pins, strict=True))
    hopeless = set(part_of_problem(plan, people, roles).without_a_chance())
    return {key for pair, key in pins.items() if pair in hopeless}


def is_fresh(plan: Plan) -> bool:
    """Whether nothing that a solved plan depends on has changed since."""
    return problem_of(plan).fingerprint == plan.fingerprint
