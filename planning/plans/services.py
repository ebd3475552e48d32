"""What officers do with a plan. Each change locks the plan first, so that no two work against each other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.services import weights_in_force
from planning import background_jobs
from planning.inputs import FAIRNESS
from planning.models import Plan, PlanPair, PlanRule
from planning.plans import jobs
from planning.plans.answers import Key
from planning.plans.plan_problem import is_fresh, stored_fairness
from planning.plans.scope import Scope
from planning.plans.staleness import still_fitting
from planning.querysets import SENDING, PlanPairQuerySet
from planning.solver import Fairness
from planning.what_if import Change
from volunteers.models import Volunteer

BUSY = {Plan.State.QUEUED, Plan.State.RUNNING}


class PlanBusy(Exception):
    """The plan is being worked out."""


class PlanNotReady(Exception):
    """The plan has no result that could be used."""


class PlanReady(Exception):
    """The plan has a result already."""


class PlanSent(Exception):
    """Offers of the plan have gone out: what was sent stays as it is."""


class PlanStale(Exception):
    """What the plan depends on has changed since it was worked out."""


class NothingToSend(Exception):
    """No approved pair waits for its offer."""


class PlanSupposes(Exception):
    """The plan supposes what is not so: nobody can be placed by it."""


def _lock(plan: Plan) -> Plan:
    locked: Plan = Plan.objects.select_for_update(of=("self",)).select_related("weights").get(pk=plan.pk)
    return locked


def _lock_idle(plan: Plan) -> Plan:
    """Return the plan, locked. Raises PlanBusy or PlanSent where it can't be changed."""
    plan = _lock(plan)
    if plan.state in BUSY or plan.stage == SENDING:
        raise PlanBusy
    if plan.state == Plan.State.CLOSED or plan.pairs.sent().exists():
        raise PlanSent
    return plan


def _forget_answers(plan: Plan) -> None:
    """Delete what was answered about a plan that is being changed: it won't fit any more."""
    plan.questions.all().delete()


def _take_approvals_back(plan: Plan) -> None:
    """Let nothing of a plan be sent that was approved before an officer's word about it changed."""
    plan.pairs.approved().update(
        state=PlanPair.State.PROPOSED,
        approved_by=None,
        approved_at=None,
        seconded_by=None,
        seconded_at=None,
        updated_at=timezone.now(),
    )


def _lock_ready(plan: Plan) -> Plan:
    """Return the plan, locked. Raises PlanNotReady where it has no result."""
    plan = _lock(plan)
    if plan.state != Plan.State.READY:
        raise PlanNotReady
    return plan


@transaction.atomic
def create_plan(*, title: str, scope: Scope, by: User, now: datetime, fairness: Fairness = FAIRNESS) -> Plan:
    """Prepare a plan: it can be looked at before it is run."""
    plan = Plan.objects.create(
        title=title,
        made_by=by,
        as_of=timezone.localdate(now),
        scope=scope.stored(),
        fairness=stored_fairness(fairness),
        weights=weights_in_force(now),
    )
    audit.record("plan.created", subject=plan, by=by)
    return plan


@transaction.atomic
def queue_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Have a plan worked out in the background, once or again, as of today and by today’s weights.

    What was approved of an earlier result has to be approved again. Raises PlanBusy, PlanSent.
    """
    plan = _queue(_lock_idle(plan), now, is_preview=False)
    audit.record("plan.queued", subject=plan, by=by)
    return plan


@transaction.atomic
def preview_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Have the problem of a plan without a result looked at in the background, as it is today.

    Raises PlanBusy, PlanSent, and PlanReady where there is a result, which knows its problem.
    """
    plan = _lock_idle(plan)
    if plan.state == Plan.State.READY:
        raise PlanReady
    plan = _queue(plan, now, is_preview=True)
    audit.record("plan.previewed", subject=plan, by=by)
    return plan


def _queue(plan: Plan, now: datetime, *, is_preview: bool) -> Plan:
    _forget_answers(plan)
    background_jobs.renew(plan)
    plan.is_preview = is_preview
    plan.as_of, plan.weights = timezone.localdate(now), weights_in_force(now)
    plan.save()
    jobs.start(plan)
    return plan


