"""The best plan of a problem that has changed a little: found from the core of the problem before the change.

Neither reading the whole problem nor searching it is needed again. The search starts from the plan in hand,
among the edges of the core and the new ones, and its bound accounts for all others.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import inf

import numpy as np

from planning.solver.core import best_plan, cores, role_prices, values_of
from planning.solver.model import Costs, Model, build_model
from planning.solver.records import (
    Core,
    Edge,
    EdgeColumns,
    Fairness,
    Id,
    Pair,
    Person,
    Plan,
    RoleToFill,
)


def find_core(
    people: Iterable[Person],
    roles: Iterable[RoleToFill],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    apart: Iterable[Pair] = (),
) -> Core:
    """Return the best plan, as `solve` does, with the core that decides it."""
    model = build_model(people, roles, edges, fairness, (), (), apart, {})
    prices = role_prices(model) if model.is_falling else np.full(len(model.roles), -inf)
    found = best_plan(cores(model, prices))
    core = found.model
    values = values_of(core, prices)
    return Core(
        plan=found.plan,
        edges=EdgeColumns(
            people=[core.people[person] for person in core.edges.person.tolist()],
            roles=[core.roles[role] for role in core.edges.role.tolist()],
            scores=core.edges.score,
        ),
        left_out={role: int(score) for role, score in _finite(core, core.left_out)},
        prices=dict(_finite(core, prices)),
        least=float(values.min(initial=inf)),
        multipliers=core.named(found.multipliers),
    )


def solve_changed(
    core: Core,
    people: Iterable[Person],
    roles: Iterable[RoleToFill],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    *,
    apart: Iterable[Pair] = (),
    left_out: Mapping[Id, int],
) -> Plan:
    """Return the best plan of a problem that has changed a little since its core was found.

    `edges` are those of the core with the changes; `left_out` is that of the core without roles of which all
    edges are given. If a limit or maximum was zero and is raised, all edges of that person or role must be
    given, because the core has none of them.

    If the plan is proven optimal, it is the best one of the whole changed problem. If it is not, all edges
    may be given, with nothing left out.
    """
    model = build_model(people, roles, edges, fairness, (), (), apart, left_out)
    if not (model.is_whole or model.is_falling):
        raise ValueError("Edges can only be left out where the bonuses fall from tier to tier.")
    prices = np.array([core.prices.get(role, -inf) for role in model.roles])
    models = cores(model, prices) if model.is_whole else _trimmed(model, prices, core.least)
    return best_plan(models, core).plan


def _trimmed(model: Model, prices: Costs, least: float) -> Iterator[Model]:
    """Return the model without edges that would not have been in the core."""
    yield model.among(values_of(model, prices) >= least)


def _finite(model: Model, costs: Costs) -> Iterator[tuple[Id, float]]:
    """Return the numbers of roles, by id, without infinite ones."""
    return ((role, cost) for role, cost in zip(model.roles, costs.tolist(), strict=True) if abs(cost) < inf)
