"""May this person do this role? A list of named gates, each pass, fail or unknown, with its reason.

Plain Python without Django. Unknown never counts as a pass: someone has to ask. The same sentences
are shown to the officer and to the volunteer, so they are written about neither.

`GATES` holds one record for each gate (`matching.eligibility.gate`); names, pages, previews and tests are
driven from it. How to add one: CONTRIBUTING.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from matching.eligibility import columns
from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding, Outcome, Verdict
from matching.eligibility.columns import Answers
from matching.eligibility.gate import Gate
from matching.eligibility.requirements import AVAILABILITY, FURTHER, REQUIREMENTS, STANDING, Requirement
from matching.eligibility.rules import limits, person, role, times
from matching.eligibility.rules.limits import TALK_FIRST
from matching.eligibility.rules.role import FULL
from matching.eligibility.rules.travel import travel
from matching.facts import Candidate, Opening
from matching.facts.columns import CandidateColumns, RoleHistories
from volunteers.catalogues import gettext_noop

__all__ = [
    "FAIL", "FULL", "GATES", "GATE_BY_CODE", "PASS", "REQUIREMENTS", "TALK_FIRST", "UNKNOWN",
    "Answers", "Finding", "Gate", "Outcome", "Requirement", "Verdict", "answers_of", "barred_gates",
    "is_confidential", "judge", "keeps_people_safe", "may_be_overridden", "not_overridden", "unmet_gates",
]  # fmt: skip

# In the order in which pages list them.
GATES: tuple[Gate, ...] = (
    STANDING.gate,
    Gate(
        "adult",
        gettext_noop("18 or over"),
        person.adult,
        columns.adult,
        question="age",
        keeps_people_safe=True,
        is_barred_for=person.for_every_role,
        is_told_to_volunteers=False,
    ),
    Gate(
        "group",
        gettext_noop("Group"),
        role.group,
        columns.group,
        may_be_overridden=False,
        is_about_role=True,
        is_told_to_volunteers=False,
    ),
    Gate(
        "places",
        gettext_noop("Places"),
        role.places,
        columns.places,
        may_be_overridden=False,
        is_about_role=True,
        is_told_to_volunteers=False,
    ),
    Gate(
        "history",
        gettext_noop("New to the role"),
        role.history,
        columns.history,
        may_be_overridden=False,
        is_told_to_volunteers=False,
    ),
    Gate(
        "age",
        gettext_noop("Age"),
        person.age,
        columns.age,
        question="age",
        keeps_people_safe=True,
        is_barred_for=person.reaches_people_at_risk,
    ),
    Gate(
        "dbs",
        gettext_noop("DBS check"),
        person.dbs,
        columns.dbs,
        keeps_people_safe=True,
        is_barred_for=person.needs_barred_lists,
        for_officers=frozenset({UNKNOWN}),
    ),
    AVAILABILITY.gate,
    Gate("away", gettext_noop("Time away"), times.away, columns.away),
    Gate(
        "travel",
        gettext_noop("Travel"),
        travel,
        columns.travel,
        question="travel",
        for_officers=frozenset({UNKNOWN}),
    ),
    *(requirement.gate for requirement in FURTHER),
    Gate(
        "conflict",
        gettext_noop("Conflicts"),
        limits.conflict,
        columns.conflict,
        keeps_people_safe=True,
        is_confidential=True,
    ),
    Gate("limit", gettext_noop("Number of roles"), limits.limit, columns.limit, question="limit"),
    Gate("asks", gettext_noop("Offers this month"), limits.asks, columns.asks),
    Gate("clash", gettext_noop("Clash with other roles"), times.clash, columns.clash),
)
GATE_BY_CODE: Mapping[str, Gate] = {gate.code: gate for gate in GATES}


def may_be_overridden(code: str, opening: Opening) -> bool:
    """Whether officers may override a gate for a role.

    They may not for those about the role, consent or what is held already. Nor may anybody let people under
    18 take part, or override the age gate of a role that reaches people at risk, or the DBS gate of one that
    needs a check of the barred lists.
    """
    gate = GATE_BY_CODE.get(code)
    return gate is not None and gate.may_be_overridden and not gate.is_barred_for(opening)


def barred_gates(opening: Opening) -> frozenset[str]:
    """Return the gates that nobody may override for a role, not even a plan that tries what would follow."""
    return frozenset(gate.code for gate in GATES if gate.is_barred_for(opening))


def keeps_people_safe(code: str) -> bool:
    """Whether a gate keeps people at risk safe, so that overriding it takes a second officer."""
    return GATE_BY_CODE[code].keeps_people_safe


def is_confidential(code: str) -> bool:
    """Whether nothing that a volunteer sees or is sent may depend on a gate."""
    return GATE_BY_CODE[code].is_confidential


def judge(candidate: Candidate, opening: Opening, overridden: Collection[str] = ()) -> Verdict:
    """Explain every gate's answer about one person and one role; officers may have overridden some."""
    findings = tuple([gate.rule(candidate, opening) for gate in GATES])
    in_effect = frozenset(code for code in overridden if may_be_overridden(code, opening))
    return Verdict(findings, in_effect, barred_gates(opening))


def answers_of(
    candidates: CandidateColumns, opening: Opening, histories: RoleHistories
) -> dict[str, Answers]:
    """Return every gate's answers about many people by its code: the answers that decide."""
    return {gate.code: gate.column(candidates, opening, histories) for gate in GATES}


def unmet_gates(people: Sequence[Candidate], opening: Opening) -> list[tuple[Finding, ...]]:
    """Decide about some people by columns; return what is in the way of each, with the reasons."""
    histories = RoleHistories.of([each.role_history for each in people])
    found: list[list[Finding]] = [[] for _each in people]
    for code, answers in answers_of(CandidateColumns.of(people), opening, histories).items():
        if not answers.any():  # everybody passes
            continue
        for number in np.flatnonzero(np.broadcast_to(answers, len(people))).tolist():
            found[number].append(GATE_BY_CODE[code].rule(people[number], opening))
    return [tuple(findings) for findings in found]


def not_overridden(
    findings: Iterable[Finding], overridden: Collection[str], opening: Opening
) -> tuple[Finding, ...]:
    """Return what stays in the way of a role after officers have overridden some gates."""
    return tuple(
        each for each in findings if each.code not in overridden or not may_be_overridden(each.code, opening)
    )