@transaction.atomic
def cancel_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Stop a plan: at once where it waits, at its next stage where it runs. Raises PlanNotReady otherwise."""
    plan = _lock(plan)
    if plan.state == Plan.State.DRAFT:
        plan.state, plan.finished_at = Plan.State.CANCELLED, now
    elif not background_jobs.stop(plan, now):
        raise PlanNotReady
    plan.save()
    audit.record("plan.cancelled", subject=plan, by=by)
    return plan


@transaction.atomic
def what_if(
    *,
    plan: Plan,
    changes: Sequence[Change],
    by: User,
    pair: Key | None = None,
    is_pinned: bool = False,
) -> Plan:
    """Have the problem of a plan worked out once more as if some things were different.

    What officers said about the plan counts in it too, but about the `pair` only that it is in, where it
    `is_pinned`. Raises PlanNotReady where there is nothing to compare with.
    """
    plan = _lock_ready(plan)
    copy = Plan.objects.create(
        title=plan.title,
        made_by=by,
        as_of=plan.as_of,
        scope=plan.scope,
        fairness=plan.fairness,
        weights=plan.weights,
        base=plan,
        changes=[*plan.changes, *(change.stored() for change in changes)],
        state=Plan.State.QUEUED,
        run=uuid4(),
    )
    _copy_rules(plan, copy, but=pair)
    if pair and is_pinned:
        person, role = pair
        copy.rules.create(kind=PlanRule.Kind.PIN, volunteer_id=person, role_id=role, made_by=by)
    audit.record("plan.what_if", subject=copy, by=by, details={"changes": copy.changes})
    jobs.start(copy)
    return copy


def _copy_rules(plan: Plan, copy: Plan, *, but: Key | None) -> None:
    """Give a plan what officers said about another, but nothing about one pair."""
    PlanRule.objects.bulk_create(
        PlanRule(
            plan=copy,
            kind=rule.kind,
            volunteer_id=rule.volunteer_id,
            role_id=rule.role_id,
            other_id=rule.other_id,
            made_by_id=rule.made_by_id,
        )
        for rule in plan.rules.all()
        if (rule.volunteer_id, rule.role_id) != but
    )


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
    """Pin or forbid a pair, or keep two people apart. An earlier word about the same two gives way.

    It counts when the plan is run again, and what was approved until then has to be approved again.
    Raises PlanBusy, PlanSent.
    """
    plan = _lock_idle(plan)
    _forget_answers(plan)
    _take_approvals_back(plan)
    plan.rules.filter(volunteer=volunteer, role=role, other=other).delete()
    rule: PlanRule = plan.rules.create(kind=kind, volunteer=volunteer, role=role, other=other, made_by=by)
    details = {"kind": kind, "volunteer": str(volunteer.pk), "role": str(role.pk) if role else ""}
    audit.record("plan.rule_added", subject=plan, by=by, details=details)
    return rule


@transaction.atomic
def remove_rule(*, rule: PlanRule, by: User) -> None:
    """Take an officer's word back, and what was approved with it. Raises PlanBusy, PlanSent."""
    plan = _lock_idle(rule.plan)
    _forget_answers(plan)
    _take_approvals_back(plan)
    details = {"kind": rule.kind, "volunteer": str(rule.volunteer_id), "role": str(rule.role_id or "")}
    rule.delete()
    audit.record("plan.rule_removed", subject=plan, by=by, details=details)


@transaction.atomic
def approve_pairs(*, plan: Plan, pairs: PlanPairQuerySet, by: User, now: datetime) -> int:
    """Approve proposed pairs of a plan, all or some; return how many.

    Those of roles that reach people at risk wait for a second officer then. Once offers of the plan have gone
    out, pairs that do not fit any more are left out. Raises PlanNotReady, PlanSupposes for a what-if plan,
    PlanStale where anything that it depends on has changed.
    """
    plan = _lock_ready(plan)
    if plan.changes:
        raise PlanSupposes
    proposed = PlanPair.objects.of(plan).proposed().filter(pk__in=pairs.order_by().values("pk"))
    wanted = _backed(plan, proposed)
    count: int = wanted.update(state=PlanPair.State.APPROVED, approved_by=by, approved_at=now, updated_at=now)
    if count:
        audit.record("plan.approved", subject=plan, by=by, details={"pairs": count})
    return count


@transaction.atomic
def second_pairs(*, plan: Plan, by: User, now: datetime) -> int:
    """Agree, as another officer, to the approved pairs of roles that reach people at risk; return how many.

    Raises PlanNotReady, PlanStale.
    """
    plan = _lock_ready(plan)
    wanted = _backed(plan, PlanPair.objects.of(plan).awaiting_second().exclude(approved_by=by))
    count: int = wanted.update(seconded_by=by, seconded_at=now, updated_at=now)
    if count:
        audit.record("plan.seconded", subject=plan, by=by, details={"pairs": count})
    return count


def _backed(plan: Plan, pairs: PlanPairQuerySet) -> PlanPairQuerySet:
    """Return the pairs that the plan's inputs still speak for. Raises PlanStale where there is none.

    Nothing at all may have changed until offers of it have gone out. These change what it was made from, so
    from then on each pair is looked at on its own.
    """
    if not plan.pairs.sent().exists():
        if not is_fresh(plan):
            raise PlanStale
        return pairs
    fitting = still_fitting(plan, pairs)
    if not fitting and pairs.exists():
        raise PlanStale
    return pairs.filter(pk__in=[pair.pk for pair in fitting])


@transaction.atomic
def send_plan(*, plan: Plan, by: User, now: datetime) -> int:
    """Have the offers of all approved pairs sent in the background; return how many there are.

    Pairs that wait for a second officer stay. Raises PlanNotReady, PlanBusy while some are being sent,
    NothingToSend.
    """
    plan = _lock_ready(plan)
    if plan.stage == SENDING:
        raise PlanBusy
    count: int = PlanPair.objects.of(plan).to_be_sent().count()
    if not count:
        raise NothingToSend
    plan.stage, plan.run, plan.attempts, plan.seen_alive_at = SENDING, uuid4(), 0, now
    plan.save()
    audit.record("plan.sent", subject=plan, by=by, details={"pairs": count})
    jobs.start_sending(plan)
    return count
