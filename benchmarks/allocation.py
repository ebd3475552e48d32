"""How good and how fast the allocation is: against greedy, against a bare flow, against another solver.

    python benchmarks/allocation.py [--seeds 1,2,3] [--rounds 3] [--sizes 1000x100,10000x500,100000x2000]

The cities are made up on the map of Wolverhampton (benchmarks/city.py says how, and why so), each from a
seed. Each row runs in a process of its own, so that its peak memory is its own.

Times are processor time of one core, the median over the rounds (more of them for small cities): of the
engine's own way in (columns of whole numbers), and "as rows" of a list of edges with the same numbers, both
against the bare flow of the same arcs, which are laid out beforehand. HiGHS's simplex has five
times the engine's time on the same graph and is then stopped: what is shown is that it does not get there.

A second table shows what is bounded rather than exact: slots that cross and hard minimums, with the gap that
the certificate leaves.
"""

import argparse
import multiprocessing
import resource
import statistics
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from math import inf
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.city import City, city
from benchmarks.highs import Program, by_highs
from matching.allocation import Edge, Fairness, Plan, solve
from matching.allocation import flow as flow_module

MOST_ROUNDS = 20_000  # what is quick is repeated more often: by so many people in all
PATIENCE = 5  # another solver may take so many times as long before it is stopped
# The weights that plans have by default (matching/problem/posing.py), for scores up to a thousand.
FAIRNESS = Fairness(minimum_bonus=400, tier_bonuses=(600, 200), tier_shares=(0.5, 0.8))
HARDER = (
    ("slots that cross", {"crossing": 0.4}),
    ("hard minimums", {"hard": 0.4}),
    ("both", {"crossing": 0.4, "hard": 0.4}),
)


def greedy(problem: City) -> list[tuple[int, int]]:
    """Take the highest score that still fits, again and again."""
    room = {person.id: person.limit for person in problem.people}
    left = {place.id: place.maximum for place in problem.places}
    slots = {place.id: place.slots for place in problem.places}
    busy: dict[Any, set[Any]] = {person.id: set() for person in problem.people}
    taken = []
    order = np.lexsort((problem.edges.places, problem.edges.people, -problem.edges.scores))
    for person, place in zip(
        problem.edges.people[order].tolist(), problem.edges.places[order].tolist(), strict=True
    ):
        if room[person] and left[place] and busy[person].isdisjoint(slots[place]):
            room[person] -= 1
            left[place] -= 1
            busy[person] |= slots[place]
            taken.append((person, place))
    return taken


def worth(problem: City, pairs: Sequence[tuple[int, int]]) -> int:
    """Return the objective of any pairs, counted without the engine."""
    columns = problem.edges
    keys = columns.people * len(problem.places) + columns.places
    wanted = np.array([person * len(problem.places) + place for person, place in pairs])
    total = int(columns.scores[np.isin(keys, wanted)].sum())
    filled = fill(problem, pairs)
    total += FAIRNESS.minimum_bonus * sum(min(filled[place.id], place.minimum) for place in problem.places)
    for count, demand in by_ward(problem, filled).values():
        ceiling = 0
        for bonus, share in zip(FAIRNESS.tier_bonuses, FAIRNESS.tier_shares, strict=True):
            total += bonus * max(0, min(count, int(share * demand)) - ceiling)
            ceiling = int(share * demand)
    return total


