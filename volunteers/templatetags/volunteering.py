"""Answers in words (weekly times, skills, languages, travel, limits), and questions that came later."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from core.registration.progress import Link
from volunteers.catalogues import LANGUAGES, PARTS, SKILLS, WEEKDAYS, names, slot_bit
from volunteers.models import Volunteer
from volunteers.rules import new_questions as unanswered

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


@register.filter
def travel_words(volunteer: Volunteer) -> list[str]:
    """Return how somebody gets about and how far they go, a line each."""
    miles = ngettext("Up to %(count)d mile", "Up to %(count)d miles", volunteer.travel_miles)
    means = [volunteer.get_travel_by_display()] if volunteer.travel_by else []
    return [*means, miles % {"count": volunteer.travel_miles}]


@register.filter
def limit_words(volunteer: Volunteer) -> list[str]:
    """Return how many roles somebody takes on, and how often they want to be asked, a line each."""
    roles = ngettext("%(count)d role at a time", "%(count)d roles at a time", volunteer.placement_limit)
    lines = [roles % {"count": volunteer.placement_limit}]
    if volunteer.asks_limit is not None:
        asks = ngettext(
            "Up to %(count)d offer in 30 days", "Up to %(count)d offers in 30 days", volunteer.asks_limit
        )
        lines.append(asks % {"count": volunteer.asks_limit})
    return lines


@register.inclusion_tag("registration/new_questions.html")
def new_questions(volunteer: Volunteer) -> dict[str, Any]:
    """Ask what came after the person registered, until they have answered."""
    return {
        "questions": [
            Link(step.title, reverse("volunteers:change", args=[step.slug])) for step in unanswered(volunteer)
        ]
    }
