"""Reviews and fairness in words. Counts of people are told only as `core.disclosure` lets them be."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.disclosure import HIDDEN, share, shown
from planning.fairness import (
    AGE,
    AGE_BANDS,
    EXPERIENCE,
    LANGUAGE,
    NEWCOMER,
    PLACED_BEFORE,
    UNKNOWN,
    WARD,
    Chances,
)
from planning.models import Fix
from volunteers.catalogues import LANGUAGES, members, slot_name

KINDS = {WARD: _("Home ward"), AGE: _("Age"), LANGUAGE: _("Language"), EXPERIENCE: _("New volunteers")}
EXPERIENCES = {NEWCOMER: _("Has not had a role before"), PLACED_BEFORE: _("Has had a role before")}


def fix_words(fix: Fix) -> str:
    """Say what to do."""
    return WORDS[fix.kind](fix)


def _checks(fix: Fix) -> str:
    words = ngettext(
        "Check DBS certificates for people who pass every other check. Number of people: %(count)d",
        ("Check DBS certificates for people who pass every other check. Number of people: %(count)d"),
        fix.people,
    )
    return words % {"count": fix.people}


def _check(fix: Fix) -> str:
    return gettext("Check the DBS certificate for %(name)s") % {"name": fix.volunteer}


def _slots(fix: Fix) -> str:
    times = ", ".join(slot_name(bit, gettext) for bit in members(fix.value))
    if not times:
        return gettext("Make the times flexible for “%(role)s” (%(initiative)s)") % _role(fix)
    return gettext("Move “%(role)s” (%(initiative)s) to %(times)s") % {**_role(fix), "times": times}


def _minimum(fix: Fix) -> str:
    words = ngettext(
        "Let “%(role)s” (%(initiative)s) run with %(count)d person",
        "Let “%(role)s” (%(initiative)s) run with %(count)d people",
        fix.value,
    )
    return words % {**_role(fix), "count": fix.value}


def _role(fix: Fix) -> dict[str, Any]:
    return {"role": fix.role, "initiative": fix.role and fix.role.initiative}


def _step(fix: Fix) -> str:
    group = fix.initiative and fix.initiative.group
    words = gettext("Check what is waiting for an officer in “%(initiative)s” from %(group)s")
    return words % {"initiative": fix.initiative, "group": group}


def _recruit(fix: Fix) -> str:
    words = ngettext(
        "Find %(count)d more person for %(ward)s", "Find %(count)d more people for %(ward)s", fix.people
    )
    return words % {"count": fix.people, "ward": fix.ward}


WORDS: Mapping[str, Callable[[Fix], str]] = {
    Fix.Kind.CHECKS: _checks,
    Fix.Kind.CHECK: _check,
    Fix.Kind.SLOTS: _slots,
    Fix.Kind.MINIMUM: _minimum,
    Fix.Kind.STEP: _step,
    Fix.Kind.RECRUIT: _recruit,
}


def help_words(fix: Fix, wards: Mapping[str, str], priorities: Mapping[str, str]) -> str:
    """Name the wards and the priorities that a fix helps, each with how many places it fills there."""
    return ", ".join(filter(None, [named(fix.by_ward, wards), named(fix.by_priority, priorities)]))


def named(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    """Put counts by key into words, the highest first. What has no name any more is left out."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{names[key]} ({count})" for key, count in ranked if key in names)


class ChanceRow(NamedTuple):
    """One group of people: how many they are, and in hundredths how far matching got with them."""

    name: str
    people: str
    ranked: str
    asked: str
    placed: str


def chance_tables(groups: Mapping[str, Any], wards: Mapping[str, str]) -> list[tuple[Any, list[ChanceRow]]]:
    """Return a table for each kind of group, in which no small number can be seen."""
    return [(title, _rows(kind, groups.get(kind, {}), wards)) for kind, title in KINDS.items()]


def _rows(kind: str, groups: Mapping[str, list[int]], wards: Mapping[str, str]) -> list[ChanceRow]:
    named = sorted((_name(kind, group, wards), Chances(*counts)) for group, counts in groups.items())
    return [_row(name, chances) for name, chances in named]


def _row(name: str, chances: Chances) -> ChanceRow:
    people = chances.people
    told = (_hundredths(part, people) for part in (chances.ranked, chances.asked, chances.placed))
    return ChanceRow(name, shown(people), *told)


def _hundredths(part: int, whole: int) -> str:
    hundredths = share(part, whole)
    return HIDDEN if hundredths is None else f"{hundredths}%"


def _name(kind: str, group: str, wards: Mapping[str, str]) -> str:
    if group == UNKNOWN:
        return gettext("Not given")
    if kind == WARD:
        return wards.get(group, group)
    if kind == AGE:
        return _age_words(int(group))
    if kind == LANGUAGE:
        return next(gettext(entry.name) for entry in LANGUAGES if entry.bit == int(group))
    return str(EXPERIENCES[group])


def _age_words(first: int) -> str:
    later = [band for band in AGE_BANDS if band > first]
    if not later:
        return gettext("%(first)d or over") % {"first": first}
    return gettext("%(first)d to %(last)d") % {"first": first, "last": later[0] - 1}