def fill(problem: City, pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return how many places of each role are filled."""
    filled = dict.fromkeys((place.id for place in problem.places), 0)
    for _, place in pairs:
        filled[place] += 1
    return filled


def by_ward(problem: City, filled: dict[Any, int]) -> dict[Any, tuple[int, int]]:
    """Return filled places and demand of each ward."""
    wards: dict[Any, tuple[int, int]] = {}
    for place in problem.places:
        count, demand = wards.get(place.ward, (0, 0))
        wards[place.ward] = count + filled[place.id], demand + place.maximum
    return wards


def lowest_fill(problem: City, pairs: Sequence[tuple[int, int]]) -> float:
    """Return the share of places filled in the ward where it is lowest."""
    return min(count / demand for count, demand in by_ward(problem, fill(problem, pairs)).values())


def connected(problem: City) -> float:
    """Return the share of edges in the largest part that hangs together."""
    person, place = problem.edges.people, problem.edges.places
    label = np.arange(len(problem.places))
    while True:
        lowest = np.full(len(problem.people), len(label))
        np.minimum.at(lowest, person, label[place])
        new = label.copy()
        np.minimum.at(new, place, lowest[person])
        if (new == label).all():
            return float(np.bincount(label[place]).max() / len(place))
        label = new


class Recorder:
    """Stands in for ortools' flow once, to keep the arcs and supplies that the engine hands it."""

    def __init__(self) -> None:
        self.flow = SimpleMinCostFlow()
        self.parts: list[tuple[Any, ...]] = []
        self.supplies: list[tuple[Any, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.flow, name)

    @property
    def arcs(self) -> list[Any]:
        """All arcs as four columns."""
        kinds = np.int32, np.int32, np.int64, np.int64
        columns = zip(*(np.broadcast_arrays(*part) for part in self.parts), strict=True)
        return [np.concatenate(column).astype(kind) for column, kind in zip(columns, kinds, strict=True)]

    def add_arcs_with_capacity_and_unit_cost(self, *columns: Any) -> Any:
        self.parts.append(columns)
        return self.flow.add_arcs_with_capacity_and_unit_cost(*columns)

    def add_arc_with_capacity_and_unit_cost(self, *arc: int) -> int:
        self.parts.append(tuple([value] for value in arc))
        return int(self.flow.add_arc_with_capacity_and_unit_cost(*arc))

    def set_node_supply(self, node: int, supply: int) -> None:
        self.supplies.append(([node], [supply]))
        self.flow.set_node_supply(node, supply)

    def set_nodes_supplies(self, nodes: Any, supplies: Any) -> None:
        self.supplies.append((nodes, supplies))
        self.flow.set_nodes_supplies(nodes, supplies)


def record(problem: City) -> Recorder:
    """Solve once and return the graph that was solved."""
    made: list[Recorder] = []

    def make() -> Recorder:
        made.append(Recorder())
        return made[-1]

    original = flow_module.SimpleMinCostFlow
    flow_module.SimpleMinCostFlow = make  # type: ignore[assignment,misc]
    try:
        solve(*problem, FAIRNESS)
    finally:
        flow_module.SimpleMinCostFlow = original  # type: ignore[misc]
    return made[0]


def bare(graph: Recorder, arcs: list[Any]) -> None:
    """Solve the same graph by ortools and nothing else."""
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(*arcs)
    for nodes, supplies in graph.supplies:
        flow.set_nodes_supplies(np.asarray(nodes, dtype=np.int32), np.asarray(supplies, dtype=np.int64))
    flow.solve()


def simplex(graph: Recorder, seconds: float) -> tuple[float, bool]:
    """Solve the same graph by HiGHS's simplex; returns its time and whether it came to an end."""
    tails, heads, room, costs = graph.arcs
    balance = np.zeros(int(max(tails.max(), heads.max())) + 1)
    for which, supplies in graph.supplies:
        balance[np.asarray(which)] = supplies
    program = Program(
        costs=costs.astype(float),
        low=np.zeros(len(tails)),
        high=room.astype(float),
        row_low=balance,
        row_high=balance,
        starts=np.arange(0, 2 * len(tails) + 1, 2),
        rows=np.stack([tails, heads], axis=1).ravel(),
        values=np.tile([1.0, -1.0], len(tails)),
        is_whole=np.zeros(len(tails), dtype=bool),
    )
    [answer] = by_highs([program], seconds=seconds)
    return answer.seconds, answer.value is not None


def timed(work: Callable[[], Any]) -> float:
    """Return how much processor time something takes."""
    start = process_time()
    work()
    return process_time() - start


def measure(volunteers: int, roles: int, seed: int, rounds: int, *, against_simplex: bool) -> list[str]:
    """Return one row of the first table."""
    problem = city(volunteers, roles, seed)
    plans: list[Plan] = []
    times: dict[str, list[float]] = {"columns": [], "rows": [], "bare": []}
    solve(*problem, FAIRNESS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # the problem and the solving of it
    graph = record(problem)
    arcs = graph.arcs
    columns = problem.edges.people, problem.edges.places, problem.edges.scores
    rows = list(map(Edge, *(column.tolist() for column in columns)))
    for _ in range(
        rounds * max(1, MOST_ROUNDS // volunteers)
    ):  # in turn, so that a busy machine is busy for all
        times["columns"].append(timed(lambda: plans.append(solve(*problem, FAIRNESS))))
        times["bare"].append(timed(lambda: bare(graph, arcs)))
        times["rows"].append(timed(lambda: solve(problem.people, problem.places, rows, FAIRNESS)))
    plan, taken = plans[-1], greedy(problem)
    if worth(problem, plan.assignments) != plan.objective:
        raise SystemExit("The plan is not worth what it says.")
    seconds = {name: statistics.median(column) for name, column in times.items()}
    lowest, greedy_lowest = lowest_fill(problem, plan.assignments), lowest_fill(problem, taken)
    return [
        f"{volunteers:,} × {roles:,}",
        str(seed),
        f"{len(problem.edges.people):,}",
        f"{connected(problem):.1%}",
        "yes" if plan.certificate.is_optimal else f"gap {plan.certificate.gap}",
        f"{plan.objective / worth(problem, taken):.1%}",
        f"{lowest:.0%} / {greedy_lowest:.0%} = {lowest / greedy_lowest if greedy_lowest else inf:.2f}",
        f"{seconds['columns']:.3f} s",
        f"{seconds['columns'] / seconds['bare']:.2f}",
        f"{seconds['rows'] / seconds['bare']:.2f}",
        simplex_ratio(graph, seconds["columns"]) if against_simplex else "",
        f"{memory:,.0f} MB",
    ]


def simplex_ratio(graph: Recorder, seconds: float) -> str:
    """Say how much of the simplex method's time the engine takes."""
    taken, is_done = simplex(graph, PATIENCE * seconds)
    return f"1/{taken / seconds:.1f}" if is_done else f"under 1/{taken / seconds:.1f} (stopped)"


def measure_gap(volunteers: int, roles: int, seed: int, name: str, options: dict[str, float]) -> list[str]:
    """Return one row of the second table."""
    problem = city(volunteers, roles, seed, **options)
    plans: list[Plan] = []
    seconds = timed(lambda: plans.append(solve(*problem, FAIRNESS)))
    certificate = plans[0].certificate
    return [
        f"{volunteers:,} × {roles:,}",
        name,
        f"{plans[0].objective:,}",
        f"{certificate.bound:,}",
        "optimal" if certificate.is_optimal else f"{certificate.gap / certificate.bound:.4%}",
        f"{seconds:.1f} s",
    ]


def apart_from_this(work: Callable[..., list[str]], *arguments: Any, **options: Any) -> list[str]:
    """Run something in a new process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **options).result()


def show(title: str, heads: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    print(f"\n{title}\n")
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    for row in [heads, ["-" * width for width in widths], *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="1000x100,10000x500,100000x2000")
    options = parser.parse_args()
    sizes = [tuple(map(int, size.split("x"))) for size in options.sizes.split(",")]
    seeds = [int(seed) for seed in options.seeds.split(",")]
    show(
        "Exact",
        [
            "people × roles",
            "seed",
            "pairs",
            "in one part",
            "proven",
            "of greedy (104%)",
            "lowest ward fill (1.8)",
            "time",
            "of bare flow (1.3)",
            "as rows",
            "of simplex (1/5)",
            "memory (1,024)",
        ],
        [
            apart_from_this(
                measure, *size, seed, options.rounds, against_simplex=size == max(sizes) and seed == seeds[0]
            )
            for size in sizes
            for seed in seeds
        ],
    )
    show(
        "Bounded",
        ["people × roles", "with", "worth", "bound", "gap", "time"],
        [
            apart_from_this(measure_gap, *size, seeds[0], name, harder)
            for size in [*(size for size in sizes if size[0] < 100_000), (12_000, 800)]
            for name, harder in HARDER
        ],
    )


if __name__ == "__main__":
    main()
