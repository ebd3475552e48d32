"""Officers pin and forbid pairs of a plan, and keep people apart in it."""

from django.db import transaction

from accounts.models import User
from core import audit
from initiatives.models import Role
from planning.models import Plan, PlanRule
from planning.plans.services.locks import delete_answers, lock_idle, withdraw_approvals
from volunteers.models import Volunteer


@transaction.atomic
def add_rule(
    *,
    plan: Plan,
    kind: str,
    volunteer: Volunteer,
    by: User,
    role: Role | None = None,
    other: Volunteer | None = None,
) -> PlanRule:
    """Pin or forbid a pair, or keep two people apart, instead of any earlier rule about the same two.

    The rule takes effect when the plan is solved again. Pairs have to be approved again. Raises PlanBusy,
    PlanSent.
    """
    plan = lock_idle(plan)
    delete_answers(plan)
    withdraw_approvals(plan)
    plan.rules.filter(volunteer=volunteer, role=role, other=other).delete()
    rule: PlanRule = plan.rules.create(kind=kind, volunteer=volunteer, role=role, other=other, made_by=by)
    details = {"kind": kind, "volunteer": str(volunteer.pk), "role": str(role.pk) if role else ""}
    audit.record("plan.rule_added", subject=plan, by=by, details=details)
    return rule


@transaction.atomic
def remove_rule(*, rule: PlanRule, by: User) -> None:
    """Remove a rule, and withdraw approvals. Raises PlanBusy, PlanSent."""
    plan = lock_idle(rule.plan)
    delete_answers(plan)
    withdraw_approvals(plan)
    details = {"kind": rule.kind, "volunteer": str(rule.volunteer_id), "role": str(rule.role_id or "")}
    rule.delete()
    audit.record("plan.rule_removed", subject=plan, by=by, details=details)
