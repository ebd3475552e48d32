"""The problem of a plan, built from its roles and people as they are now."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from planning.inputs import Facts, Problem, Rules, build_problem, no_progress, read_facts
from planning.models import Plan, PlanRule
from planning.plans.scope import Scope
from planning.solver import Fairness
from planning.what_if import Change
from volunteers.models import Volunteer


def fairness_of(plan: Plan) -> Fairness:
    """Return the fairness settings of a plan."""
    stored = plan.fairness
    return Fairness(stored["minimum_bonus"], tuple(stored["tier_bonuses"]), tuple(stored["tier_shares"]))


def fairness_to_json(fairness: Fairness) -> dict[str, Any]:
    """Return fairness settings as JSON."""
    return {
        "minimum_bonus": fairness.minimum_bonus,
        "tier_bonuses": list(fairness.tier_bonuses),
        "tier_shares": list(fairness.tier_shares),
    }


def rules_of(plan: Plan) -> Rules:
    """Return officers' rules for a plan, in one query."""
    kinds: dict[str, set[tuple[Any, Any]]] = {kind: set() for kind in PlanRule.Kind.values}
    for kind, person, role, other in plan.rules.values_list("kind", "volunteer_id", "role_id", "other_id"):
        kinds[kind].add((person, role or other))
    return Rules(*(frozenset(kinds[kind]) for kind in ("pin", "forbid", "apart")))


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """Return the changes that a what-if plan assumes; none for other plans."""
    return tuple(Change.from_json(stored) for stored in plan.changes)


def facts_of(plan: Plan) -> Facts:
    """Read the people and roles of a plan as they are now, judged on its day."""
    return read_facts(Scope.from_json(plan.scope).roles(), on=plan.as_of)


def problem_of(
    plan: Plan, facts: Facts | None = None, progress: Callable[[float], None] = no_progress
) -> Problem:
    """Return the problem of a plan, as it would be solved now."""
    return build_problem(
        facts or facts_of(plan),
        plan.weights.weights,
        fairness=fairness_of(plan),
        rules=rules_of(plan),
        changes=changes_of(plan),
        progress=progress,
    )


def part_of_problem(plan: Plan, people: Collection[Any], roles: Collection[Any]) -> Problem:
    """Return the problem of a plan limited to the people and roles with these keys.

    People and roles that are not in the plan are left out. Fast however large the whole problem is.
    """
    to_match = Volunteer.objects.to_match(plan.as_of).filter(pk__in=people).order_by().values("pk")
    chosen = Scope.from_json(plan.scope).roles().filter(pk__in=roles)
    return problem_of(plan, read_facts(chosen, on=plan.as_of, people=to_match))


def ineligible_pin_rules(plan: Plan, rules: Iterable[PlanRule]) -> set[int]:
    """Return the ids of those rules that pin a pair which does not pass every gate now."""
    pins = {(rule.volunteer_id, rule.role_id): rule.pk for rule in rules if rule.kind == PlanRule.Kind.PIN}
    if not pins:
        return set()
    people, roles = (set(keys) for keys in zip(*pins, strict=True))
    ineligible = set(part_of_problem(plan, people, roles).ineligible_pins())
    return {key for pair, key in pins.items() if pair in ineligible}
