"""The answer to why a person is not in a role of a plan, and how it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from matching.candidates import Card
from matching.eligibility import Finding, Verdict
from matching.scoring import Score
from planning.what_if import Change, ChangeKind

Key = tuple[UUID, UUID]  # a volunteer's and a role's
KIND_OF = {"dbs": ChangeKind.CHECK, "places": ChangeKind.PLACES, "limit": ChangeKind.LIMIT}


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The smallest change that brings the pair into the plan, found by solving again.

    `gates` are those that have to pass first. `gain` is the difference in the plan's objective, which may be
    negative.
    """

    gates: tuple[Finding, ...]
    changes: tuple[Change, ...]
    is_allowed: bool  # the rule that forbids the pair has to be removed
    is_pinned: bool  # the pair has to be pinned
    objective: int
    gain: int

    @property
    def extra(self) -> str:
        """What is needed besides the gates: a place, a higher limit, or nothing."""
        kinds = {change.kind for change in self.changes} & {ChangeKind.PLACES, ChangeKind.LIMIT}
        needed = kinds - {KIND_OF.get(gate.code) for gate in self.gates}
        return str(min(needed)) if needed else ""


@dataclass(frozen=True, slots=True)
class Forcing:
    """The best plan with the pair in it: what it loses, and which pairs come in and go out."""

    objective: int
    loss: int
    comes_in: tuple[Key, ...]
    goes_out: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Why one person is, or is not, in one role of a plan.

    `forcing` and `smallest_change` come from solving again.
    """

    card: Card
    verdict: Verdict
    score: Score
    is_in: bool
    has_declined: bool  # they declined the role: no plan asks them again
    forcing: Forcing | None = None
    smallest_change: SmallestChange | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to solve: they are in the role, or declined it."""
        return self.is_in or self.has_declined

    @property
    def unmet(self) -> list[str]:
        """The codes of the gates that are not passed."""
        return [gate.code for gate in self.verdict.unmet]


def answer_to_json(answer: Answer, *, is_fresh: bool) -> dict[str, Any]:
    """Return the results of solving as JSON. Nobody is named."""
    return {
        "unmet": answer.unmet,
        "is_fresh": is_fresh,
        "forcing": answer.forcing and _forcing_to_json(answer.forcing),
        "smallest_change": answer.smallest_change and _smallest_change_to_json(answer.smallest_change),
    }


def answer_from_json(status: Answer, stored: dict[str, Any]) -> Answer | None:
    """Return the current status of a pair with the stored results of solving.

    None if other gates are unmet now: the stored results no longer apply.
    """
    if status.is_settled or status.unmet != stored["unmet"]:
        return None
    forcing, change = stored["forcing"], stored["smallest_change"]
    return replace(
        status,
        forcing=forcing and _forcing_from_json(forcing),
        smallest_change=change and _smallest_change_from_json(change, status.verdict.unmet),
    )


def _forcing_to_json(forcing: Forcing) -> dict[str, Any]:
    return {
        "objective": forcing.objective,
        "loss": forcing.loss,
        "comes_in": [list(map(str, pair)) for pair in forcing.comes_in],
        "goes_out": [list(map(str, pair)) for pair in forcing.goes_out],
    }


def _forcing_from_json(stored: dict[str, Any]) -> Forcing:
    return Forcing(stored["objective"], stored["loss"], _keys(stored["comes_in"]), _keys(stored["goes_out"]))


def _keys(pairs: Iterable[tuple[str, str]]) -> tuple[Key, ...]:
    return tuple((UUID(person), UUID(role)) for person, role in pairs)


def _smallest_change_to_json(found: SmallestChange) -> dict[str, Any]:
    return {
        "gates": [gate.code for gate in found.gates],
        "changes": [change.to_json() for change in found.changes],
        "is_allowed": found.is_allowed,
        "is_pinned": found.is_pinned,
        "objective": found.objective,
        "gain": found.gain,
    }


def _smallest_change_from_json(stored: dict[str, Any], unmet: Iterable[Finding]) -> SmallestChange:
    facts = {
        "gates": tuple(gate for gate in unmet if gate.code in stored["gates"]),
        "changes": tuple(Change.from_json(change) for change in stored["changes"]),
    }
    return SmallestChange(**stored | facts)
