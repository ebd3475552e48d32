"""Filters that say findings of the engines in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching import eligibility
from matching.eligibility import GATE_BY_CODE, GATES, TALK_FIRST, Finding, Outcome
from matching.facts import Opening
from matching.scoring import PARTS, POINTS, Part
from matching.wording import Wording
from volunteers.catalogues import dbs_level_name, gettext_noop, members, slot_name

register = template.Library()

OUTCOMES = {Outcome.PASS: _("Passes"), Outcome.FAIL: _("Fails"), Outcome.UNKNOWN: _("Not known")}

# What gates and parts of a score are called on pages, by code; English, marked for translation.
NAMES = {gate.code: gate.name for gate in GATES} | {part.code: part.name for part in PARTS}
NAMES[TALK_FIRST.code] = gettext_noop("Needs a conversation")


def _day(day: date) -> str:
    return date_format(day, "j F Y")


WORDING = Wording(gettext, _day)


@register.filter
def called(code: str) -> str:
    """Return the name of a gate or a part."""
    return gettext(NAMES[code])


@register.filter
def said(finding: Finding | Part) -> str:
    """Return why a gate or a part of the score came out as it did."""
    return finding.say(WORDING)


@register.filter
def remedy(gate: Finding) -> str:
    """Return what would change a gate's answer; nothing where nothing has to."""
    return gate.say_remedy(WORDING)


@register.filter
def outcome(gate: Finding) -> Any:
    """Return a gate's answer in a word."""
    return OUTCOMES[gate.outcome]


@register.filter
def may_be_overridden(gate: Finding, opening: Opening) -> bool:
    """Whether officers may override a gate for a role."""
    return eligibility.may_be_overridden(gate.code, opening)


@register.filter
def of(rows: Mapping[Any, Any], key: Any) -> Any:
    """Return what a table has under a key; nothing where it has nothing."""
    return rows.get(key)


@register.filter
def change_address(gate: Finding) -> str:
    """Return where a volunteer changes their answer to what a gate asks; nothing where they can't."""
    question = GATE_BY_CODE[gate.code].question if gate.code in GATE_BY_CODE else ""
    return reverse("volunteers:change", args=[question]) if question else ""


@register.filter
def slot_names(mask: int) -> list[str]:
    """Return the weekly times in a mask."""
    return [slot_name(bit, gettext) for bit in members(mask)]


@register.filter
def worth(points: int | None) -> str:
    """Return points of a plan as sums of scores, which is how people see them."""
    return f"{(points or 0) / POINTS:,.2f}"


@register.filter
def level_name(level: int) -> str:
    """Return the name of a DBS level."""
    return dbs_level_name(level, gettext)
