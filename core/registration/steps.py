"""What a registration question is. Each app lists its own questions in a tuple, in order."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One question: which fields of the record hold its answer, and when it counts as answered.

    All `needed` fields must be filled, and at least one of `either`. A question with neither may be left
    empty: it counts as answered once its slug is in the record's `answered` list. If `asked_if` names a
    field, only records with a value in that field are asked.

    `is_new`: the question was added after people had registered. Anyone who has not answered it is asked at
    their next visit and stays registered; until then its `needed` fields are empty, which means unknown.
    """

    slug: str
    title: Any
    fields: tuple[str, ...]
    needed: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    asked_if: str = ""
    is_new: bool = False

    def makes_sense_for(self, record: Any) -> bool:
        """Return whether this record is asked the question at all."""
        return not self.asked_if or bool(getattr(record, self.asked_if))

    def is_answered(self, record: Any) -> bool:
        """Return whether the record has the answer."""
        if not self.needed and not self.either:
            return self.slug in record.answered
        filled_either = any(_is_filled(record, name) for name in self.either)
        return all(_is_filled(record, name) for name in self.needed) and (filled_either or not self.either)


def _is_filled(record: Any, name: str) -> bool:
    """Return whether a field has a value or links to something. “No” and 0 are answers too."""
    value = getattr(record, name)
    return bool(value.all()) if hasattr(value, "all") else value not in {None, ""}
