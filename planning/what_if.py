"""What a what-if plan supposes: small changes to facts, as plain values that a plan can store."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from matching.facts import Candidate, Opening

FAR_AWAY = date(2100, 1, 1)  # a check that is supposed counts for as long as it is needed


class Kind(StrEnum):
    """What is changed."""

    CHECK = "check"  # the person has been checked up to a DBS level
    SLOTS = "slots"  # the role takes place at other weekly times
    MINIMUM = "minimum"  # the role needs no more people than this
    PLACES = "places"  # the role takes so many more people
    LIMIT = "limit"  # the person takes on so many more roles
    GATE = "gate"  # a gate is passed over for this person and role


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is supposed. Which fields count depends on its kind."""

    kind: Kind
    volunteer: UUID | None = None
    role: UUID | None = None
    value: int = 0
    gate: str = ""

    def stored(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {key: str(value) for key, value in asdict(self).items() if value}

    @classmethod
    def read(cls, stored: Mapping[str, str]) -> "Change":
        """Read what `stored` wrote."""
        keys = {name: UUID(stored[name]) for name in ("volunteer", "role") if name in stored}
        return cls(
            Kind(stored["kind"]), **keys, value=int(stored.get("value", 0)), gate=stored.get("gate", "")
        )


def changed_candidate(candidate: Candidate, changes: Iterable[Change]) -> Candidate:
    """Return a person as the changes suppose them."""
    for change in changes:
        if change.volunteer == candidate.id and change.kind is Kind.CHECK:
            candidate = replace(
                candidate, dbs_level=max(change.value, candidate.dbs_level), dbs_valid_until=FAR_AWAY
            )
        if change.volunteer == candidate.id and change.kind is Kind.LIMIT:
            candidate = replace(candidate, placement_limit=candidate.placement_limit + change.value)
    return candidate


def changed_opening(opening: Opening, changes: Iterable[Change]) -> Opening:
    """Return a role as the changes suppose it."""
    for change in changes:
        if change.role == opening.id and change.kind is Kind.SLOTS:
            opening = replace(opening, slots=change.value)
        if change.role == opening.id and change.kind is Kind.PLACES:
            opening = replace(opening, places_left=opening.places_left + change.value)
    return opening


def changed_minimum(role: Any, minimum: int, changes: Iterable[Change]) -> int:
    """Return how many people a role needs at least, as the changes suppose it."""
    lower = [each.value for each in changes if each.role == role and each.kind is Kind.MINIMUM]
    return min([minimum, *lower])


def gates_passed_over(role: Any, changes: Iterable[Change]) -> dict[Any, set[str]]:
    """Return for each person the gates that are supposed to be passed over in a role."""
    found: dict[Any, set[str]] = {}
    for change in changes:
        if change.role == role and change.kind is Kind.GATE:
            found.setdefault(change.volunteer, set()).add(change.gate)
    return found
