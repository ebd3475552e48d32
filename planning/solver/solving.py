"""The solver's answers: the best plan, and what forcing pairs into it loses."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from time import monotonic

from planning.solver.core import best_plan, cores
from planning.solver.model import build_model
from planning.solver.pair_losses import PairLosses
from planning.solver.parsing import in_columns
from planning.solver.records import (
    Edge,
    EdgeColumns,
    Fairness,
    Forced,
    Id,
    Impossible,
    Pair,
    Person,
    Plan,
    RoleToFill,
)

NOTHING: Mapping[Id, int] = {}


def solve(
    people: Iterable[Person],
    roles: Iterable[RoleToFill],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    time_limit: float | None = None,
) -> Plan:
    """Return the best plan, or the best one found, with a bound (see the docstring of the package).

    `pinned` pairs (person, role) are in the plan and `forbidden` pairs are not. Two people `apart` are never
    in the same role. `forbidden` and `apart` may contain unknown ids. `time_limit` (in seconds) ends the
    search for a better plan or bound, but never before a first plan is found.

    Raises Impossible for duplicate ids or edges, unknown ids in edges and pins, numbers out of range, and
    pins that break a rule: without an edge, forbidden, beyond a limit or maximum, at the same time, in one
    role with someone to be kept apart from, or in a role that can't reach its hard minimum.
    """
    model = build_model(people, roles, edges, fairness, pinned, forbidden, apart, NOTHING)
    until = None if time_limit is None else monotonic() + time_limit
    return best_plan([model] if model.is_flow else cores(model), until=until).plan


def forced(
    plan: Plan,
    pair: Pair,
    people: Iterable[Person],
    roles: Iterable[RoleToFill],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    pinned: Collection[Pair] = (),
    forbidden: Collection[Pair] = (),
    apart: Iterable[Pair] = (),
    time_limit: float | None = None,
) -> Forced:
    """Return the best plan with this pair in it, even if forbidden, and what it loses against `plan`.

    All else is as for `solve`. Raises Impossible if no plan contains the pair.
    """
    other = solve(
        people,
        roles,
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
    roles: Iterable[RoleToFill],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    time_limit: float | None = None,
) -> dict[Pair, int | None]:
    """Return what forcing each pair, on its own, loses against `plan`, which is the plan of this problem.

    This is the `loss` of `forced`, or None where that raises Impossible. Where the problem is a flow and the
    plan is proven optimal, nothing is solved again: hundreds of pairs of a city take as long as solving a few
    times. Otherwise, and for forbidden pairs, each pair is solved again.
    """
    problem = list(people), list(roles), in_columns(edges), fairness
    pinned, apart, bans = list(pinned), list(apart), {(person, role) for person, role in forbidden}
    model = build_model(*problem, pinned, bans, apart, NOTHING)
    pair_losses = PairLosses(model, plan) if model.is_flow and plan.certificate.is_optimal else None

    def loss(pair: Pair) -> int | None:
        if pair_losses is not None and pair not in bans:
            return pair_losses.loss(pair)
        with suppress(Impossible):
            return forced(
                plan, pair, *problem, pinned=pinned, forbidden=bans, apart=apart, time_limit=time_limit
            ).loss
        return None

    return {(person, role): loss((person, role)) for person, role in pairs}
