"""Made-up volunteers and roles on the map of Wolverhampton, for measuring the allocation.

What is real: the wards with their residents (Census 2021) and deprivation (IMD 2025), and the postcodes that
people and roles stand at. What is as on the site: the reach of each means of travel, and the weights of the
score. What is as in the demo city: how far people go, when they are free, how many roles they take, who has
been checked. What is assumed:

* where deprivation is least, people come forward twice as often as where it is most (surveys of volunteering
  find a difference of about that size), and there is work in proportion to residents and deprivation;
* more volunteers than the demo city's 12,000 live in more wards: copies of the map lie side by side, in a
  square as near as can be, and people travel across the borders. A place with ten times as many volunteers
  is a larger place. Were they all put in the same twenty wards, then nobody would be far from anything, and
  no ward would want for people;
* there are twice as many places as people can take: half can be filled. With enough people for everything
  any way of placing them would do, and with hardly any, none could be fair;
* half of the roles need an enhanced check; a tenth are at no fixed time;
* a person is put forward for the 32 roles that they suit best, as nobody is asked about all of a city's.

Everything else is chance, from a seed. The numbers above are here for their reasons and have not been fitted
to what the benchmark measures.
"""

import csv
from math import ceil, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from planning.solver import EdgeColumns, Person, RoleToFill

DATA = Path(__file__).resolve().parent.parent / "places" / "data"
METRES = 1609.344  # in a mile
ON_ONE_MAP = 12_000  # volunteers, as in the demo city
VOLUNTEERING = 2.0  # how often people come forward where deprivation is least, where it is most being 1
SCARCITY = 2.0  # places for each that people can take
CHECKED_ROLES = 0.5
FLEXIBLE_ROLES = 0.1
MOST_ROLES = 32  # that one person is put forward for
BLOCK = 1_000  # people at a time

MORNINGS, AFTERNOONS, EVENINGS = 0, 1, 2
WEEK, WEEKEND = range(5), range(5, 7)
SLOTS = 21
# As in demo/volunteers.py.
HABITS = (
    ((WEEK, (EVENINGS,), 0.7), 34),
    ((WEEK, (MORNINGS, AFTERNOONS), 0.6), 22),
    ((WEEKEND, (MORNINGS, AFTERNOONS, EVENINGS), 0.75), 18),
    ((range(7), (EVENINGS,), 0.6), 12),
    ((range(7), (MORNINGS, AFTERNOONS, EVENINGS), 0.35), 14),
)
MILES = ((1, 6), (2, 20), (3, 30), (4, 12), (5, 20), (8, 8), (10, 4))
REACH = ((30, 51), (10, 27), (2, 16), (5, 6))  # by car or not told, bus, on foot, bicycle
LIMITS = ((1, 70), (2, 22), (3, 8))
CHECKED_PEOPLE = 0.28
# As in matching/scoring/weights.py, in hundredths.
WEIGHTS = {"skills": 30, "interests": 15, "nearness": 15, "spare": 10, "same_ward": 5, "ward_need": 10}
OWN = 5  # for each of three parts that are the person's alone: a long wait, a newcomer, least asked


class City(NamedTuple):
    """One problem to solve."""

    people: list[Person]
    roles: list[RoleToFill]
    edges: EdgeColumns


class CityMap:
    """The wards and the postcodes in them, on copies of the map side by side."""

    def __init__(self, copies: int) -> None:
        with (DATA / "ward_facts.csv").open() as file:
            wards = list(csv.DictReader(file))
        self.wards = len(wards)  # on one map
        self.residents = np.tile([float(ward["pop2021_lsoa_bestfit"]) for ward in wards], copies)
        self.deprivation = np.tile([float(ward["imd2025_score_popweighted"]) for ward in wards], copies)
        number = {ward["ward24_code"]: position for position, ward in enumerate(wards)}
        with (DATA / "code_point_open.csv").open() as file:
            rows = sorted(
                (number[row["ward"]], int(row["easting"]), int(row["northing"]))
                for row in csv.DictReader(file)
                if row["ward"] in number
            )
        postcodes = np.array(rows)
        self.points = postcodes[:, 1:] / METRES
        self.start = np.searchsorted(postcodes[:, 0], np.arange(len(wards) + 1))
        rows_and_columns = np.divmod(np.arange(copies), ceil(sqrt(copies)))
        self.corners = np.stack(rows_and_columns, axis=1) * np.ptp(self.points, axis=0)

    @property
    def need(self) -> Any:
        """Deprivation from 0 (the ward with least) to 1."""
        return (self.deprivation - self.deprivation.min()) / np.ptp(self.deprivation)

    def put(self, ward: Any, chance: np.random.Generator) -> Any:
        """Return a postcode's point in miles for each of many wards."""
        copy, ward = np.divmod(ward, self.wards)
        within = chance.random(len(ward)) * (self.start[ward + 1] - self.start[ward])
        return self.points[self.start[ward] + within.astype(int)] + self.corners[copy]


class Side(NamedTuple):
    """People, or roles, as columns: people are free at slots, roles are at them."""

    ward: Any
    point: Any
    slots: Any  # a row for each, a column for each slot
    is_checked: Any
    size: Any  # limits, or maximums
    reach: Any  # in miles
    own: Any  # the parts of the score that depend on the person alone


