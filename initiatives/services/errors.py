from collections.abc import Iterable

from initiatives.models import Initiative, InitiativeChange, Role
from initiatives.rules import Part


class NotAllowed(Exception):
    """The change is not possible in the current state of the initiative, role or group."""


class Incomplete(Exception):
    """An initiative was sent with something left out: `parts` lists what."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = list(parts)
        super().__init__(", ".join(self.parts))


class StaleDecision(Exception):
    """What an officer decides on changed after they opened the page; `subject` is its current record."""

    def __init__(self, subject: Initiative | Role | InitiativeChange) -> None:
        self.subject = subject
        super().__init__(f"{subject.pk} has version {subject.version} by now")


class ChangeDecided(Exception):
    """An officer has decided about the change, or its group has withdrawn it."""


class PlacesHeld(Exception):
    """A role can't have fewer places than people may hold."""
