"""What a question of a registration is. An app declares its own in a tuple, in their order."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One question: in which fields of the record its answer is kept, and when it counts as given.

    `needed` fields must all be filled, of `either` at least one. A question that needs neither may be left
    empty: it counts once its slug is in the record's list `answered`. Only records that have something in
    the field `asked_if`, if there is one, are asked.

    `is_new`: it came after people had registered. Whoever has not answered it is asked at their next visit
    and stays registered; until then its `needed` fields are empty, which means unknown.
    """

    slug: str
    title: Any
    fields: tuple[str, ...]
    needed: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    asked_if: str = ""
    is_new: bool = False

    def makes_sense_for(self, record: Any) -> bool:
        """Whether this record is asked the question at all."""
        return not self.asked_if or bool(getattr(record, self.asked_if))

    def is_answered(self, record: Any) -> bool:
        """Whether the record has the answer."""
        if not self.needed and not self.either:
            return self.slug in record.answered
        filled_either = any(_is_filled(record, name) for name in self.either)
        return all(_is_filled(record, name) for name in self.needed) and (filled_either or not self.either)


def _is_filled(record: Any, name: str) -> bool:
    """Whether a field holds something, or links to something. “No” and 0 are answers too."""
    value = getattr(record, name)
    return bool(value.all()) if hasattr(value, "all") else value not in {None, ""}
