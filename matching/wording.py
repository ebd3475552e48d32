"""How the engines' findings become sentences, in English or through a translator.

A finding is a message with %-placeholders and raw values (masks, levels, dates). The placeholder's
name says what the value is, so the values can be stored, compared or sent as they are and put into
words only where someone reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from volunteers.catalogues import (
    LANGUAGES,
    SKILLS,
    TRAVEL_NAMES,
    Translate,
    dbs_level_name,
    gettext_noop,
    members,
    names,
    slot_name,
)

Values = Mapping[str, Any]

ONE_MILE, SOME_MILES = gettext_noop("%(number)s mile"), gettext_noop("%(number)s miles")
LIST_TEMPLATE = gettext_noop("%(first)s and %(last)s")


def plain_day(day: date) -> str:
    """Return a date as people say it: "3 May 2026"."""
    return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True, slots=True)
class Wording:
    """A language to speak: a translator of marked strings, and a way to write dates."""

    translate: Translate = str
    day: Callable[[date], str] = plain_day

    def sentence(self, message: str, values: Values) -> str:
        """Return the message with its values in words."""
        words = {name: self._word(name, value) for name, value in values.items()}
        return self.translate(message) % words

    def _word(self, name: str, value: Any) -> str:
        return WORDS[name](self, value)

    def listing(self, words: list[str]) -> str:
        """Return "a", "a and b" or "a, b and c"; nothing for nothing."""
        if not words[1:]:
            return "".join(words)
        return self.translate(LIST_TEMPLATE) % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _slots(wording: Wording, mask: int) -> str:
    return wording.listing([slot_name(bit, wording.translate) for bit in members(mask)])


def _languages(wording: Wording, mask: int) -> str:
    return wording.listing(names(LANGUAGES, mask, wording.translate))


def _skills(wording: Wording, mask: int) -> str:
    return wording.listing(names(SKILLS, mask, wording.translate))


def _level(wording: Wording, level: int) -> str:
    return dbs_level_name(level, wording.translate)


def _day(wording: Wording, day: date) -> str:
    return wording.day(day)


def _miles(_wording: Wording, miles: float) -> str:
    """Round up, so that nothing further away than a limit is said to be as near as it."""
    return f"{ceil(round(miles * 10, 2)) / 10:.1f}"


def _limit_miles(wording: Wording, miles: float) -> str:
    number = f"{miles:g}"  # as the person chose it: "5", not "5.0"
    return wording.translate(ONE_MILE if miles == 1 else SOME_MILES) % {"number": number}


def _means(wording: Wording, means: str) -> str:
    return wording.translate(TRAVEL_NAMES[means])


def _number(_wording: Wording, number: int) -> str:
    return str(number)


# What a placeholder of this name holds. A new name joins here.
WORDS: Mapping[str, Callable[[Wording, Any], str]] = {
    "slots": _slots,
    "languages": _languages,
    "skills": _skills,
    "missing_skills": _skills,
    "weak_skills": _skills,
    "needed_level": _level,
    "held_level": _level,
    "day": _day,
    "last_day": _day,
    "means": _means,
    "miles": _miles,
    "limit_miles": _limit_miles,
    "age": _number,
    "minimum_age": _number,
    "count": _number,
    "limit": _number,
}

ENGLISH = Wording()
