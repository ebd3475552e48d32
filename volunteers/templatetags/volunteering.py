"""Filters that put masks into words: weekly times, skills, languages."""

from django import template
from django.utils.translation import gettext

from volunteers.catalogues import LANGUAGES, PARTS, SKILLS, WEEKDAYS, names, slot_bit

register = template.Library()


@register.filter
def skill_names(mask: int) -> list[str]:
    """Return the names of the skills in a mask."""
    return names(SKILLS, mask, gettext)


@register.filter
def language_names(mask: int) -> list[str]:
    """Return the names of the languages in a mask."""
    return names(LANGUAGES, mask, gettext)


@register.filter
def free_times(mask: int | None) -> list[str]:
    """Return a week in words, a line for each day: “Monday: morning, evening”. Nothing for nothing."""
    days = ((gettext(day.name), _parts(mask or 0, day.bit)) for day in WEEKDAYS)
    return [f"{name}: {', '.join(parts)}" for name, parts in days if parts]


def _parts(mask: int, weekday: int) -> list[str]:
    return [gettext(part.name) for part in PARTS if mask >> slot_bit(weekday, part.bit) & 1]
