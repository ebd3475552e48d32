"""Answers as text (weekly times, skills, languages, travel, limits), and questions added later."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from core.registration.progress import Link
from volunteers.catalogues import LANGUAGES, PARTS, SKILLS, WEEKDAYS, names, slot_bit
from volunteers.models import Volunteer
from volunteers.rules import new_questions as unanswered
from volunteers.rules import under_18_until
from volunteers.yes_or_no import answers_of

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
    """Return weekly times as text, one line per day: “Monday: morning, evening”. Empty if there are none."""
    days = ((gettext(day.name), _parts(mask or 0, day.bit)) for day in WEEKDAYS)
    return [f"{name}: {', '.join(parts)}" for name, parts in days if parts]


def _parts(mask: int, weekday: int) -> list[str]:
    return [gettext(part.name) for part in PARTS if mask >> slot_bit(weekday, part.bit) & 1]


@register.filter
def travel_words(volunteer: Volunteer) -> list[str]:
    """Return how a volunteer travels and how far, one line each."""
    miles = ngettext("Up to %(count)d mile", "Up to %(count)d miles", volunteer.travel_miles)
    means = [volunteer.get_travel_by_display()] if volunteer.travel_by else []
    return [*means, miles % {"count": volunteer.travel_miles}]


@register.filter
def limit_words(volunteer: Volunteer) -> list[str]:
    """Return how many roles a volunteer takes on, and how often they want to be asked, one line each."""
    roles = ngettext("%(count)d role at a time", "%(count)d roles at a time", volunteer.placement_limit)
    lines = [roles % {"count": volunteer.placement_limit}]
    if volunteer.asks_limit is not None:
        asks = ngettext(
            "Up to %(count)d offer in 30 days", "Up to %(count)d offers in 30 days", volunteer.asks_limit
        )
        lines.append(asks % {"count": volunteer.asks_limit})
    return lines


@register.filter
def has_ended(last_day: date) -> bool:
    """Return whether a DBS check that counts until a day has ended."""
    return last_day < timezone.localdate()


@register.filter
def under_18(volunteer: Volunteer) -> date | None:
    """Return the day on which someone becomes 18 who is younger today; None for everybody else."""
    return under_18_until(volunteer, timezone.localdate())


class Row(NamedTuple):
    """A question, a volunteer's answer, and where to change it."""

    label: Any
    value: str
    change: str


@register.simple_tag
def yes_or_no_rows(volunteer: Volunteer, changes: Mapping[str, str] | None = None) -> list[Row]:
    """Return a volunteer's answers to yes-or-no questions. `changes` has the addresses by question."""
    words = {True: gettext("Yes"), False: gettext("No"), None: gettext("Not told yet")}
    return [
        Row(told.question.title, words[told.answer], (changes or {}).get(told.question.slug, ""))
        for told in answers_of(volunteer)
    ]


@register.inclusion_tag("registration/new_questions.html")
def new_questions(volunteer: Volunteer) -> dict[str, Any]:
    """Ask the questions that were added after the person registered, until they have answered."""
    return {
        "questions": [
            Link(step.title, reverse("volunteers:change", args=[step.slug])) for step in unanswered(volunteer)
        ]
    }
