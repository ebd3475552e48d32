"""What a part of the score is: one record of all that is to be said about it, and of its forms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matching.facts import Candidate, Opening
from matching.facts.columns import CandidateColumns, Real, Whole
from matching.scoring.words import Words


@dataclass(frozen=True, slots=True)
class PartRule:
    """One thing that counts for how well a role suits someone: from 0 to 1, in four forms.

    Property tests hold the columns and SQL to the plain measure, to the last bit.
    """

    code: str
    name: str  # marked for translation
    weight: int  # in whole hundredths, to begin with
    measure: Callable[[Candidate, Opening], float]
    words: Callable[[Candidate, Opening], Words]
    column: Callable[[CandidateColumns, Opening, Whole, Real], Real]
    sql: Callable[[Opening, dict[str, Any]], str]
    tells_place: bool = (
        False  # its value says something about where the role is: not shown of a private place
    )
    is_looked_up: bool = False  # SQL finds it in another table, so it is added last, for the few that suit
