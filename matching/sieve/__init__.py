"""The gates and the score once more, as SQL: the database sieves all volunteers, in one statement
for those who pass and in another for those who nearly do.

The plain engines stay the judges. What comes out of the sieve is judged again before anybody sees it,
and a property test holds both to the same people, the same counts and the same order.

A new gate needs its rule here as well (`GATE_RULES`, or `LISTED_RULES` where another table answers it), a new
score part its measure (`MEASURES`).
SQLite and PostgreSQL read the same text: numbers are doubles, masks are whole numbers, all values are
named parameters.
"""

from matching.sieve.gates import GATE_RULES, last_birthday
from matching.sieve.listed import LISTED_RULES
from matching.sieve.measures import MEASURES
from matching.sieve.nearly import EVERYBODY, LACKING, nearly_for
from matching.sieve.statement import ELIGIBLE, AsOf, Kind, Page, Sieve, eligible_for

__all__ = [
    "ELIGIBLE",
    "EVERYBODY",
    "GATE_RULES",
    "LACKING",
    "LISTED_RULES",
    "MEASURES",
    "AsOf",
    "Kind",
    "Page",
    "Sieve",
    "eligible_for",
    "last_birthday",
    "nearly_for",
]
