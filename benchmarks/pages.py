"""How much processor time each page takes, as multiples of an empty page, and whether it grows with the city.

    python benchmarks/pages.py [--seed 7] [--rounds 15] [--sizes 1000,10000] [--volunteers 100000]
                               [--requests 400]

Runs with the settings of production on SQLite (a file in a temporary folder) or on the database of
DATABASE_URL (a test database beside it). Each size is a number of initiatives: as many groups, weekly times,
roles and wards' figures come with them, and in the largest the volunteers, by bulk inserts from a seed.

For each page it prints the processor's time of this process (the median of the rounds, the first left out;
a database server's own time is not in it), its multiple of the empty page's time in the same round of
measuring, the number of queries and the size of the answer. A page is asked for through the whole stack, from
the WSGI handler with all its middleware to the last byte. The empty page is the accessibility statement: the
site's frame around words alone, and no query.

Then four gunicorn workers serve the same database, and eight threads ask them for some of the pages, a
bounded number of times. The threads share the machine with the workers.

On PostgreSQL, two cores, before (two rounds of work ago) and now. The two runs shared the machine with other
work: about 12 processes wanted a core during the first, 5 during the second, so compare the multiples.
Requests a second of the first run are left out for the same reason.

                              before                         now
                       1,000        10,000          1,000        10,000       a second
                     ms  x empty   ms  x empty    ms  x empty   ms  x empty
an empty page       3.2    1.0    3.0    1.0     1.6    1.0    1.4    1.0       175
search             29.7    9.2   33.4   11.1    13.2    8.3    9.8    7.0        37
near a postcode    33.6   10.4   33.5   11.2    17.6   11.0   12.4    8.8        29
groups             36.5   11.3   36.3   12.1     7.9    4.9    7.1    5.1        53
wards              35.7   11.0   35.3   11.8    12.6    7.9   10.9    7.8        26
a ward             65.0   20.1  174.3   58.1    22.1   13.9   21.8   15.6        21
an initiative      13.0    4.0   12.6    4.2     6.5    4.1    5.7    4.1        79
a group            12.2    3.8   11.1    3.7     6.0    3.7    5.1    3.6
API: 20            25.5    7.9   34.0   11.3    14.2    8.9   10.0    7.1        38
API: 100           88.2   27.3   94.1   31.3    25.1   15.7   23.2   16.6
desk: groups       21.3    6.6   23.9    7.9    14.7    9.2   15.8   11.2
desk: late groups  18.8    5.8   23.4    7.8    15.9   10.0   16.2   11.5
"""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from datetime import time as moment
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DJANGO_DEBUG": "0",
    "DJANGO_SECRET_KEY": "only-for-measuring-on-this-machine-and-thrown-away",
    "AUDIT_KEYS": "only-for-measuring-what-pages-take-on-this-machine",
    "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
    "DJANGO_SSL_REDIRECT": "0",
    "DJANGO_BEHIND_PROXY": "1",  # so that each request can say that it comes from another machine
    "SITE_BASE_URL": "http://127.0.0.1",
}
sys.path.insert(0, str(ROOT))
os.environ.update(PRODUCTION)

import logging

import django

django.setup()
logging.disable(logging.INFO)  # in production the lines of requests go to a file: here to nobody's screen

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from ranking import NOW, TODAY
from ranking import City as People

from accounts.models import User
from desk.queues import initiatives_for_officers
from groups.models import Group
from initiatives.models import Initiative, Role, Venue, WeeklyTime
from initiatives.services import rebuild_index
from volunteers.models import Volunteer

BATCH = 1000
PAGE = 20
EMPTY = "an empty page"
WORKERS, THREADS = 4, 8
MACHINES = 200  # that ask the API in turn, so that none asks too often
SERVED = ("search", "near a postcode", "groups", "wards", "a ward", "an initiative", "API: 20 initiatives")
A_MINUTE = 60


class Figures(NamedTuple):
    """What one page takes: milliseconds of the processor, queries, and bytes of its answer."""

    milliseconds: float
    queries: int
    size: int


