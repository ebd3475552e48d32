"""The two questions an allocation answers: the best plan, and what forcing a pair loses."""

from collections.abc import Collection, Iterable

import numpy as np

from matching.allocation.layout import Layout, lay_out
from matching.allocation.packs import Mask
from matching.allocation.problem import (
    Certificate,
    Edge,
    EdgeColumns,
    Fairness,
    Forced,
    Pair,
    Parts,
    Person,
    Place,
    Plan,
)
from matching.allocation.search import Search


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
        forbidden=[other for other in forbidden if other != pair],
        apart=apart,
        time_limit=time_limit,
    )
    return Forced(other, plan.objective - other.objective)


def _plan(layout: Layout, chosen: Mask, parts: Parts, bound: int) -> Plan:
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
