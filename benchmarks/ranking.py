"""How fast a role's ranking is: against one query per volunteer, and as the city grows.

    python benchmarks/ranking.py [--seed 7] [--rounds 5] [--sizes 1000,10000,100000]

Runs on SQLite (a file in a temporary folder) or on the database of DATABASE_URL (a test database beside
it). The people and roles are made up from a seed and live at the city's real postcodes.

Measured on two cores beside a little other work, seed 7:

                                          SQLite    PostgreSQL 15
    1,000: looking each volunteer up     328 times       336 times as long as the ranking
    100,000 against 1,000: the ranking   4.2 times       2.4 times (7.8 to 33 ms, 14 to 34 ms)
      of a role that asks for nothing     18 times       6.4 times (half the city suits it)
      and everybody else on its page      12 times       6.2 times
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_DEBUG", "1")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from groups.models import Group
from initiatives.models import Initiative, ProtectedAddress, Role, Venue
from matching.candidates import people_by_key
from matching.eligibility import judge
from matching.models import Conflict, Offer, Placement
from matching.openings import officers_opening
from matching.ranking import beside, rank
from matching.scoring import score
from places.models import Postcode
from strategy.models import Priority, Strategy
from volunteers.catalogues import LANGUAGES, mask_of, slot_bit
from volunteers.models import ServedWard, TimeAway, Volunteer

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
BATCH = 2000
ROLES = 24


class Kind(NamedTuple):
    """A kind of role of this field, and how often it is met (as in the demo city)."""

    title: str
    share: int
    dbs_level: int
    minimum_age: int
    evenings: tuple[int, ...]  # weekdays, Monday is 0; none: flexible times
    skills: tuple[int, ...]
    is_protected: bool = False


KINDS = (
    Kind("Mentor", 6, 3, 18, (1, 3), (0, 1)),
    Kind("Boxing coach", 4, 3, 18, (0, 2), (5, 2)),
    Kind("Street pastor", 4, 1, 18, (4,), (1, 23)),
    Kind("Recovery café host", 4, 1, 18, (3,), (9, 1)),
    Kind("Refuge supporter", 2, 4, 18, (1,), (1, 18), is_protected=True),
    Kind("Neighbourhood watch", 4, 0, 16, (), (13,)),
)


class City:
    """Made-up people at real postcodes; the same for the same seed.

    One in twenty-five has a place, one in twenty was asked of late, one in seven will be away, one in three
    helps in other wards as well, and one in three hundred is kept from a group or from another person.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        call_command("load_places", verbosity=0)
        self.homes = list(Postcode.objects.in_city().values_list("code", "latitude", "longitude", "ward_id"))
        self.officer = User.objects.create_user("officer@example.org", role=User.Role.OFFICER)
        strategy = Strategy.objects.create(slug="bench", name="Bench", valid_from=date(2020, 1, 1))
        self.priorities = Priority.objects.bulk_create(
            Priority(strategy=strategy, slug=f"p{n}", name=f"P{n}", summary="-", position=n)
            for n in range(10)
        )
        self.wards = sorted({ward for *_place, ward in self.homes})
        self.group = self._group()
        self.roles = self._roles()
        self.size = 0

    def grow(self, size: int) -> None:
        """Add people until there are this many."""
        while self.size < size:
            count = min(BATCH, size - self.size)
            people = [self._person(self.size + n) for n in range(count)]
            User.objects.bulk_create(person.user for person in people)
            Volunteer.objects.bulk_create(people)
            links = Volunteer.interests.through
            links.objects.bulk_create(
                links(volunteer_id=person.pk, priority_id=priority.pk)
                for person in people
                for priority in self.chance.sample(self.priorities, self.chance.randint(0, 4))
            )
            self._commit(self.chance.sample(people, count // 25))
            self._ask(self.chance.sample(people, count // 20))
            self._link(people)
            self.size += count
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")

    def _person(self, number: int) -> Volunteer:
        chance = self.chance
        postcode, latitude, longitude, ward = chance.choice(self.homes)
        level = chance.choices((0, 1, 2, 3, 4), (50, 12, 3, 25, 10))[0]
        skills = self._mask(24, 0.15)
        is_told = chance.random() < 0.9
        return Volunteer(
            id=self._uuid(),
            user=User(id=self._uuid(), email=f"person{number}@example.org", password="", name="Made Up"),
            reference=f"SWP-V-{number:06d}",
            state=chance.choices(("active", "paused", "draft", "left"), (90, 5, 3, 2))[0],
            name=f"Made Up {number}",
            is_over_18=not is_told,
            born_on=date(1946, 1, 1) + timedelta(days=chance.randrange(63 * 365)) if is_told else None,
            postcode=postcode,
            latitude=latitude,
            longitude=longitude,
            ward_id=ward,
            travel_miles=chance.choice((1, 2, 2, 3, 3, 3, 5, 5, 10)),
            availability=self._mask(21, 0.3) if chance.random() < 0.95 else None,
            skills=skills,
            skills_strong=skills & self._mask(24, 0.4),
            travel_by=chance.choice(("", "", "foot", "bicycle", "bus", "car", "car")),
            asks_limit=chance.choice((None,) * 8 + (1, 2)),
            last_asked_on=TODAY - timedelta(days=chance.randint(0, 400)) if chance.random() < 0.4 else None,
            last_placed_on=TODAY - timedelta(days=chance.randint(0, 400)) if chance.random() < 0.2 else None,
            languages=1 | self._mask(len(LANGUAGES), 0.03),
            placement_limit=chance.choice((1, 1, 1, 2, 3)),
            dbs_level=level,
            dbs_valid_until=TODAY + timedelta(days=chance.randint(-100, 1000)) if level else None,
            dbs_declared=chance.choice((0, 0, level, 3)),
            registered_at=NOW - timedelta(days=chance.randint(0, 700)),
        )

    def _mask(self, bits: int, share: float) -> int:
        return mask_of(bit for bit in range(bits) if self.chance.random() < share)

    def _uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _group(self) -> Group:
        return Group.objects.create(
            reference="SWP-G-BENCH", state="approved", name="Group", legal_form="cic", summary="-",
            declared_at=NOW, submitted_at=NOW, decided_at=NOW,
        )  # fmt: skip

    def _roles(self) -> list[Role]:
        kinds = [kind for kind in KINDS for _ in range(kind.share)]
        return [self._role(self.group, kind) for kind in kinds[:ROLES]]

    def _role(self, group: Group, kind: Kind) -> Role:
        code, latitude, longitude, ward = self.chance.choice(self.homes)
        place = {"postcode": code, "latitude": latitude, "longitude": longitude, "ward_id": ward}
        venue = Venue.objects.create(
            group=group, name="Venue", is_protected=kind.is_protected, **({} if kind.is_protected else place)
        )
        if kind.is_protected:
            ProtectedAddress.objects.create(venue=venue, address="-", **place)
        initiative = Initiative.objects.create(
            group=group, venue=venue, is_place_private=kind.is_protected, state="published", title=kind.title,
            summary="-", published_at=NOW, **({} if kind.is_protected else place),
        )  # fmt: skip
        initiative.priorities.set(self.chance.sample(self.priorities, 2))
        return Role.objects.create(
            initiative=initiative, state="open", title=kind.title, tasks="-", places_maximum=500,
            slots=mask_of(slot_bit(weekday, 2) for weekday in kind.evenings), skills=mask_of(kind.skills),
            skills_strong=mask_of(kind.skills[:1]),
            languages=1, minimum_age=kind.minimum_age, dbs_level=kind.dbs_level, starts_on=date(2026, 7, 1),
        )  # fmt: skip

    def _commit(self, people: list[Volunteer]) -> None:
        """Give people a place or an offer that holds no number: numbers are not what is measured."""
        role = self.chance.choice(self.roles)
        offers = [self._offer(role, person) for person in people]
        Offer.objects.bulk_create(offers)
        Placement.objects.bulk_create(
            Placement(offer=offer, role=role, volunteer=offer.volunteer, starts_on=TODAY) for offer in offers
        )

    def _ask(self, people: list[Volunteer]) -> None:
        """Let people have been asked, up to three times in the last two months, and have said no."""
        offers = [
            self._offer(self.chance.choice(self.roles), person)
            for person in people
            for _ in range(self.chance.randint(1, 3))
        ]
        for offer in offers:
            offer.state = Offer.State.DECLINED
            offer.made_at -= timedelta(days=self.chance.randint(0, 60))
        Offer.objects.bulk_create(offers)

    def _link(self, people: list[Volunteer]) -> None:
        """Give people times away, wards besides their own, and conflicts."""
        chance = self.chance
        starts = [
            (person, TODAY + timedelta(days=chance.randint(-10, 300)))
            for person in chance.sample(people, len(people) // 7)
        ]
        TimeAway.objects.bulk_create(
            TimeAway(volunteer=person, starts_on=day, ends_on=day + timedelta(days=chance.randint(2, 21)))
            for person, day in starts
        )
        links = ServedWard
        links.objects.bulk_create(
            links(volunteer_id=person.pk, ward_id=ward)
            for person in chance.sample(people, len(people) // 3)
            for ward in chance.sample(self.wards, chance.randint(1, 3))
        )
        Conflict.objects.bulk_create(
            Conflict(
                volunteer=person, reason="-", recorded_by=self.officer, recorded_at=NOW,
                **({"group": self.group} if chance.random() < 0.3 else {"other": chance.choice(people[:99])}),
            )
            for person in chance.sample(people[99:], len(people) // 300)
        )  # fmt: skip

    def _offer(self, role: Role, person: Volunteer) -> Offer:
        return Offer(
            role=role, volunteer=person, state="ended", made_by=self.officer, made_at=NOW, answered_at=NOW,
            expires_at=NOW + timedelta(days=7), score=0.5,
        )  # fmt: skip


def product(role_key: Any) -> list[UUID]:
    """The product's way, from the role's key to the people of the page."""
    role = Role.objects.select_related("initiative").get(pk=role_key)
    return [each.candidate.id for each in rank(role, on=TODAY).eligible]


def everybody_else(role_key: Any) -> int:
    """All of the page: also who nearly suits, by the one thing missing, and what holds the others back."""
    role = Role.objects.select_related("initiative").get(pk=role_key)
    return beside(rank(role, on=TODAY), on=TODAY).others


def naive(role_key: Any) -> list[UUID]:
    """The naive way: look every volunteer up, judge, score and sort."""
    role = Role.objects.select_related("initiative").get(pk=role_key)
    opening = officers_opening(role, on=TODAY)
    suited = []
    for person in Volunteer.objects.registered().only("pk"):
        candidate = one_candidate(person.pk, role)
        if judge(candidate, opening).is_eligible:
            suited.append(
                (-score(candidate, opening).total, opening.square_miles_to(candidate), candidate.id)
            )
    return [key for *_order, key in sorted(suited)[:25]]


def one_candidate(key: UUID, role: Role) -> Any:
    """Look one volunteer up: the row, and what other tables say of them."""
    return people_by_key([key], role.pk, on=TODAY)[key].candidate


def seconds(work: Any, *values: Any) -> float:
    """Return how long a piece of work takes: the processor's time where the database runs inside."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    start = clock()
    work(*values)
    return clock() - start


def measure(city: City, rounds: int) -> dict[str, float]:
    """Return the median time of ranking a role: of all roles, and of each kind, in seconds."""
    for role in city.roles:
        product(role.pk)
        everybody_else(role.pk)
    times: dict[str, list[float]] = {}
    for _round in range(rounds):
        for role in city.roles:
            took = seconds(product, role.pk)
            times.setdefault("all roles", []).append(took)
            times.setdefault(role.title, []).append(took)
            times.setdefault("and everybody else", []).append(seconds(everybody_else, role.pk))
    return {title: statistics.median(each) for title, each in times.items()}


def queries(role: Role) -> int:
    """Return how many queries one ranking makes."""
    with CaptureQueriesContext(connection) as context:
        product(role.pk)
    return len(context)


def report(sizes: list[int], city: City, rounds: int) -> None:
    """Print the tables."""
    results = {}
    print(f"{connection.vendor}; median of {rounds} rounds over {len(city.roles)} roles")
    for size in sizes:
        city.grow(size)
        results[size] = measure(city, rounds)
        counted = {queries(role) for role in city.roles}
        print(
            f"{size:>8,} volunteers: {results[size]['all roles'] * 1000:8.1f} ms, queries {sorted(counted)}"
        )
        if size == sizes[0]:
            compare(city, results[size]["all roles"])
    print(f"\n{'':24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'last : first':>16}")
    for title in results[sizes[0]]:
        row = [results[size][title] for size in sizes]
        cells = "".join(f"{each * 1000:9.1f} ms" for each in row)
        print(f"{title:24}{cells}{row[-1] / row[0]:15.1f}x")


def compare(city: City, ours: float) -> None:
    """Print the naive way beside the product's, after making sure that they give the same people."""
    roles = city.roles[:: len(city.roles) // 6]
    for role in roles:
        if naive(role.pk) != product(role.pk):
            raise SystemExit(f"The two ways differ for {role.title}.")
    theirs = statistics.median(seconds(naive, role.pk) for role in roles)
    print(f"          look-ups per volunteer: {theirs * 1000:8.1f} ms = {theirs / ours:.0f} times as long")


def main() -> None:
    """Build the city in a database of its own, measure, and take it down."""
    settings.DEBUG = False  # or Django would keep every query
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", default="1000,10000,100000")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "ranking.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            report([int(size) for size in options.sizes.split(",")], City(options.seed), options.rounds)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