class City:
    """Made-up groups and what they run, at real postcodes of all wards; the same for the same seed.

    A group works in one to six wards. One initiative in twelve has a private place; each meets one to three
    times a week and has a role that looks for people.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people = People(seed)
        Initiative.objects.update(submitted_at=NOW)  # as all that officers see has been sent
        self.officer = User.objects.create_user("senior@example.org", role=User.Role.SENIOR_OFFICER)
        Authenticator.objects.create(
            user=self.officer, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
        )

    def grow(self, size: int) -> None:
        """Make groups and initiatives until there are so many of each."""
        while (made := Initiative.objects.count()) < size:
            self._add(min(BATCH, size - made), made)
        rebuild_index()
        self._tidy()

    def populate(self, volunteers: int) -> None:
        """Make volunteers until there are so many."""
        self.people.grow(volunteers)
        self._tidy()

    def _tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")

    def _add(self, count: int, start: int) -> None:
        groups = Group.objects.bulk_create(self._group(start + number) for number in range(count))
        self._link(Group.wards.through, groups, "group", "ward", self.people.wards, 6)
        priorities = [priority.pk for priority in self.people.priorities]
        self._link(Group.priorities.through, groups, "group", "priority", priorities, 3)
        venues = Venue.objects.bulk_create(self._venue(group) for group in groups)
        initiatives = Initiative.objects.bulk_create(
            self._initiative(venue, start + number) for number, venue in enumerate(venues)
        )
        self._link(Initiative.priorities.through, initiatives, "initiative", "priority", priorities, 3)
        WeeklyTime.objects.bulk_create(time for one in initiatives for time in self._times(one))
        Role.objects.bulk_create(self._role(one) for one in initiatives)

    def _group(self, number: int) -> Group:
        return Group(
            reference=f"SWP-G-{number:06d}", state="approved", name=f"Group {self._words(2)} {number}",
            legal_form="cic", summary=self._words(12), audience=self._words(5), declared_at=NOW,
            submitted_at=NOW, decided_at=NOW,
        )  # fmt: skip

    def _venue(self, group: Group) -> Venue:
        if self.chance.random() < 1 / 12:
            return Venue(group=group, name="A safe place", is_protected=True)
        return Venue(group=group, name="Hall", address="1 Example Street", **self._place())

    def _place(self) -> dict[str, Any]:
        code, latitude, longitude, ward = self.chance.choice(self.people.homes)
        return {"postcode": code, "latitude": latitude, "longitude": longitude, "ward_id": ward}

    def _initiative(self, venue: Venue, number: int) -> Initiative:
        place = {name: getattr(venue, name) for name in ("postcode", "latitude", "longitude", "ward_id")}
        return Initiative(
            group=venue.group, venue=venue, is_place_private=venue.is_protected, state="published",
            title=f"{self._words(2)} club {number}", summary=self._words(15), description=self._words(60),
            audience=self._words(5), days=self.chance.randrange(1, 128), submitted_at=NOW, published_at=NOW,
            **place,
        )  # fmt: skip

    def _times(self, initiative: Initiative) -> Iterator[WeeklyTime]:
        for weekday in self.chance.sample(range(7), self.chance.randint(1, 3)):
            hour = self.chance.randrange(8, 20)
            yield WeeklyTime(
                initiative=initiative, weekday=weekday, starts_at=moment(hour, 30), ends_at=moment(hour + 2)
            )

    def _role(self, initiative: Initiative) -> Role:
        return Role(
            initiative=initiative, state="open", title=f"{self._words(1)} helper", tasks=self._words(20),
            places_maximum=4, places_minimum=2, starts_on=date(2026, 7, 1), slots=0b111,
        )  # fmt: skip

    def _link(
        self, through: Any, rows: list[Any], owner: str, other: str, keys: list[Any], most: int
    ) -> None:
        through.objects.bulk_create(
            through(**{f"{owner}_id": row.pk, f"{other}_id": key})
            for row in rows
            for key in self.chance.sample(keys, self.chance.randint(1, most))
        )

    def _words(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))


TEXT = (
    "boxing choir garden walk football mentoring café safety street youth story craft music repair swimming "
    "drama chess reading cooking cycling dance coding art family evening morning friends"
)
WORDS = TEXT.split()


def public_pages(city: City, size: int) -> dict[str, str]:
    """Return the address of each public page, by its name here."""
    ward, last = city.people.wards[0], -(-size // PAGE)
    group = Group.objects.listed().order_by("name").first()
    initiative = Initiative.objects.listed().filter(is_place_private=False).order_by("title")[PAGE]
    found = "/initiatives/?postcode=WV1+1RG&within=2"
    return {
        EMPTY: "/accessibility/",
        "home": "/",
        "search": "/initiatives/",
        "search, words": "/initiatives/?q=boxing",
        "near a postcode": found,
        "near, last page": f"{found}&page=999",
        "an initiative": f"/initiatives/{initiative.pk}/",
        "groups": "/groups/",
        "groups, last page": f"/groups/?page={last}",
        "groups of a ward": f"/groups/?ward={ward}",
        "a group": f"/groups/{group.pk}/",
        "wards": "/wards/",
        "wards, roles": "/wards/?show=roles&sort=roles",
        "a ward": f"/wards/{ward}/",
        "map of the wards": "/wards/map.svg",
        "numbers of the map": "/wards/numbers.json",
        "feeds": "/feeds/",
        "privacy": "/privacy/",
        "API: 20 initiatives": "/api/v1/initiatives/",
        "API: 100 initiatives": "/api/v1/initiatives/?page_size=100",
        "API: near": f"/api/v1{found}",
        "API: 20 groups": "/api/v1/groups/",
        "API: 100 groups": "/api/v1/groups/?page_size=100",
        "API: 20 roles": "/api/v1/roles/",
        "API: 100 roles": "/api/v1/roles/?page_size=100",
        "API: wards": "/api/v1/wards/",
        "API: map of wards": "/api/v1/wards.geojson",
        "API: 100 on the map": "/api/v1/initiatives.geojson?page_size=100",
    }


def desk_pages(city: City, size: int) -> dict[str, str]:
    """Return the address of each desk page, by its name here."""
    last = -(-size // PAGE)
    late = Group.objects.for_officers().order_by("-name", "-pk")[PAGE]
    role = next(role for role in city.people.roles if not role.initiative.is_place_private)
    person = Volunteer.objects.filter(state="active").order_by("reference").first()
    initiative = initiatives_for_officers().order_by("title").first()
    persons = {"desk: a volunteer": f"/desk/volunteers/{person.pk}/"} if person else {}
    return {
        "desk": "/desk/",
        "desk: groups": "/desk/groups/",
        "desk: late groups": f"/desk/groups/?after={late.pk}&page={last}",  # by cursor, or by number
        "desk: a group": f"/desk/groups/{initiative.group_id}/",
        "desk: initiatives": "/desk/initiatives/",
        "desk: an initiative": f"/desk/initiatives/{initiative.pk}/",
        "desk: roles": "/desk/roles/",
        "desk: roles to read": "/desk/roles/to-read/",
        "desk: volunteers": "/desk/volunteers/",
        **persons,
        "desk: a role": f"/desk/roles/{role.pk}/",
        "desk: plans": "/desk/plans/",
        "desk: waiting checks": "/desk/overrides/",
        "desk: city": "/desk/city/",
        "desk: fairness": "/desk/fairness/",
        "desk: weights": "/desk/weights/",
        "desk: imports": "/desk/imports/",
        "desk: audit": "/desk/audit/",
    }


class Visitor:
    """Asks this process for pages as a server would, each time from the next machine."""

    def __init__(self, cookies: str = "") -> None:
        self.handler = WSGIHandler()
        self.requests = RequestFactory(headers={"host": "127.0.0.1", "cookie": cookies})
        self.machines = cycle(range(MACHINES))

    def ask(self, address: str) -> bytes:
        """Return the page. Stops at any answer but 200."""
        machine = f"10.0.0.{next(self.machines)}"
        environ = self.requests.get(address, headers={"x-forwarded-for": machine}).environ
        statuses: list[str] = []
        response = self.handler(environ, lambda status, _headers: statuses.append(status))
        content = b"".join(response)
        response.close()
        if statuses != ["200 OK"]:
            raise SystemExit(f"{address} answered {statuses[0]}.")
        return content

    def measure(self, address: str, rounds: int) -> Figures:
        """Return what a page takes."""
        self.ask(address)
        queries: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            queries.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            content = self.ask(address)
        return Figures(self._median(address, rounds), len(queries), len(content))

    def _median(self, address: str, rounds: int) -> float:
        times = []
        for _ in range(rounds):
            start = time.process_time()
            self.ask(address)
            times.append(time.process_time() - start)
        return statistics.median(times) * 1000


def officer(user: User) -> Visitor:
    """Return a visitor who is signed in."""
    client = Client()
    client.force_login(user)
    return Visitor("; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items()))


def measure_pages(city: City, size: int, rounds: int) -> dict[str, Figures]:
    """Measure every page at one size."""
    stranger, signed_in = Visitor(), officer(city.officer)
    figures = {name: stranger.measure(url, rounds) for name, url in public_pages(city, size).items()}
    return figures | {name: signed_in.measure(url, rounds) for name, url in desk_pages(city, size).items()}


def report(results: dict[int, dict[str, Figures]]) -> None:
    """Print a line for each page, with its figures at each size."""
    print(f"\n{'':22}" + "".join(f"{size:>16,} initiatives{'':13}" for size in results))
    print(f"{'':22}" + f"{'ms':>9}{'x empty':>10}{'queries':>10}{'bytes':>11}  " * len(results))
    for name in dict.fromkeys(name for figures in results.values() for name in figures):
        cells = [cell(sized[name], sized[EMPTY]) if name in sized else "" for sized in results.values()]
        print(f"{name:22}" + "  ".join(f"{one:40}" for one in cells))


def cell(page: Figures, empty: Figures) -> str:
    """Write what a page takes beside an empty one."""
    times = page.milliseconds / empty.milliseconds
    return f"{page.milliseconds:9.2f}{times:10.1f}{page.queries:10}{page.size:11,}"


@contextmanager
def workers() -> Iterator[int]:
    """Serve the scratch database by four gunicorn workers on a free port, which is handed out."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "config.wsgi", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(  # noqa: S603  # this very Python
        [sys.executable, *command, "--log-level", "error"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": scratch_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(A_MINUTE)


def scratch_url() -> str:
    """Return the address of the scratch database."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    who = ":".join(quote(facts[part], safe="") for part in ("USER", "PASSWORD") if facts[part])
    return f"postgres://{who}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def wait_for(port: int) -> None:
    """Wait until the workers answer."""
    until = time.monotonic() + A_MINUTE
    while time.monotonic() < until:
        try:
            fetch(port, "/accessibility/", 0)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The workers did not start.")


def fetch(port: int, address: str, number: int) -> None:
    """Ask the workers for a page, as one of many machines. Stops at any answer but 200."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=A_MINUTE)) as asked:
        asked.request("GET", address, headers={"X-Forwarded-For": f"10.0.1.{number % MACHINES}"})
        answer = asked.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{address} answered {answer.status}.")


def serve(city: City, size: int, requests: int) -> None:
    """Print how many requests a second the workers answer."""
    pages = public_pages(city, size)
    print(f"\nrequests a second: {WORKERS} workers, {THREADS} threads that ask, {requests} requests a page")
    with workers() as port, ThreadPoolExecutor(THREADS) as pool:
        for name in (EMPTY, *SERVED):
            ask = partial(fetch, port, pages[name])
            list(pool.map(ask, range(WORKERS * 4)))
            start = time.perf_counter()
            list(pool.map(ask, range(requests)))
            print(f"{name:22}{requests / (time.perf_counter() - start):9.0f}")


def main() -> None:
    """Make the database, measure each size, and take the database away."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--volunteers", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=400)
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "pages.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            run(sizes, options)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def run(sizes: list[int], options: argparse.Namespace) -> None:
    """Measure in the scratch database."""
    print(f"{connection.vendor}, seed {options.seed}, medians of {options.rounds} rounds, {TODAY:%Y}")
    city = City(options.seed)
    results = {}
    for size in sizes:
        city.grow(size)
        if size == sizes[-1]:
            city.populate(options.volunteers)
        results[size] = measure_pages(city, size, options.rounds)
    report(results)
    serve(city, sizes[-1], options.requests)


if __name__ == "__main__":
    main()
