"""Many processes answer, take back and end at random: run by test_storm.py, in a copy of its database.

    python -m tests.concurrency.storm <processes> <seconds> <lock: on|off> <constraint: on|off>

One process starts Django and then splits. All begin at once with an invitation, more of them to a role than
it has places. Then each child does, again and again, what a volunteer, an officer or the clock does to some
role: accept, decline, take back, let run out, end, invite, or put someone on the waiting list. Freed places
are handed on in the same process. All along each child looks whether more places are held than there are; and
whenever a place is handed on, behind the locks, whether the nearest of those who wait gets it (the weights
count nothing else). Prints what was done, and what was found wrong.
"""

import json
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from datetime import datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from accounts.models import User
from initiatives.models import Role
from matching import services
from matching.models import Offer, Placement, Waiting
from matching.services import waiting
from matching.tasks import fill_free_places
from notifications.models import Message
from tests.concurrency.race import switch_the_constraint_off, switch_the_lock_off, widen_the_window
from volunteers.models import Volunteer

MOST_FAULTS = 20  # that a child reports
LONGEST_THOUGHT_SECONDS = 0.5  # between two things that a child does
TOO_LATE = (
    services.OfferClosed,
    services.PlacementEnded,
    services.NotWaiting,
    services.RoleFull,
    services.NotEligible,
    services.DeclinedBefore,
)
# What someone is told, by what became of their offer.
ANSWERS = {
    "accepted": ["placement_confirmed"],
    "ended": ["placement_confirmed", "placement_ended"],
    "expired": ["offer_expired"],
    "withdrawn": ["offer_withdrawn"],
}
mails_sent = multiprocessing.Value("i", 0)


class CountingBackend(BaseEmailBackend):
    """Counts mails instead of sending them."""

    def send_messages(self, messages: Any) -> int:
        """Count them, in all processes together."""
        with mails_sent.get_lock():
            mails_sent.value += len(messages)
        return len(messages)


