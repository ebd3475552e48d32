"""What officers fill in about plans."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, DayField, RowField, SiteForm, SlotGridField
from core.widgets import Checkboxes, Radios
from initiatives.models import Role
from matching.forms import MOST_PLACES
from places.models import Ward
from planning.what_if import ChangeKind
from strategy.models import Priority
from volunteers.models import Volunteer


class NewPlanForm(SiteForm):
    """Which roles a plan is made for. Nothing chosen means every open role."""

    title = CleanCharField(
        label=_("What do you call the plan?"), help_text=_("For example, autumn, all wards"), max_length=120
    )
    priority = RowField(
        label=_("Priority"),
        queryset=Priority.objects.none(),
        required=False,
        empty_label=_("Every priority"),
    )
    wards = forms.MultipleChoiceField(label=_("Wards"), required=False, widget=Checkboxes)
    starts_from = DayField(label=_("Roles that start on or after"), required=False)
    starts_until = DayField(label=_("Roles that start on or before"), required=False)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("RowField", self.fields["priority"]).queryset = Priority.objects.on(day)
        wards = Ward.objects.on(day).order_by("name")
        cast("forms.MultipleChoiceField", self.fields["wards"]).choices = wards.values_list("gss", "name")

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        first, last = self.cleaned_data.get("starts_from"), self.cleaned_data.get("starts_until")
        if first and last and last < first:
            words = _("The last day must be the same as or after the first day")
            self.add_error("starts_until", ValidationError(words, code="order"))
        return self.cleaned_data


class WhatIfForm(SiteForm):
    """The change to a role or person that a what-if plan assumes."""

    kind = forms.ChoiceField(
        label=_("What would be different?"),
        choices=[
            (ChangeKind.SLOTS.value, _("The role is at different times")),
            (ChangeKind.MINIMUM.value, _("The role needs fewer people")),
            (ChangeKind.PLACES.value, _("The role takes more people")),
            (ChangeKind.CHECK.value, _("One more person has the DBS check that the role needs")),
        ],
        widget=Radios,
    )
    slots = SlotGridField(
        label=_("Different times"), help_text=_("Do not select any if the time is flexible."), required=False
    )
    number = forms.IntegerField(
        label=_("Fewest people, or how many more"), required=False, min_value=0, max_value=MOST_PLACES
    )
    reference = CleanCharField(
        label=_("Person’s reference number"),
        help_text=_("It starts with SWP-V."),
        required=False,
        max_length=16,
    )
    wording = {"kind": _("Select what would be different")}

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role

    def clean(self) -> dict[str, Any]:
        """Ask for what the choice needs, and find the person."""
        kind, given = self.cleaned_data.get("kind"), self.cleaned_data
        self.refuse_nothing_new(kind, given.get("number"))
        if (
            kind in {ChangeKind.MINIMUM, ChangeKind.PLACES}
            and given.get("number") is None
            and not self.has_error("number")
        ):
            self.add_error("number", ValidationError(_("Enter a number"), code="required"))
        if kind == ChangeKind.CHECK:
            people = Volunteer.objects.to_match(timezone.localdate())
            given["volunteer"] = people.filter(reference=given.get("reference", "").upper()).first()
            if given["volunteer"] is None:
                words = _("Enter the reference number of a registered volunteer aged 18 or over")
                self.add_error("reference", ValidationError(words, code="unknown"))
        return self.cleaned_data

    def refuse_nothing_new(self, kind: str | None, number: int | None) -> None:
        """Refuse a number that changes nothing: no more places, or no fewer people than the role needs."""
        fewest = self.role.places_minimum
        if kind == ChangeKind.PLACES and number == 0:
            self.add_error("number", ValidationError(_("Enter 1 or more"), code="nothing"))
        if kind == ChangeKind.MINIMUM and number is not None and number >= fewest:
            words = _("Enter a number lower than the role needs now, which is %(number)s")
            self.add_error("number", ValidationError(words, code="nothing", params={"number": fewest}))
