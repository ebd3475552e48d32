"""Questions about what someone offers: time, skills, languages."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms import MaskField, SlotGridField
from core.widgets import Checkboxes, Radios
from strategy.models import Priority
from volunteers.catalogues import LANGUAGES, SKILLS, Catalogue
from volunteers.forms.base import StepForm
from volunteers.models import DbsLevel, Volunteer


def choices(catalogue: Catalogue) -> list[tuple[int, Any]]:
    """Return the entries of a catalogue as choices, each named in the reader's language."""
    return [(entry.bit, translate(entry.name)) for entry in catalogue]


class TimesForm(StepForm):
    """When the person is free in an ordinary week."""

    slug = "times"
    title = _("When are you usually free?")
    availability = SlotGridField(
        label=title,
        help_text=_(
            "Select all the times in a normal week when you could help. You will find more "
            "roles if you select more times."
        ),
        required=False,
    )
    never_told = forms.BooleanField(
        label=_("My times change from week to week"),
        help_text=_("An officer will ask you before offering you a role with fixed times."),
        required=False,
    )

    def answer_of(self, volunteer: Volunteer) -> dict[str, Any]:
        """Tick the parts of the week, or that they change."""
        free = volunteer.availability
        return {"availability": free or 0, "never_told": free is None}

    def clean(self) -> None:
        """Ask for one of the two."""
        free, never_told = self.cleaned_data.get("availability"), self.cleaned_data.get("never_told")
        if "availability" not in self.errors and bool(free) == bool(never_told):
            words = (
                _("Select when you are free or that your times change, not both")
                if free
                else _("Select when you are free, or that your times change")
            )
            self.add_error("availability", ValidationError(words, code="required"))

    def answers(self, now: datetime) -> dict[str, Any]:
        """Keep “never told” apart from “never free”."""
        return {"availability": self.cleaned_data["availability"] or None}


class SkillsForm(StepForm):
    """What the person can do."""

    slug = "skills"
    title = _("What skills do you have? (optional)")
    skills = MaskField(
        label=title,
        help_text=_("Select all that apply. You do not need any of these for many roles."),
        choices=lambda: choices(SKILLS),
        required=False,
    )


class ExperienceForm(StepForm):
    """In which of their skills the person is experienced or qualified."""

    slug = "experience"
    title = _("Which of these are you experienced or qualified in? (optional)")
    skills_strong = MaskField(
        label=title,
        help_text=_(
            "For example, you have done it for a year or more, or have a certificate. Select all that apply."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("MaskField", self.fields["skills_strong"])
        field.choices = [choice for choice in choices(SKILLS) if self.record.skills >> choice[0] & 1]


class InterestsForm(StepForm):
    """Which of the partnership's priorities the person cares about."""

    slug = "interests"
    title = _("What do you care about? (optional)")
    interests = forms.MultipleChoiceField(
        label=title,
        help_text=_("Select everything you would like to help with. We will show you these roles first."),
        required=False,
        widget=Checkboxes,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.priorities = {str(priority.pk): priority for priority in Priority.objects.on(self.day)}
        field = cast("forms.MultipleChoiceField", self.fields["interests"])
        field.choices = [(key, row.name) for key, row in self.priorities.items()]
        field.widget.hints = {key: row.summary for key, row in self.priorities.items()}

    def answer_of(self, volunteer: Volunteer) -> dict[str, Any]:
        """Tick what was chosen."""
        return {"interests": [str(priority.pk) for priority in volunteer.interests.all()]}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return the priorities themselves."""
        return {"interests": [self.priorities[key] for key in self.cleaned_data["interests"]]}


class LanguagesForm(StepForm):
    """Which languages the person speaks."""

    slug = "languages"
    title = _("Which languages do you speak well?")
    languages = MaskField(
        label=title,
        help_text=_(
            "Well enough to help someone who does not speak any other language. Select all that apply."
        ),
        choices=lambda: choices(LANGUAGES),
        error_messages={"required": _("Select at least one language")},
    )


class LimitForm(StepForm):
    """How many roles the person takes on at one time."""

    slug = "limit"
    title = _("How much would you like to do?")
    page_heading = False
    placement_limit = forms.TypedChoiceField(
        label=_("How many roles would you do at the same time?"),
        help_text=_("You can change this at any time."),
        coerce=int,
        choices=[(1, _("One")), (2, _("Two")), (3, _("Three")), (5, _("Up to five"))],
        widget=Radios,
        error_messages={"required": _("Select how many roles")},
    )
    asks_limit = forms.TypedChoiceField(
        label=_("How often can we offer you a role?"),
        coerce=int,
        empty_value=None,
        widget=Radios,
        error_messages={"required": _("Select how often we can offer you a role")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedChoiceField", self.fields["asks_limit"])
        field.choices = asks_choices()

    def answer_of(self, volunteer: Volunteer) -> dict[str, Any]:
        """Tick “whenever” where the person has set no limit of their own."""
        own = volunteer.asks_limit
        return {"placement_limit": volunteer.placement_limit, "asks_limit": USUAL if own is None else own}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Keep “as usual” apart from a number."""
        asked = self.cleaned_data["asks_limit"]
        return {
            "placement_limit": self.cleaned_data["placement_limit"],
            "asks_limit": None if asked == USUAL else asked,
        }


USUAL = -1  # stands in the form for “no limit of my own”


def asks_choices() -> list[tuple[int, Any]]:
    """Return how often a person may be asked in 30 days: their own limit can only be a lower one."""
    most = settings.ASKS_PER_30_DAYS
    words = ngettext(
        "Whenever a role suits me, up to %(count)d time in 30 days",
        "Whenever a role suits me, up to %(count)d times in 30 days",
        most,
    )
    fewer = [
        (
            count,
            ngettext("Up to %(count)d time in 30 days", "Up to %(count)d times in 30 days", count)
            % {"count": count},
        )
        for count in range(most - 1, 0, -1)
    ]
    return [(USUAL, words % {"count": most}), *fewer]


class DbsForm(StepForm):
    """Which DBS check the person says they have."""

    slug = "dbs"
    title = _("Do you have a DBS check?")
    dbs_declared = forms.TypedChoiceField(
        label=title,
        help_text=_(
            "A DBS certificate shows someone’s criminal record. Many roles do not need one. "
            "An officer needs to see your certificate before it counts, and can arrange a "
            "check if a role needs one."
        ),
        coerce=int,
        choices=[
            (DbsLevel.NONE.value, _("No, or I am not sure")),
            (DbsLevel.BASIC.value, _("Yes, a basic check")),
            (DbsLevel.STANDARD.value, _("Yes, a standard check")),
            (DbsLevel.ENHANCED.value, _("Yes, an enhanced check")),
            (DbsLevel.ENHANCED_BARRED.value, _("Yes, an enhanced check with barred lists")),
        ],
        widget=Radios,
        error_messages={"required": _("Select if you have a DBS check")},
    )
