"""The best allocation of many people to many roles at once.

What is solved
--------------
Choose pairs of a person and a role to maximise the sum of

* the scores of the chosen edges,
* `minimum_bonus` for each place filled in a role up to its minimum, and
* for each ward, whose demand is the sum of its roles' maximums (including roles that stay empty),
  `tier_bonuses[k]` for each filled place beyond the previous tier's ceiling and up to
  `floor(tier_shares[k] × demand)`.

Nobody takes a role twice, more roles than their limit, or two roles that share a slot. No role takes more
people than its maximum, or two people who must be kept apart. A role with a hard minimum takes either nobody
or at least its minimum. Pinned pairs are in the plan and forbidden pairs are not. A pair that costs more than
it brings is left out.

What is exact and what is bounded --------------------------------- Limits, maximums, pins, forbidden pairs,
soft minimums and tiers form a minimum-cost flow (person → role → ward → sink, with an arc for each bonus), so
with nothing else the plan is the exact optimum. Roles of one person that share a slot add a node with room
for one, and so do people to keep apart in one role. That is still exact unless these conflict sets cross: for
example one role on Mondays and Tuesdays, one on Mondays and one on Tuesdays, all open to a person with a
limit of two.

Conflict sets that cross, hard minimums, and bonuses that are negative or rise from tier to tier cannot be
expressed as a flow. The flow that relaxes them is an upper bound on every plan, and Lagrange multipliers on
the relaxed sets tighten it. A dive finds a good plan, and branch and bound then closes the gap, within a
number of flows that depends only on the size of the problem. The certificate says whether the gap was closed
and, if not, how large it is at most. `benchmarks/allocation.py` measures it.

A search looks at the core of a large problem: the few edges that decide its best plan. Its bound accounts for
the edges left out, so this is exact, too. After a small change, the best plan is found from the core and the
plan in hand (`find_core`, `solve_changed`).

Plain Python and ortools. The order of the input makes no difference. Two runs give the same plan, unless a
`time_limit` ends one of them earlier.
"""

from planning.solver.changing import find_core, solve_changed
from planning.solver.records import (
    Certificate,
    Core,
    Edge,
    EdgeColumns,
    Fairness,
    Forced,
    Impossible,
    Parts,
    Person,
    Plan,
    RoleToFill,
)
from planning.solver.solving import forced, losses, solve

__all__ = [
    "Certificate",
    "Core",
    "Edge",
    "EdgeColumns",
    "Fairness",
    "Forced",
    "Impossible",
    "Parts",
    "Person",
    "Plan",
    "RoleToFill",
    "find_core",
    "forced",
    "losses",
    "solve",
    "solve_changed",
]
