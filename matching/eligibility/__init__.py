"""May this person do this role? A list of named gates, each pass, fail or unknown, with its reason.

Plain Python without Django. Unknown never counts as a pass: somebody has to ask. The same sentences
are shown to the officer and to the volunteer, so they are written about neither.

A new gate: write a function `(candidate, opening) -> Finding` and put it into GATES; nothing else changes.
"""

from collections.abc import Callable, Collection

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding, Outcome, Verdict
from matching.eligibility.rules.limits import TALK_FIRST, asks, conflict, limit
from matching.eligibility.rules.person import ADULT, age, age_on, birthday, dbs, languages, standing
from matching.eligibility.rules.role import FULL, group, history, places
from matching.eligibility.rules.times import availability, away, clash
from matching.eligibility.rules.travel import travel
from matching.facts import Candidate, Opening

__all__ = [
    "ADULT", "FAIL", "FULL", "GATES", "OVERRIDABLE", "PASS", "SAFEGUARDING", "TALK_FIRST", "UNKNOWN",
    "Finding", "Outcome", "Verdict", "age_on", "birthday", "judge",
]  # fmt: skip

GATES: tuple[Callable[[Candidate, Opening], Finding], ...] = (
    standing,
    group,
    places,
    history,
    age,
    dbs,
    availability,
    away,
    travel,
    languages,
    conflict,
    limit,
    asks,
    clash,
)
# Gates that keep people at risk safe: to pass over one of them takes a second officer.
SAFEGUARDING = frozenset({"age", "dbs", "conflict"})
# An officer may pass over any gate but these: they are about the role and about consent, not suitability.
OVERRIDABLE = frozenset(gate.__name__ for gate in GATES) - {"standing", "group", "places", "history"}


def judge(candidate: Candidate, opening: Opening, overridden: Collection[str] = ()) -> Verdict:
    """Ask every gate about one person and one role; officers may have overridden some."""
    findings = tuple([gate(candidate, opening) for gate in GATES])
    return Verdict(findings, OVERRIDABLE.intersection(overridden))