class Child:
    """One process among many."""

    def __init__(self, number: int, processes: int) -> None:
        self.chance = random.Random(number)
        self.done: Counter[str] = Counter()
        self.faults: list[str] = []
        self.officer = User.objects.officers().first()
        self.roles = list(Role.objects.all())
        too_many = self.roles[0].places_maximum + 1  # as many begin with each role
        self.first = self.roles[number // too_many :: processes // too_many]
        self.people = list(Volunteer.objects.active().select_related("user"))

    def run(self, seconds: float, together: Any) -> dict[str, Any]:
        """Do things, beginning with all others, until the time is over."""
        self.keep_to_the_line()
        together.wait()
        deadline = time.monotonic() + seconds
        for role in self.first:
            self.try_to(self.invite, role, "invite")
        actions = [self.accept, self.decline, self.withdraw, self.expire, self.end, self.join, self.invite]
        while time.monotonic() < deadline:
            role, act = self.chance.choice(self.roles), self.chance.choice(actions)
            self.try_to(act, role, act.__name__)
            time.sleep(self.chance.random() * LONGEST_THOUGHT_SECONDS)
        return {"done": self.done, "faults": self.faults[:MOST_FAULTS]}

    def try_to(self, act: Any, role: Role, name: str) -> None:
        """Do something, and see what it leads to."""
        try:
            self.done[name] += act(role)
        except TOO_LATE:
            self.done["too late"] += 1
        except Exception as error:  # noqa: BLE001  # whatever it is, the test has to see it
            self.faults.append(f"{name}: {type(error).__name__}: {error}"[:200])
        self.look(role)

    def keep_to_the_line(self) -> None:
        """Hand freed places on at once, and see to whom they go."""
        make, fill = waiting.make_offer, waiting.fill_places

        def make_and_check(*, role: Role, volunteer: Volunteer, **facts: Any) -> Offer:
            rows = Waiting.objects.waiting().filter(role=role)
            first = min(rows.values_list("volunteer__latitude", "added_at", "pk", "volunteer"), default=None)
            if first is None or first[-1] != volunteer.pk:
                self.faults.append("order: somebody jumped the line")
            self.done["handed on"] += 1
            return make(role=role, volunteer=volunteer, **facts)

        class FillNow:
            """Stands for the task, whose errors nobody would see."""

            @staticmethod
            def enqueue(role: str) -> None:
                try:
                    fill(role=Role.objects.get(pk=role), now=timezone.now())
                except Exception as error:  # noqa: BLE001  # as above
                    self.faults.append(f"hand on: {type(error).__name__}: {error}"[:200])

        waiting.make_offer, waiting.fill_role = make_and_check, FillNow

    def look(self, role: Role) -> None:
        """See whether more places are held than there are."""
        held = Offer.objects.holding().filter(role=role).count()
        if held > role.places_maximum:
            self.faults.append(f"oversold: {held} of {role.places_maximum}")

    def some_offer(self, role: Role) -> Offer | None:
        found: Offer | None = Offer.objects.open().filter(role=role).order_by("?").first()
        return found

    def accept(self, role: Role) -> bool:
        offer = self.some_offer(role)
        if offer:
            services.accept_offer(offer=offer, by=offer.volunteer.user, now=timezone.now())
        return bool(offer)

    def decline(self, role: Role) -> bool:
        offer = self.some_offer(role)
        if offer:
            by = offer.volunteer.user
            services.decline_offer(offer=offer, by=by, now=timezone.now(), code="busy", reason="")
        return bool(offer)

    def withdraw(self, role: Role) -> bool:
        offer = self.some_offer(role)
        if offer:
            services.withdraw_offer(offer=offer, by=self.officer, now=timezone.now())
        return bool(offer)

    def expire(self, role: Role) -> bool:
        offer = self.some_offer(role)
        return bool(offer and services.expire_offer(offer=offer, now=offer.expires_at))

    def end(self, role: Role) -> bool:
        placement = Placement.objects.current().filter(role=role).order_by("?").first()
        if placement:
            now = timezone.now()
            services.end_placement(placement=placement, reason="finished", by=self.officer, now=now)
        return bool(placement)

    def join(self, role: Role) -> bool:
        person = self.chance.choice(self.people)
        services.join_waiting_list(role=role, volunteer=person, by=self.officer, now=timezone.now())
        return True

    def invite(self, role: Role) -> bool:
        person = self.chance.choice(self.people)
        services.make_offer(role=role, volunteer=person, by=self.officer, now=timezone.now())
        return True


def split(processes: int, seconds: float) -> list[dict[str, Any]]:
    """Run the children, all starting at the same moment; return what each did and found."""
    start = multiprocessing.Barrier(processes)
    connection.close()
    children = [_child(number, start, seconds) for number in range(processes)]
    return [_result(*child) for child in children]


def _child(number: int, start: Any, seconds: float) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        child = Child(number, start.parties)
        result = child.run(seconds, start)
    except BaseException as error:  # noqa: BLE001  # as above
        result = {"done": {}, "faults": [f"child: {type(error).__name__}: {error}"[:200]]}
    os.write(writer, json.dumps(result).encode())
    os._exit(0)


def _result(pid: int, reader: int) -> dict[str, Any]:
    os.waitpid(pid, 0)
    with os.fdopen(reader, "rb") as pipe:
        result: dict[str, Any] = json.loads(pipe.read())
    return result


def look_back(since: datetime) -> list[str]:
    """Return what is wrong when all is quiet again."""
    faults = []
    held = Role.objects.filter(offers__place_number__isnull=False).annotate(held=Count("offers"))
    faults += [f"oversold: {role.held}" for role in held.filter(held__gt=F("places_maximum"))]
    if left := fill_free_places(timezone.now()):
        faults.append(f"left: {left} places had not been handed on")
    told, wanted = set(Message.objects.values_list("once_key", flat=True)), _wanted(since)
    faults += [f"mail: no {key.partition(':')[0]}" for key in wanted - told]
    faults += [f"mail: a needless {key.partition(':')[0]}" for key in told - wanted]
    if Message.objects.exclude(state="sent", attempts=1).exists():
        faults.append("mail: not sent at once")
    if (messages := Message.objects.count()) != mails_sent.value:
        faults.append(f"mail: {mails_sent.value} sent of {messages}")
    return faults


def _wanted(since: datetime) -> set[str]:
    """Return the keys of all messages that there should be, from what became of everything."""
    offers = list(Offer.objects.values_list("pk", "state"))
    waits = Waiting.objects.filter(added_at__gte=since).values_list("pk", flat=True)
    keys = {f"waiting_joined:{pk}" for pk in waits} | {f"offer_made:{pk}" for pk, _state in offers}
    return keys | {f"{answer}:{pk}" for pk, state in offers for answer in ANSWERS.get(state, [])}


def main(processes: str, seconds: str, lock: str, constraint: str) -> None:
    """Set the stage, let the storm blow, and print what it left."""
    settings.EMAIL_BACKEND = f"{__name__}.CountingBackend"
    sys.modules["tests.concurrency.storm"] = sys.modules[__name__]
    since = timezone.now()
    if lock == "on":
        fill_free_places(since)
    if constraint == "off":
        switch_the_constraint_off()
    if lock == "off":
        switch_the_lock_off()
        waiting.make_offer = services.make_offer
        waiting._offer_next = waiting._offer_next.__wrapped__
        widen_the_window(Role.objects.all())
    results = split(int(processes), float(seconds))
    done = sum((Counter(result["done"]) for result in results), Counter())
    faults = [fault for result in results for fault in result["faults"]]
    if lock == "on":
        faults += look_back(since)
    print(json.dumps({"done": done, "faults": Counter(faults)}))  # noqa: T201  # the answer to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
