"""Whether a plan still fits what it was made from, without building its problem again."""

import hashlib
import json

from planning.inputs import facts_fingerprint
from planning.models import Plan
from planning.plans.plan_problem import rules_of
from planning.plans.scope import Scope


def request_fingerprint(plan: Plan) -> str:
    """Return a hash of what the plan was asked: its day, scope, weights, fairness, changes and rules."""
    rules = rules_of(plan)
    request = {
        "on": plan.as_of.isoformat(),
        "scope": plan.scope,
        "weights": plan.weights.weights,
        "fairness": plan.fairness,
        "changes": plan.changes,
        "rules": [sorted(map(str, pairs)) for pairs in (rules.pinned, rules.forbidden, rules.apart)],
    }
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def current_facts_fingerprint(plan: Plan) -> str:
    """Return a hash of the facts that the plan depends on, as they are now."""
    return facts_fingerprint(Scope.from_json(plan.scope).roles(), on=plan.as_of)


def has_new_rules(plan: Plan) -> bool:
    """Whether the rules of a plan have changed since it was solved. None of it can be approved then."""
    return request_fingerprint(plan) != plan.request_fingerprint


def has_new_facts(plan: Plan) -> bool:
    """Whether any person or role that a plan may depend on has changed since it was solved."""
    return current_facts_fingerprint(plan) != plan.facts_fingerprint


def is_fresh(plan: Plan) -> bool:
    """Whether neither rules nor facts have changed since the plan was solved."""
    return not has_new_rules(plan) and not has_new_facts(plan)
