"""What a group asks of volunteers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, DayField, MaskField, SiteForm, SlotGridField
from core.widgets import Radios
from initiatives import needs
from initiatives.models import Role
from volunteers.ages import ADULT
from volunteers.catalogues import DBS_LEVELS, LANGUAGES, SKILLS, Catalogue

MOST_PLACES = 500


def choices_of(catalogue: Catalogue) -> list[tuple[int, Any]]:
    """Return the entries of a catalogue for a form, with their names to be translated."""
    return [(entry.bit, _(entry.name)) for entry in catalogue]


class RoleForm(SiteForm):
    """A role: what is done, by how many, when, and what it takes."""

    title = CleanCharField(
        label=_("What is the role called?"), max_length=120, help_text=_("For example, boxing coach")
    )
    tasks = CleanCharField(
        label=_("What will the volunteer do?"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
    places_minimum = forms.IntegerField(
        label=_("What is the fewest people you need?"), min_value=1, max_value=MOST_PLACES
    )
    places_maximum = forms.IntegerField(
        label=_("What is the most people you can take?"), min_value=1, max_value=MOST_PLACES
    )
    is_minimum_hard = forms.BooleanField(
        label=_("It cannot run with fewer"),
        help_text=_("Select this if it would be unsafe, or could not happen, with fewer people."),
        required=False,
    )
    starts_on = DayField(label=_("When does it start?"))
    ends_on = DayField(
        label=_("When does it end?"), help_text=_("Leave this blank if there is no end date."), required=False
    )
    slots = SlotGridField(
        label=_("When are they needed?"),
        required=False,
        help_text=_("Select all the times you need them. Do not select any if the time is flexible."),
    )
    minimum_age = forms.IntegerField(
        label=_("What is the youngest they can be?"),
        help_text=_("All volunteers must be 18 or over."),
        min_value=ADULT,
        max_value=99,
    )
    dbs_level = forms.TypedChoiceField(
        label=_("Which DBS check do they need?"), choices=choices_of(DBS_LEVELS), coerce=int, widget=Radios
    )
    skills = MaskField(label=_("Which skills would help?"), choices=choices_of(SKILLS), required=False)
    skills_strong = MaskField(
        label=_("Which of these skills need experience or a qualification?"),
        choices=choices_of(SKILLS),
        required=False,
    )
    languages = MaskField(
        label=_("Which languages must they speak?"), choices=choices_of(LANGUAGES), required=False
    )
    wording = {
        "title": _("Enter a name for the role"),
        "tasks": _("Enter what the volunteer will do"),
        "places_minimum": _("Enter the fewest people you need"),
        "places_maximum": _("Enter the most people you can take"),
        "starts_on": _("Enter the day it starts"),
        "minimum_age": {
            "required": _("Enter the youngest age"),
            "min_value": _("The youngest they can be must be 18 or over"),
        },
        "dbs_level": _("Select a DBS check, or select that none is needed"),
    }

    def __init__(self, *args: Any, day: date, role: Role | None = None, **kwargs: Any) -> None:
        names = list(self.base_fields)
        # Not after the languages: there a single checkbox would look like one more language.
        position = names.index("dbs_level")
        names[position:position] = needs.fields()
        present = {name: getattr(role, name) for name in names} if role else NEW_ROLE
        super().__init__(*args, **{**kwargs, "initial": present})
        for need in needs.NEEDS:
            self.fields[need.field] = forms.BooleanField(label=need.label, required=False)
        self.order_fields(names)
        self.day = day

    def clean_ends_on(self) -> date | None:
        """Refuse another last day that is over; a role that is over keeps its own."""
        last: date | None = self.cleaned_data["ends_on"]
        if last and last < self.day and last != self.initial.get("ends_on"):
            raise ValidationError(_("The last day must be today or later"), code="over")
        return last

    def clean(self) -> dict[str, Any]:
        """Refuse a least number of people above the most, and an end before the start.

        Whoever wants experience in a skill wants the skill.
        """
        least, most = (self.cleaned_data.get(f"places_{end}") for end in ("minimum", "maximum"))
        if least and most and least > most:
            words = _("The most people you can take must be the same as or more than the fewest you need")
            self.add_error("places_maximum", ValidationError(words, code="order"))
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            words = _("The last day must be the same as or after the first day")
            self.add_error("ends_on", ValidationError(words, code="order"))
        self.cleaned_data["skills"] = self._mask("skills") | self._mask("skills_strong")
        return self.cleaned_data

    def _mask(self, name: str) -> int:
        return int(self.cleaned_data.get(name) or 0)


NEW_ROLE = {"places_minimum": 1, "places_maximum": 1, "minimum_age": ADULT}
