"""Processes that run plans and send their offers die at random moments: run by test_plans_killed.py.

    python -m tests.concurrency.killing <run | send> <whole: on | off> <how often>

One process starts Django and splits, again and again, into one that does the work and kills itself (SIGKILL)
just before or after one of its statements, which one being chance. What it left is looked at; then the work
is taken up as `run_due` does it. With `whole` off the transactions that keep things whole are left out.
Prints what was found broken, and how many really died.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection
from django.db.models import Count, QuerySet

from accounts.models import User
from core.models import AuditEvent
from matching.models import Offer
from notifications.models import Message
from planning.background_jobs import LEASE
from planning.models import Plan
from planning.plans import jobs, offering, plan_worker, sending_worker
from planning.plans.services.approving import approve_pairs
from planning.plans.services.making import queue_plan
from planning.plans.services.sending import send_plan

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MUCH_LATER = NOW + LEASE + timedelta(minutes=1)
WITHIN = 120  # statements, in which the next one to send dies


def clock() -> datetime:
    """Return the moment at which everything happens."""
    return NOW


def make_nothing_whole() -> None:
    """Leave out the transactions, and the locks, which need them."""
    QuerySet.select_for_update = lambda queryset, **options: queryset
    plan_worker._write = plan_worker._write.__wrapped__
    offering._send_to = offering._send_to.__wrapped__
    offering.make_offer = offering.make_offer.__wrapped__


class Death:
    """Kills its own process just before or just after one statement."""

    def __init__(self, statement: int, *, after: bool) -> None:
        self.left, self.after = statement, after

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        """Run a statement, unless death comes first."""
        self.left -= 1
        if self.left == 0 and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(*arguments)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def dies(job: Any, death: Death) -> bool:
    """Do a job in a process of its own; say whether it was killed."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        try:
            with connection.execute_wrapper(death):
                job()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def statements_of(job: Any) -> int:
    """Do a job here, and count its statements."""
    numbers = Counter()

    def count(execute: Any, *arguments: Any) -> Any:
        numbers["all"] += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        job()
    return numbers["all"]


def result_of(plan: Plan) -> Any:
    """Return what came of a plan."""
    pairs = sorted(str(pair) for pair in plan.pairs.values_list("volunteer_id", "role_id", "points"))
    return [plan.fingerprint, plan.objective, plan.measures, pairs]


def run_plans(plan: Plan, officer: Any, often: int) -> dict[str, Any]:
    """Run a plan anew each time, let it die, and take it up."""
    queued = queue_plan(plan=plan, by=officer, now=NOW)
    statements = statements_of(lambda: plan_worker.run(queued.pk, queued.attempt_id, clock))
    plan.refresh_from_db()
    whole, chance = result_of(plan), random.Random(20)
    faults, killed = [], 0
    for moment in chance.sample(range(1, statements + 1), often):
        death = Death(moment, after=chance.random() < 0.5)
        killed += run_once(plan, officer, death, whole, faults)
    return {"faults": faults, "killed": killed}


def run_once(plan: Plan, officer: Any, death: Death, whole: Any, faults: list[str]) -> bool:
    """Run a plan until it dies, and take it up; say whether it died."""
    moment = death.left
    plan.pairs.all().delete()
    Plan.objects.update(state="draft", fingerprint="", objective=None, bound=None, measures={})
    queued = queue_plan(plan=plan, by=officer, now=NOW)
    before = solved(plan)
    killed = dies(lambda: plan_worker.run(queued.pk, queued.attempt_id, clock), death)
    plan.refresh_from_db()
    if (plan.state == "ready") != (result_of(plan) == whole):
        faults.append(f"{plan.state} after {moment}")
    if plan.state != "ready" and (plan.pairs.exists() or plan.fingerprint or solved(plan) != before):
        faults.append(f"half written after {moment}")
    Plan.objects.exclude(state="ready").update(updated_at=NOW)
    jobs.requeue_abandoned(MUCH_LATER)
    plan.refresh_from_db()
    plan_worker.run(plan.pk, plan.attempt_id, clock)
    plan.refresh_from_db()
    if plan.state != "ready" or result_of(plan) != whole:
        faults.append(f"not mended after {moment}: {plan.state}")
    if solved(plan) != before + 1:
        faults.append(f"done twice after {moment}")
    return killed


def solved(plan: Plan) -> int:
    """Return how often a plan was written down."""
    return AuditEvent.objects.about(plan).filter(action="plan.solved").count()


def send_plans(plan: Plan, officer: Any, often: int) -> dict[str, Any]:
    """Send a plan's offers, dying again and again on the way, and at last to the end."""
    chance, faults, killed = random.Random(20), [], 0
    approve_pairs(plan=plan, pairs=plan.pairs.all(), by=officer, now=NOW)
    send_plan(plan=plan, by=officer, now=NOW)
    for _ in range(often):
        killed += dies(lambda: send_now(plan), Death(chance.randint(1, WITHIN), after=chance.random() < 0.5))
        faults += broken(plan)
        Plan.objects.update(heartbeat_at=NOW)
        jobs.requeue_abandoned(MUCH_LATER)
    send_now(plan)
    plan.refresh_from_db()
    if plan.state != "closed" or plan.pairs.exclude(state="offered").exists():
        faults.append("not all was sent")
    return {"faults": [*faults, *broken(plan)], "killed": killed}


def send_now(plan: Plan) -> None:
    """Send, as the attempt that the plan names now."""
    plan.refresh_from_db()
    sending_worker.send(plan.pk, plan.attempt_id, clock)


def broken(plan: Plan) -> list[str]:
    """Return what is half done or done twice: who has an offer has all of theirs, and one message."""
    wanted = dict(plan.pairs.order_by().values_list("volunteer__user__email").annotate(Count("pk")))
    made = dict(Offer.objects.order_by().values_list("volunteer__user__email").annotate(Count("pk")))
    offered = plan.pairs.filter(state="offered").order_by().values_list("volunteer__user__email")
    noted = dict(offered.annotate(Count("pk")))
    told = dict(Message.objects.order_by().values_list("to").annotate(Count("pk")))
    faults = [f"{who} has {count} of {wanted[who]}" for who, count in made.items() if count != wanted[who]]
    faults += [f"{who} noted {noted.get(who)}" for who in made if noted.get(who) != wanted[who]]
    return faults + [f"{who} was told {told.get(who)}" for who in {*made, *told} if told.get(who) != 1]


def main(what: str, whole: str, often: str) -> None:
    """Do it, and print what came of it."""
    if whole == "off":
        make_nothing_whole()
    # Whoever dies is started here, not by a queue.
    jobs.enqueue_plan = jobs.enqueue_sending = lambda plan: None
    job = {"run": run_plans, "send": send_plans}[what]
    print(json.dumps(job(Plan.objects.get(), User.objects.officers().get(), int(often))))  # noqa: T201  # the answer to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
