"""What a set of weights is: how much each part of a score counts."""

from collections.abc import Mapping

# Whole hundredths, so that a set of weights sums to exactly one and no score exceeds 1.
Weights = Mapping[str, int]
WHOLE = 100