def city(volunteers: int, roles: int, seed: int, *, crossing: float = 0.0, hard: float = 0.0) -> City:
    """Make up a city; `crossing` of its roles have a second slot, `hard` have a hard minimum, a high one."""
    chance, city_map = np.random.default_rng(seed), CityMap(max(1, round(volunteers / ON_ONE_MAP)))
    people = make_people(volunteers, city_map, chance)
    work = make_roles(roles, city_map, people, crossing, chance)
    is_hard = chance.random(roles) < hard
    minimums = np.maximum(1, (work.size * np.where(is_hard, 0.75, 0.33)).astype(int))
    slots = [frozenset(np.flatnonzero(row).tolist()) for row in work.slots]
    rows = zip(
        range(roles),
        work.ward.tolist(),
        minimums.tolist(),
        work.size.tolist(),
        slots,
        is_hard.tolist(),
        strict=True,
    )
    return City(
        [Person(*row) for row in enumerate(people.size.tolist())],
        [RoleToFill(*row) for row in rows],
        pairs(people, work, city_map, chance),
    )


def make_people(count: int, city_map: CityMap, chance: np.random.Generator) -> Side:
    """Make up volunteers: more of them where deprivation is less."""
    willing = city_map.residents * (VOLUNTEERING - (VOLUNTEERING - 1) * city_map.need)
    ward = chance.choice(len(willing), count, p=willing / willing.sum())
    likely = np.zeros((len(HABITS), SLOTS))
    for habit, ((days, parts, share), _) in enumerate(HABITS):
        likely[habit, [3 * day + part for day in days for part in parts]] = share
    habits = drawn([(habit, weight) for habit, (_, weight) in enumerate(HABITS)], count, chance)
    free = chance.random((count, SLOTS)) < likely[habits]
    own = WEIGHTS["spare"] * free.mean(axis=1) + OWN * chance.random((count, 3)).sum(axis=1)
    return Side(
        ward=ward,
        point=city_map.put(ward, chance),
        slots=free,
        is_checked=chance.random(count) < CHECKED_PEOPLE,
        size=drawn(LIMITS, count, chance),
        reach=np.minimum(drawn(MILES, count, chance), drawn(REACH, count, chance)),
        own=own,
    )


def make_roles(
    count: int, city_map: CityMap, people: Side, crossing: float, chance: np.random.Generator
) -> Side:
    """Make up roles: more of them where deprivation is more, and at times when people are free."""
    work = city_map.residents * city_map.deprivation
    ward = chance.choice(len(work), count, p=work / work.sum())
    likely = people.slots.mean(axis=0)
    times = chance.choice(SLOTS, (count, 2), p=likely / likely.sum())
    times[:, 1] = np.where(chance.random(count) < crossing, times[:, 1], times[:, 0])
    slots = np.zeros((count, SLOTS), dtype=bool)
    np.put_along_axis(slots, times, True, axis=1)
    slots[chance.random(count) < FLEXIBLE_ROLES] = False
    average = SCARCITY * people.size.sum() / count
    sizes = np.maximum(1, np.rint(average * chance.uniform(0.4, 1.6, count)).astype(int))
    is_checked = chance.random(count) < CHECKED_ROLES
    return Side(ward, city_map.put(ward, chance), slots, is_checked, sizes, reach=None, own=None)


def drawn(shares: Any, count: int, chance: np.random.Generator) -> Any:
    """Draw from values with their weights."""
    values, weights = np.array(shares).T
    return chance.choice(values, count, p=weights / weights.sum())


def pairs(people: Side, work: Side, city_map: CityMap, chance: np.random.Generator) -> EdgeColumns:
    """Pair people with the roles they may take, and score each pair up to a thousand."""
    columns = []
    for start in range(0, len(people.ward), BLOCK):
        block = np.arange(start, min(start + BLOCK, len(people.ward)))
        miles = np.hypot(*(people.point[block, None] - work.point).transpose(2, 0, 1))
        far = people.reach[block, None]
        missing = (~people.slots[block]).astype(np.float32) @ work.slots.T.astype(np.float32)
        may = (miles <= far) & (missing == 0) & (people.is_checked[block, None] | ~work.is_checked)
        score = people.own[block, None] + WEIGHTS["ward_need"] * city_map.need[work.ward]
        score = score + WEIGHTS["same_ward"] * (people.ward[block, None] == work.ward)
        score += WEIGHTS["nearness"] * np.maximum(0, 1 - miles / far)
        score += WEIGHTS["skills"] * chance.choice([0, 0.5, 1], miles.shape, p=[0.35, 0.35, 0.3])
        score += WEIGHTS["interests"] * (chance.random(miles.shape) < 0.3)
        score[~may] = -1
        if len(work.ward) > MOST_ROLES:
            beyond = np.argpartition(-score, MOST_ROLES, axis=1)[:, MOST_ROLES:]
            np.put_along_axis(score, beyond, -1, axis=1)
        person, role = np.nonzero(score >= 0)
        columns.append((block[person], role, (10 * score[person, role]).astype(int)))
    return EdgeColumns(*(np.concatenate(column) for column in zip(*columns, strict=True)))
