"""A part of a score, and the words that say why it is worth what it is."""

from typing import NamedTuple

from matching.wording import ENGLISH, Values, Wording

Words = tuple[str, Values]


class Part(NamedTuple):
    """One part of a score: its value (0 to 1), its weight (0 to 1), and why, in words on demand."""

    code: str
    value: float
    weight: float
    message: str
    values: Values

    def say(self, wording: Wording) -> str:
        """Return why the part is worth this, in the reader's language."""
        return wording.sentence(self.message, self.values)

    @property
    def reason(self) -> str:
        """Why the part is worth this, as an English sentence."""
        return self.say(ENGLISH)
