"""Many processes invite and accept at the same moment: run by test_places.py, in a copy of its database.

    python -m tests.concurrency.race <role> <lock: on|off> <constraint: on|off>

One process starts Django and then splits into one for each volunteer. Each offers the role to its volunteer
and lets the volunteer accept. Between reading which places are free and taking one, each waits until more
have read than there are places, so that they would oversell if nothing kept them apart; where something
does, nobody else can read meanwhile, and each soon goes on. Prints how each of them ended.
"""

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection

from accounts.models import User
from initiatives.models import Role
from matching import services
from matching.models import Offer
from matching.services import closing, locks, making
from volunteers.models import Volunteer

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
# How long someone waits for the others. From inside a transaction they are kept out, and wait for its end.
PATIENCE_SECONDS = {True: 0.2, False: 60}
HEAD_START_SECONDS = 0.5


def widen_the_window(roles: Iterable[Role]) -> None:
    """Let whoever looks for a place in a role wait before taking it, until more have looked than it has."""
    look = making.free_places
    lookers = {role.pk: multiprocessing.Value("i", 0) for role in roles}

    def look_and_wait(role: Role) -> list[int]:
        places, number = look(role), lookers[role.pk]
        with number.get_lock():
            number.value += 1
        patience = time.monotonic() + PATIENCE_SECONDS[connection.in_atomic_block]
        while number.value <= role.places_maximum and time.monotonic() < patience:
            time.sleep(0.01)
        return places

    making.free_places = look_and_wait


def switch_the_lock_off() -> None:
    """Leave out what excludes others: the transaction about the offer, and the locks inside of it."""
    locks.lock_role = lambda role: Role.objects.select_related("initiative").get(pk=role.pk)
    locks.lock_volunteer = lambda volunteer: Volunteer.objects.select_related("user").get(pk=volunteer.pk)
    closing.locked_offers = Offer.objects.all
    services.make_offer = services.make_offer.__wrapped__


def switch_the_constraint_off() -> None:
    """Let the database take the same place twice."""
    constraint = next(each for each in Offer._meta.constraints if each.name == "a_place_is_given_once")
    Offer._meta.constraints.remove(constraint)  # SQLite makes the table anew, from what the model says
    with connection.schema_editor() as editor:
        editor.remove_constraint(Offer, constraint)


def invite_and_accept(role: Any, volunteer: Any, officer: Any) -> str:
    """Do what an officer and a volunteer do; say how it ended."""
    try:
        offer = services.make_offer(role=role, volunteer=volunteer, by=officer, now=NOW)
        services.accept_offer(offer=offer, by=volunteer.user, now=NOW)
    except (services.RoleFull, services.OfferClosed) as error:
        return type(error).__name__
    return "placed"


def split(role: Role, volunteers: list[Volunteer], officer: Any) -> list[str]:
    """Run one process for each volunteer, all starting at the same moment."""
    start = time.monotonic() + HEAD_START_SECONDS
    connection.close()
    children = [_child(role, volunteer, officer, start) for volunteer in volunteers]
    return [_result(pid, pipe) for pid, pipe in children]


def _child(role: Role, volunteer: Volunteer, officer: Any, start: float) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        time.sleep(max(0, start - time.monotonic()))
        outcome = invite_and_accept(role, volunteer, officer)
    except BaseException as error:  # noqa: BLE001  # whatever it is, the test has to see it
        outcome = f"{type(error).__name__}: {error}"
    os.write(writer, outcome.encode()[:500])
    os._exit(0)


def _result(pid: int, reader: int) -> str:
    os.waitpid(pid, 0)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read().decode()


def main(role_key: str, lock: str, constraint: str) -> None:
    """Set the stage, let them race, and print what came of it."""
    if constraint == "off":
        switch_the_constraint_off()
    if lock == "off":
        switch_the_lock_off()
    role = Role.objects.get(pk=role_key)
    widen_the_window([role])
    volunteers = list(Volunteer.objects.active().select_related("user"))
    officer = User.objects.officers().get()
    outcomes = Counter(split(role, volunteers, officer))
    held = Offer.objects.holding().filter(role=role).count()
    print(json.dumps({"outcomes": outcomes, "held": held, "placements": role.placements.count()}))  # noqa: T201  # the answer to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
