"""What a what-if plan assumes: small changes to facts, as plain values that a plan can store."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from matching.facts import Candidate, Opening

NEVER_EXPIRES = date(2100, 1, 1)  # an assumed DBS check does not run out


class ChangeKind(StrEnum):
    """What is changed."""

    CHECK = "check"  # the person has been checked up to a DBS level
    SLOTS = "slots"  # the role takes place at other weekly times
    MINIMUM = "minimum"  # the role needs no more people than this
    PLACES = "places"  # the role takes so many more people
    LIMIT = "limit"  # the person takes on so many more roles
    GATE = "gate"  # the gate is overridden for this person and role


@dataclass(frozen=True, slots=True)
class Change:
    """One change that is assumed. Which fields it uses depends on its kind."""

    kind: ChangeKind
    volunteer: UUID | None = None
    role: UUID | None = None
    value: int = 0
    gate: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the change as JSON."""
        return {key: str(value) for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "Change":
        """Read what `to_json` wrote."""
        keys = {name: UUID(stored[name]) for name in ("volunteer", "role") if name in stored}
        return cls(
            ChangeKind(stored["kind"]), **keys, value=int(stored.get("value", 0)), gate=stored.get("gate", "")
        )


def changed_candidate(candidate: Candidate, changes: Iterable[Change]) -> Candidate:
    """Return a person with the changes made."""
    for change in changes:
        if change.volunteer == candidate.id and change.kind is ChangeKind.CHECK:
            candidate = replace(
                candidate, dbs_level=max(change.value, candidate.dbs_level), dbs_valid_until=NEVER_EXPIRES
            )
        if change.volunteer == candidate.id and change.kind is ChangeKind.LIMIT:
            candidate = replace(candidate, placement_limit=candidate.placement_limit + change.value)
    return candidate


def changed_opening(opening: Opening, changes: Iterable[Change]) -> Opening:
    """Return a role with the changes made."""
    for change in changes:
        if change.role == opening.id and change.kind is ChangeKind.SLOTS:
            opening = replace(opening, slots=change.value)
        if change.role == opening.id and change.kind is ChangeKind.PLACES:
            opening = replace(opening, places_left=opening.places_left + change.value)
    return opening


def changed_minimum(role: Any, minimum: int, changes: Iterable[Change]) -> int:
    """Return how many people a role needs at least, with the changes made."""
    lower = [each.value for each in changes if each.role == role and each.kind is ChangeKind.MINIMUM]
    return min([minimum, *lower])


def overridden_gates(role: Any, changes: Iterable[Change]) -> dict[Any, set[str]]:
    """Return the gates that are overridden for a role, by person."""
    found: dict[Any, set[str]] = {}
    for change in changes:
        if change.role == role and change.kind is ChangeKind.GATE:
            found.setdefault(change.volunteer, set()).add(change.gate)
    return found
