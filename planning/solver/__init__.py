"""The best allocation of many people to many roles at once.

What is solved
--------------
Choose pairs of a person and a place (a role) so that this is as high as it can be:

* the sum of the chosen edges' scores, plus
* `minimum_bonus` for each place filled in a role up to its minimum, plus
* for each ward, whose demand is the sum of its roles' maximum (closed ones included), `tier_bonuses[k]` for
  each filled place beyond the previous tier's ceiling and up to `floor(tier_shares[k] × demand)`.

Nobody is twice in one role, in more roles than their limit, or in two roles that share a slot; no role takes
more than its maximum or two people who are to be kept apart; a role with a hard minimum is either closed or
filled up to it. Pinned pairs are in the plan, forbidden ones are not. A pair need not be chosen: one that
costs more than it brings is left out.

What is exact and what is bounded
---------------------------------
Limits, maximums, pins, forbidden pairs, soft minimums and tiers are a minimum-cost flow (person → role →
ward → sink, each bonus an arc of its own), so without anything else the plan is the exact optimum. Roles of
one person that share a slot take one more node with room for one, and so do people to be kept apart in one
role: still exact, unless these packs cross (one role on Mondays and Tuesdays, one on Mondays, one on
Tuesdays, all open to one person with a limit of two).

Packs that cross, hard minimums, and bonuses that are below nought or rise from tier to tier are not flows.
The flow without them is worth at least as much as any plan; prices on the packs lower that bound; a dive
gives a good plan; branch and bound then closes the gap, as far as a number of flows that depends on nothing
but the problem's size allows. The certificate says whether it closed and, if not, how much the plan may lack
at most. The benchmark measures that gap.

Plain Python over ortools. The same input in any order gives the same plan. A `time_limit` is the one thing
that can make two runs differ, as machines differ.
"""

from planning.solver.records import (
    Certificate,
    Edge,
    EdgeColumns,
    Fairness,
    Forced,
    Impossible,
    Parts,
    Person,
    Place,
    Plan,
)
from planning.solver.solving import forced, losses, solve

__all__ = [
    "Certificate",
    "Edge",
    "EdgeColumns",
    "Fairness",
    "Forced",
    "Impossible",
    "Parts",
    "Person",
    "Place",
    "Plan",
    "forced",
    "losses",
    "solve",
]
