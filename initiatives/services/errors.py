from collections.abc import Iterable

from initiatives.models import Initiative, Role
from initiatives.rules import Part


class NotAllowed(Exception):
    """What was asked for can't happen to an initiative or role in its present state, or its group's."""


class Incomplete(Exception):
    """An initiative was sent with something left out: `parts` are these."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = list(parts)
        super().__init__(", ".join(self.parts))


class StaleDecision(Exception):
    """Somebody else changed an initiative or role since the officer opened the page; it is as it is now."""

    def __init__(self, subject: Initiative | Role) -> None:
        self.subject = subject
        super().__init__(f"{subject.pk} is {subject.state} by now")


class PlacesHeld(Exception):
    """A role can't have fewer places than people hold, or may hold: `held` says how many, if it is known."""

    def __init__(self, held: int | None) -> None:
        self.held = held
        super().__init__("The places may be held." if held is None else f"{held} places are held.")
