from collections.abc import Iterable

from initiatives.models import Initiative, Role
from initiatives.rules import Part


class NotAllowed(Exception):
    """The change is not possible in the current state of the initiative, role or group."""


class Incomplete(Exception):
    """An initiative was sent with something left out: `parts` lists what."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = list(parts)
        super().__init__(", ".join(self.parts))


class StaleDecision(Exception):
    """An initiative or role changed after the officer opened the page; `subject` is its current record."""

    def __init__(self, subject: Initiative | Role) -> None:
        self.subject = subject
        super().__init__(f"{subject.pk} is {subject.state} by now")


class PlacesHeld(Exception):
    """A role can't have fewer places than people hold, or may hold: `held` is how many, if known."""

    def __init__(self, held: int | None) -> None:
        self.held = held
        super().__init__("The places may be held." if held is None else f"{held} places are held.")
