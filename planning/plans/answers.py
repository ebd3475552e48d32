"""What is said about a person and a role of a plan, and how that is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from matching.candidates import Card
from matching.eligibility import Finding, Verdict
from matching.scoring import Score
from planning.what_if import Change, Kind

Key = tuple[UUID, UUID]  # a volunteer's and a role's
KIND_OF = {"dbs": Kind.CHECK, "places": Kind.PLACES, "limit": Kind.LIMIT}


@dataclass(frozen=True, slots=True)
class Way:
    """A change, and what the plan is then: solved again, with the pair in it.

    `gates` are those that have to pass first; `gain` is what the plan is worth more than now, or less.
    """

    gates: tuple[Finding, ...]
    changes: tuple[Change, ...]
    is_allowed: bool  # a word that forbade the pair has to be taken back
    is_pinned: bool  # the pair has to be pinned
    objective: int
    gain: int

    @property
    def extra(self) -> str:
        """What is needed beyond the gates: a place, a limit, or nothing."""
        kinds = {change.kind for change in self.changes} & {Kind.PLACES, Kind.LIMIT}
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
    """Why one person is, or is not, in one role of a plan. `forcing` and `way` take solving again."""

    card: Card
    verdict: Verdict
    score: Score
    is_in: bool
    has_declined: bool  # they said no to the role: no plan asks them again
    forcing: Forcing | None = None
    way: Way | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to solve: they are in, or said no."""
        return self.is_in or self.has_declined

    @property
    def unmet(self) -> list[str]:
        """The codes of the gates in the way."""
        return [gate.code for gate in self.verdict.unmet]


def stored(answer: Answer, *, is_fresh: bool) -> dict[str, Any]:
    """Return what solving told, as JSON keeps it. Nobody is named."""
    return {
        "lacking": answer.unmet,
        "is_fresh": is_fresh,
        "forcing": answer.forcing and _stored_forcing(answer.forcing),
        "way": answer.way and _stored_way(answer.way),
    }


def told(standing: Answer, kept: dict[str, Any]) -> Answer | None:
    """Return how somebody stands now together with what solving told, as `stored` wrote it.

    Nothing where something else is in the way by now: then what was told does not fit any more.
    """
    if standing.is_settled or standing.unmet != kept["lacking"]:
        return None
    forcing, way = kept["forcing"], kept["way"]
    return replace(
        standing,
        forcing=forcing and _read_forcing(forcing),
        way=way and _read_way(way, standing.verdict.unmet),
    )


def _stored_forcing(forcing: Forcing) -> dict[str, Any]:
    return {
        "objective": forcing.objective,
        "loss": forcing.loss,
        "comes_in": [list(map(str, pair)) for pair in forcing.comes_in],
        "goes_out": [list(map(str, pair)) for pair in forcing.goes_out],
    }


def _read_forcing(kept: dict[str, Any]) -> Forcing:
    return Forcing(kept["objective"], kept["loss"], _keys(kept["comes_in"]), _keys(kept["goes_out"]))


def _keys(pairs: Iterable[tuple[str, str]]) -> tuple[Key, ...]:
    return tuple((UUID(person), UUID(role)) for person, role in pairs)


def _stored_way(way: Way) -> dict[str, Any]:
    return {
        "gates": [gate.code for gate in way.gates],
        "changes": [change.stored() for change in way.changes],
        "is_allowed": way.is_allowed,
        "is_pinned": way.is_pinned,
        "objective": way.objective,
        "gain": way.gain,
    }


def _read_way(kept: dict[str, Any], lacking: Iterable[Finding]) -> Way:
    facts = {
        "gates": tuple(gate for gate in lacking if gate.code in kept["gates"]),
        "changes": tuple(Change.read(change) for change in kept["changes"]),
    }
    return Way(**kept | facts)
