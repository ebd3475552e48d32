"""Says distances, days and points on the map."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import count, repeat
from typing import Any

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.cards import Card, draw_cards
from initiatives.models import Initiative, Role
from initiatives.needs import statements
from volunteers.catalogues import LANGUAGES, SKILLS, members, names, slot_name

register = template.Library()

NEXT_DOOR = 0.1
NOON_AND_MIDNIGHT = {0: gettext_lazy("midnight"), 12: gettext_lazy("midday")}


@register.filter
def in_miles(square_miles: float) -> str:
    """Say a squared distance, as the search computes it, as “0.4 miles”."""
    miles = square_miles**0.5
    if miles < NEXT_DOOR:
        return _("less than 0.1 miles")
    return _("%(miles)s miles") % {"miles": f"{miles:.1f}"}


@register.filter(expects_localtime=True)
def clock(moment: time | datetime) -> str:
    """Say a time of the day, or that of a moment in the city, as “6pm” or “6:30pm”."""
    if moment.minute == 0 and moment.hour in NOON_AND_MIDNIGHT:
        return str(NOON_AND_MIDNIGHT[moment.hour])
    hour = (moment.hour - 1) % 12 + 1
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{_('am') if moment.hour < 12 else _('pm')}"


@register.filter
def day_names(days: int) -> list[str]:
    """Name the days of a mask of weekdays."""
    return [str(WEEKDAYS[day]) for day in members(days)]


@register.filter
def slot_names(slots: int) -> list[str]:
    """Name the weekly slots of a mask: “Tuesday evening”."""
    return [slot_name(bit, _) for bit in members(slots)]


@register.filter
def skill_names(skills: int) -> list[str]:
    """Name the skills of a mask."""
    return names(SKILLS, skills, _)


@register.filter
def also_needed(role: Role) -> list[str]:
    """Say what else a role needs of people, as yes or no."""
    return [str(each) for each in statements(role)]


@register.filter
def language_names(languages: int) -> list[str]:
    """Name the languages of a mask."""
    return names(LANGUAGES, languages, _)


@register.simple_tag
def initiative_cards(initiatives: Iterable[Initiative], first: int | None = None) -> SafeString:
    """Draw initiatives as the items of a list of results, with the numbers of the map from the first on."""
    numbers = repeat(None) if first is None else count(first)
    cards = (
        Card(shown.get_absolute_url(), shown.title, shown.summary, list(_facts(shown)), number)
        for shown, number in zip(initiatives, numbers, strict=False)
    )
    return draw_cards(cards, "h3")


def _facts(shown: Any) -> Iterator[str]:
    """Say how far away it is, where, on which days, whose it is, and whether it looks for people."""
    distance = getattr(shown, "square_miles", None)
    if distance is not None:
        yield in_miles(distance)
    yield _("Private address") if shown.is_place_private else _place(shown)
    if shown.days:
        yield ", ".join(day_names(shown.days))
    yield shown.group.name
    if shown.roles_open:
        yield ngettext(
            "Needs volunteers for %(number)s role", "Needs volunteers for %(number)s roles", shown.roles_open
        ) % {"number": shown.roles_open}


def _place(shown: Initiative) -> str:
    return ", ".join(place.name for place in (shown.venue, shown.ward) if place)


@register.filter
def is_sensitive(initiatives: Iterable[Initiative]) -> bool:
    """Whether any of the initiatives serves a priority about which people need a quick way out."""
    return any(priority.is_sensitive for shown in initiatives for priority in shown.priorities.all())


@register.filter
def on_the_map(initiatives: Iterable[Initiative], first: int = 1) -> list[dict[str, Any]]:
    """Return the points of what has a public place, each with its number in the list."""
    return [
        {
            "id": str(shown.pk),
            "title": shown.title,
            "url": shown.get_absolute_url(),
            "lat": shown.latitude,
            "lon": shown.longitude,
            "number": number,
        }
        for number, shown in enumerate(initiatives, start=first)
        if shown.latitude is not None
    ]


@register.filter
def only_point(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the point of one initiative, for the map of its own page."""
    return on_the_map([initiative])
