"""How fast the residents' search is: nearby against a geopy loop and fetching by key, text against LIKE.

    python benchmarks/search.py [--seed 7] [--rounds 25] [--sizes 1000,10000,100000]

Runs on SQLite (a file in a temporary folder) or on the database of DATABASE_URL (a test database beside
it). The initiatives are made up from a seed and stand at the city's real postcodes, moved by up to fifty
metres. “Nearby” and “text” are the first page of twenty with its count, asked for by the page's own code
(`initiatives.views.listing`), related records included; only the template is left out.

On SQLite, which runs inside this process, the processor's time is taken, so that other work on the machine
doesn't blur the ratios; with a database server it is the time on the clock.

The naive ways give the same answer: a loop that loads every row and measures it with geopy's distance
(geopy's own default, on the ellipsoid; counts, sorts, takes twenty), and LIKE over title, summary and
description. LIKE is spared all that is not the search itself: it counts no further than the page does
(“more than 1,000”), and its twenty are read as the page reads them. It can't tell which texts match best,
so it puts titles first and the newest before the older, as the page does with more than 1,000; there both
must show the same twenty in the same order, and below that the same number of texts, or the script stops.
Nearby and the loop must agree in the same way.

Measured at 100,000 rows, two cores, seed 7, how many times slower the naive way was:

                                SQLite    PostgreSQL 15
    nearby: geopy loop           1,417            1,159    (nearby takes 7.2 and 5.6 times twenty by key)
    in 0.1 % of texts: LIKE         50               60
    in 1 % of texts                 27               34
    in 2 % of texts, two words      25               36
    in 10 % of texts                24               22
    in 50 % of texts                19               24
    in 0.1 % of titles              52               52
    in 10 % of titles               24               21
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_DEBUG", "1")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Case, Q, When
from geopy.distance import distance

from groups.models import Group
from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative, Venue
from initiatives.services import rebuild_index
from initiatives.views.listing import Listing
from places.models import Postcode

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
BATCH = 2000
PAGE = slice(0, 20)
MILES = 2
CENTRE = "WV1 1RG"
FIFTY_METRES = 0.00045  # in degrees of latitude
# Words to look for, and in how many of a thousand texts, or titles, each stands.
IN_TEXTS = {"falconry": 1, "mentoring": 10, "boxing coaching": 20, "community": 100, "people": 500}
IN_TITLES = {"choir": 1, "club": 100}
FILLING = 4000  # invented words, the first ones far more common, as in any language


class City:
    """Made-up initiatives at real postcodes; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        call_command("load_places", verbosity=0, stdout=StringIO())
        self.postcodes = list(Postcode.objects.in_city().order_by("code"))
        self.group = Group.objects.create(
            reference="SWP-G-BENCH", state="approved", name="Bench", legal_form="other", summary="Bench",
            declared_at=NOW, submitted_at=NOW, decided_at=NOW,
        )  # fmt: skip
        self.venue = Venue.objects.create(group=self.group, name="Hall")
        syllables = [a + b for a in "bcdfghjklmnprstvwz" for b in "aeiou"]
        self.words = ["".join(self.chance.choices(syllables, k=3)) for _ in range(FILLING)]
        self.weights = [1 / (place + 10) for place in range(FILLING)]

    def grow(self, size: int) -> None:
        """Make initiatives until there are so many, and bring the index and the statistics up to date."""
        missing = size - Initiative.objects.count()
        for start in range(0, missing, BATCH):
            Initiative.objects.bulk_create(self._initiative() for _ in range(min(BATCH, missing - start)))
        rebuild_index()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")

    def _initiative(self) -> Initiative:
        home = self.chance.choice(self.postcodes)
        return Initiative(
            id=UUID(int=self.chance.getrandbits(128), version=4),
            group=self.group,
            venue=self.venue,
            state="published",
            title=" ".join([self._text(3), *self._some_of(IN_TITLES)]),
            summary=self._text(12),
            description=" ".join([self._text(40), *self._some_of(IN_TEXTS), self._text(40)]),
            audience=self._text(5),
            postcode=home.code,
            latitude=home.latitude + self.chance.uniform(-1, 1) * FIFTY_METRES,
            longitude=home.longitude + self.chance.uniform(-1, 1) * FIFTY_METRES,
            ward_id=home.ward_id,
            days=self.chance.randrange(1, 128),
            submitted_at=NOW,
            published_at=NOW + timedelta(seconds=self.chance.randrange(10_000_000)),
        )

    def _some_of(self, asked: dict[str, int]) -> list[str]:
        return [words for words, share in asked.items() if self.chance.random() < share / 1000]

    def _text(self, words: int) -> str:
        return " ".join(self.chance.choices(self.words, self.weights, k=words))


