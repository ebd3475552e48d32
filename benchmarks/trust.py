"""Whether the promises hold under trouble: nothing lost, nothing twice, no place too many.

    python benchmarks/trust.py [--only mail,kills,places,forms,flood,outage] [--seed 7] [--messages 200]
                               [--deaths 20]

mail     an outbox sent by four processes to a mail server that refuses, hangs, drops and accepts late
kills    kill -9 while a plan is worked out and while its offers are sent, each at 20 moments of chance
places   32 processes for 5 places: with lock and constraint, with one of them alone, and with neither
forms    ten processes that send the same creating form at one moment, for every creating form there is
flood    1,000 posts from 50 networks at four processes of a production site
outage   eight browsers that go on while a production site loses its database and gets it back

It uses the machinery of the tests, with databases of its own: on SQLite files in a temporary folder, on
PostgreSQL databases beside that of DATABASE_URL. Each line says what was counted. One that starts with BROKEN
says that a promise was not kept, and then the exit code is 1.

Not in it: a worker killed between the mail server's yes and its own note sends the mail again with the same
Message-ID (docs/operations.md). A server that breaks the connection after it took a mail leads to the same.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django
import pytest  # noqa: F401  # with it the settings are those of the tests

django.setup()

from django.db import connection
from django.test.utils import override_settings, setup_test_environment

from benchmarks.outage import BROWSERS, outage
from benchmarks.sending import SENDERS, send_all
from tests.architecture.test_sent_twice import CREATING
from tests.concurrency.flood import NETWORKS
from tests.concurrency.test_flood import flood, what_is_broken
from tests.concurrency.test_one_record import AT_ONCE, build_whole_town, send_at_once
from tests.concurrency.test_places import PEOPLE, PLACES, make_role, race
from tests.concurrency.test_plans_killed import kill, make_plan
from tests.database import copy_for_processes, migrated_database

TAKEN = 302  # the answer to a form that was saved


class Finding(NamedTuple):
    """What was counted, in a line, and whether the promise was kept."""

    line: str
    is_kept: bool = True


@contextmanager
def own_database() -> Iterator[Path]:
    """Work on a database that holds what the migrations make; yield a folder for files."""
    with migrated_database(connection), TemporaryDirectory() as name:
        folder = Path(name)
        with override_settings(UPLOADS_DIR=folder / "uploads", ERASURE_LOG=folder / "erasures.jsonl"):
            yield folder


@contextmanager
def copied(folder: Path) -> Iterator[str]:
    """Yield the address of a copy of the database as it is now, for one measurement."""
    with TemporaryDirectory(dir=folder) as name, copy_for_processes(connection, Path(name)) as address:
        yield address


def name_in(address: str) -> str:
    """Return what Django calls the database at an address."""
    return address.partition("///")[2] or address.rpartition("/")[2]


def mail(options: argparse.Namespace) -> Iterator[Finding]:
    """Send an outbox to a server that misbehaves."""
    with own_database() as folder, copied(folder) as address:
        sent = send_all(options.messages, name_in(address), options.seed)
    did = ", ".join(f"{name} {number} times" for name, number in sent.misdeeds.items())
    yield Finding(
        f"{sent.queued} queued, {sent.delivered} delivered, {sent.twice} twice, {sent.noted} noted as sent, "
        f"by {SENDERS} processes in {sent.steps} rounds (server {did})",
        sent.delivered == sent.noted == sent.queued and not sent.twice,
    )


def kills(options: argparse.Namespace) -> Iterator[Finding]:
    """Kill what works a plan out, and what sends its offers."""
    with own_database() as folder:
        make_plan()
        for what, words in (("run", "a plan worked out"), ("send", "the offers of a plan sent")):
            with copied(folder) as address:
                result = kill(address, what, whole="on", deaths=options.deaths)
            faults, killed = result["faults"], result["killed"]
            named = f": {'; '.join(faults[:3])}" if faults else ""
            yield Finding(
                f"{words}, killed {killed} of {options.deaths} times and taken up: "
                f"{len(faults)} things half done, done twice or missing{named}",
                not faults and killed == options.deaths,
            )


def places(_options: argparse.Namespace) -> Iterator[Finding]:
    """Let many accept few places at one moment."""
    ways = {
        "with lock and constraint": ("on", "on"),
        "without the lock, by the constraint alone": ("off", "on"),
        "without the constraint, by the lock alone": ("on", "off"),
        "with neither (to show that they compete)": ("off", "off"),
    }
    with own_database() as folder:
        role = make_role()
        for words, (lock, constraint) in ways.items():
            with copied(folder) as address:
                result = race(role, address, lock=lock, constraint=constraint)
            ends = ", ".join(f"{number} {name}" for name, number in sorted(result["outcomes"].items()))
            given = result["placements"]
            is_kept = given > PLACES if (lock, constraint) == ("off", "off") else given == PLACES
            yield Finding(f"{PEOPLE} processes, {PLACES} places, {words}: {given} given ({ends})", is_kept)


def forms(_options: argparse.Namespace) -> Iterator[Finding]:
    """Send each creating form from many processes at one moment."""
    with own_database() as folder:
        town = build_whole_town()
        outcomes = {}
        for name in CREATING:
            with copied(folder) as address:
                came, made, keys = send_at_once(name, town, address)
            outcomes[name] = (made, keys, len(set(came)), {status for status, _landed in came})
    wrong = [name for name, outcome in outcomes.items() if outcome != (1, 1, 1, {TAKEN})]
    posts, records = AT_ONCE * len(outcomes), sum(made for made, *_rest in outcomes.values())
    named = f"; wrong: {', '.join(wrong)}" if wrong else ""
    yield Finding(
        f"{AT_ONCE} posts at once on each of {len(outcomes)} creating forms: {posts} posts, {records} "
        f"records; {len(outcomes) - len(wrong)} forms made one and led all to the same page{named}",
        not wrong,
    )


def flood_of_posts(_options: argparse.Namespace) -> Iterator[Finding]:
    """Flood a production site, and see who gets in afterwards."""
    with own_database() as folder, copied(folder) as address:
        result = flood(address, folder)
    answers, mails, broken = result["answers"], result["mails"], what_is_broken(result)
    tried = answers.get("owner wrong", 0)
    mailed = ", ".join(f"{number} to {to}" for to, number in sorted(mails.items()))
    crashed = sum(number for told, number in answers.items() if told.endswith((" 500", " 503")))
    named = f"; broken: {', '.join(broken)}" if broken else ""
    yield Finding(
        f"{result['posts']:,} posts from {NETWORKS} networks in {result['seconds']} s: "
        f"{tried} of {tried + answers.get('owner too many', 0)} passwords tried at one account were looked "
        f"at; mails: {mailed}; {crashed} crashed; "
        f"API {answers.get('api 200', 0)} of {sum(n for told, n in answers.items() if told[:4] == 'api ')}; "
        f"guesser gets in: {yes(result['guesser is in'])}, "
        f"owner on a known device: {yes(result['owner on a known device is in'])}{named}",
        not broken,
    )


def yes(is_so: bool) -> str:
    """Write a truth as a word."""
    return "yes" if is_so else "no"


def outage_under_load(_options: argparse.Namespace) -> Iterator[Finding]:
    """Take the database away under load, and bring it back."""
    with own_database() as folder, copied(folder) as address:
        found = outage(address, folder)
    once = sum(number == 1 for number in found.saved.values())
    odd = dict(found.other) | {status: n for status, n in found.pages.items() if status not in (200, 503)}
    yield Finding(
        f"database away {found.seconds:.1f} s under {BROWSERS} browsers, pages again {found.until_up:.1f} s "
        f"after it was back: {found.pages[503]} of {found.pages.total()} pages and {found.refused} sendings "
        f"of a form answered 503, {found.kept} of these kept what was typed; "
        f"{found.forms} forms filled in, {len(found.saved)} saved, {len(found.saved) - once} twice; "
        f"other answers: {odd or 'none'}",
        found.refused == found.kept > 0 and found.forms == len(found.saved) == once and not odd,
    )


MEASUREMENTS = {
    "mail": mail,
    "kills": kills,
    "places": places,
    "forms": forms,
    "flood": flood_of_posts,
    "outage": outage_under_load,
}


def chosen(names: str) -> list[str]:
    """Return the measurements that were named, in their order."""
    asked = names.split(",")
    if unknown := set(asked) - set(MEASUREMENTS):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return [name for name in MEASUREMENTS if name in asked]


def read_options() -> Any:
    """Read what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", type=chosen, default=list(MEASUREMENTS), help="separated by commas")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--deaths", type=int, default=20)
    return parser.parse_args()


def all_kept(options: argparse.Namespace) -> bool:
    """Measure, print a line for each finding as it comes, and return whether all was kept."""
    findings = []
    for name in options.only:
        begun = time.monotonic()
        for finding in MEASUREMENTS[name](options):
            findings.append(finding)
            print(f"{'' if finding.is_kept else 'BROKEN '}{name}: {finding.line}", flush=True)
        print(f"    {time.monotonic() - begun:.0f} s", flush=True)
    return all(finding.is_kept for finding in findings)


def main() -> int:
    """Measure what was asked for; fail where a promise was broken."""
    options = read_options()
    setup_test_environment(debug=False)
    print(f"{connection.vendor}, {os.cpu_count()} cores, seed {options.seed}", flush=True)
    return 0 if all_kept(options) else 1


if __name__ == "__main__":
    sys.exit(main())
