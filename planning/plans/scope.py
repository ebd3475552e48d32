"""Which roles take part in a plan."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from initiatives.models import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """What an officer chose: every open role, or only those of a priority, some wards or a time."""

    priority: int | None = None
    wards: tuple[str, ...] = ()
    starts_from: date | None = None
    starts_until: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the scope as JSON."""
        return {
            "priority": self.priority,
            "wards": list(self.wards),
            "starts_from": self.starts_from and self.starts_from.isoformat(),
            "starts_until": self.starts_until and self.starts_until.isoformat(),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Scope":
        """Read what `to_json` wrote; a missing key was not chosen."""
        return cls(
            stored.get("priority"),
            tuple(stored.get("wards", ())),
            _day(stored.get("starts_from")),
            _day(stored.get("starts_until")),
        )

    def roles(self) -> QuerySet[Role]:
        """Return the open roles that were chosen, each with its initiative, group and ward."""
        roles = Role.objects.open().select_related("initiative__group", "initiative__ward")
        chosen = {
            "initiative__priorities": self.priority,
            "initiative__ward__in": self.wards,
            "starts_on__gte": self.starts_from,
            "starts_on__lte": self.starts_until,
        }
        found: QuerySet[Role] = roles.filter(**{name: value for name, value in chosen.items() if value})
        return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