def listing(**asked: str) -> Any:
    """Ask as the page does, and return the first page and the count."""
    found = Listing(InitiativeFilter(asked, queryset=Initiative.objects.listed()))
    return found[PAGE], found.count()


def agree(ours: Any, naive: Any, *, in_order: bool) -> None:
    """Stop if two ways don't give the same answer."""
    pages = [[row.pk for row in page] for page, _number in (ours, naive)]
    if min(naive[1], InitiativeFilter.most) != ours[1] or (in_order and pages[0] != pages[1]):
        raise SystemExit(f"Different answers: {ours[1]} and {naive[1]} found, {pages}")


def geopy_loop(centre: tuple[float, float]) -> Any:
    """Measure every row and keep the nearest."""
    near = [
        (distance(centre, (row.latitude, row.longitude)).miles, row.pk, row)
        for row in Initiative.objects.listed()
    ]
    near = sorted(one for one in near if one[0] <= MILES)
    return [row for _miles, _pk, row in near[PAGE]], len(near)


def by_key(keys: list[UUID]) -> Any:
    """Fetch twenty rows by their keys, without any related record."""
    return list(Initiative.objects.filter(pk__in=keys))


def like(words: str) -> Any:
    """Look through all texts for each of the words, and put those first that have them in their titles."""
    found = Initiative.objects.listed()
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(description__icontains=word)
        )
    in_title = Q(*(Q(title__icontains=word) for word in words.split()))
    ordered = found.annotate(titled=Case(When(in_title, then=1), default=0))
    page = ordered.order_by("-titled", "-published_at", "-pk")[PAGE].for_list()
    return page, found.order_by()[: InitiativeFilter.most + 1].count()


def timed(action: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Return the median time of an action in milliseconds, after one round that gives its answer."""
    now = time.process_time if settings.IS_SQLITE else time.perf_counter
    answer = action()
    times = []
    for _ in range(rounds):
        start = now()
        action()
        times.append(now() - start)
    return statistics.median(times) * 1000, answer


def measure(rounds: int, chance: random.Random) -> None:
    """Print the lines of one size."""
    centre = Postcode.objects.get(code=CENTRE)
    point = (centre.latitude, centre.longitude)
    keys = chance.sample(list(Initiative.objects.order_by("pk").values_list("pk", flat=True)), 20)
    size = Initiative.objects.count()
    nearby, ours = timed(lambda: listing(postcode=CENTRE, within=str(MILES)), rounds)
    fetch, _rows = timed(lambda: by_key(keys), rounds)
    loop, theirs = timed(lambda: geopy_loop(point), 1 if size > 20_000 else 3)
    agree(ours, theirs, in_order=True)
    print(f"{size:>7,}  nearby             {nearby:9.2f} ms")
    print(f"{'':>7}    geopy loop       {loop:9.2f} ms  {loop / nearby:9.1f} times slower")
    print(f"{'':>7}    twenty by key    {fetch:9.2f} ms  nearby takes {nearby / fetch:.1f} times as long")
    for words, share in (IN_TEXTS | IN_TITLES).items():
        place = "titles" if words in IN_TITLES else "texts"
        text, ours = timed(partial(listing, q=words), rounds)
        naive, theirs = timed(partial(like, words), max(3, rounds // 5))
        agree(ours, theirs, in_order=ours[1] == InitiativeFilter.most)
        print(f"{'':>7}  {words:<17}  {text:9.2f} ms  in {share / 10:g} % of {place}")
        print(f"{'':>7}    LIKE             {naive:9.2f} ms  {naive / text:9.1f} times slower")


def main() -> None:
    """Make the database, measure each size, and take the database away."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--sizes", default="1000,10000,100000")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        name = settings.DATABASES["default"]["NAME"]
        if settings.IS_SQLITE:
            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "search.sqlite3")
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            print(f"{connection.vendor}, seed {options.seed}, medians of {options.rounds} rounds")
            city = City(options.seed)
            for size in sorted(int(size) for size in options.sizes.split(",")):
                city.grow(size)
                measure(options.rounds, random.Random(options.seed))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
