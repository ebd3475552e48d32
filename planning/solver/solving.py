"""The questions an allocation answers: the best plan, and what forcing a pair, or each of many, loses."""

from collections.abc import Collection, Iterable
from contextlib import suppress

import numpy as np

from planning.solver.conflict_sets import Whole
from planning.solver.model import Layout, lay_out
from planning.solver.parsing import in_columns
from planning.solver.records import (
    Certificate,
    Edge,
    EdgeColumns,
    Fairness,
    Forced,
    Impossible,
    Pair,
    Parts,
    Person,
    Place,
    Plan,
)
from planning.solver.residual import Residual
from planning.solver.search import Search


def solve(
    people: Iterable[Person],
    places: Iterable[Place],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    time_limit: float | None = None,
) -> Plan:
    """Return the best plan, or the best found with a bound on what it lacks (see the package's text).

    `pinned` pairs (person, place) are in the plan, `forbidden` ones are not; two people `apart` are never in
    the same role. Forbidden and apart may name who is not there. `time_limit` is in seconds and ends the
    search for proof, never the one for the first plan.

    Raises Impossible for ids or edges given twice, edges and pins that name nobody, numbers out of range, and
    pins that break a rule: without an edge, forbidden, beyond a limit or maximum, at the same time, not kept
    apart, or in a role that can't reach its hard minimum.
    """
    layout = lay_out(people, places, edges, fairness, pinned, forbidden, apart)
    return _plan(layout, *Search(layout, time_limit).run())


def forced(
    plan: Plan,
    pair: Pair,
    people: Iterable[Person],
    places: Iterable[Place],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    pinned: Collection[Pair] = (),
    forbidden: Collection[Pair] = (),
    apart: Iterable[Pair] = (),
    time_limit: float | None = None,
) -> Forced:
    """Return the best plan with one more pair in it, also a forbidden one, and what it loses against `plan`.

    The rest is as for `solve`; Impossible where no plan has the pair.
    """
    other = solve(
        people,
        places,
        edges,
        fairness,
        pinned=[*pinned, pair],
        forbidden=[other for other in forbidden if tuple(other) != tuple(pair)],
        apart=apart,
        time_limit=time_limit,
    )
    return Forced(other, plan.objective - other.objective)


def losses(
    plan: Plan,
    pairs: Iterable[Pair],
    people: Iterable[Person],
    places: Iterable[Place],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    time_limit: float | None = None,
) -> dict[Pair, int | None]:
    """Return, for each pair on its own, what forcing it loses against `plan`, the plan of this problem.

    That is the `loss` that `forced` gives, or None where it raises Impossible. Where a flow alone decides and
    the plan is proven optimal, all are read off the plan, without solving again: in a city, some hundreds of
    pairs in the time of a few solvings. Elsewhere, and for forbidden pairs, each takes a solving of its own.
    """
    problem = list(people), list(places), in_columns(edges), fairness
    pinned, apart, bans = list(pinned), list(apart), {(person, place) for person, place in forbidden}
    layout = lay_out(*problem, pinned, bans, apart)
    residual = Residual(layout, plan) if layout.is_flow and plan.certificate.is_optimal else None

    def loss(pair: Pair) -> int | None:
        if residual is not None and pair not in bans:
            return residual.loss(pair)
        with suppress(Impossible):
            return forced(
                plan, pair, *problem, pinned=pinned, forbidden=bans, apart=apart, time_limit=time_limit
            ).loss
        return None

    return {(person, place): loss((person, place)) for person, place in pairs}


def _plan(layout: Layout, chosen: Whole, parts: Parts, bound: int) -> Plan:
    """Say in ids what was chosen by number."""
    person = np.concatenate([layout.edges.person[chosen], layout.pinned.person])
    place = np.concatenate([layout.edges.place[chosen], layout.pinned.place])
    order = np.argsort(person * len(layout.places) + place, kind="stable")  # at once, if nothing is pinned
    empty = (layout.maximums - layout.filled(chosen)).tolist()
    return Plan(
        assignments=tuple(
            zip(
                map(layout.people.__getitem__, person[order].tolist()),
                map(layout.places.__getitem__, place[order].tolist()),
                strict=True,
            )
        ),
        objective=parts.total,
        parts=parts,
        unfilled={name: count for name, count in zip(layout.places, empty, strict=True) if count},
        certificate=Certificate(bound == parts.total, bound, bound - parts.total),
    )
