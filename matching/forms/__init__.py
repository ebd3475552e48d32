"""What officers and volunteers fill in about offers and placements."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, DayField, RowField, SiteForm, SlotGridField
from core.widgets import Checkboxes, Radios
from initiatives.models import Role
from matching.changes import Kind
from matching.models import Offer, Placement
from places.models import Ward
from strategy.models import Priority
from volunteers.models import Volunteer

MOST_PLACES = 500
ACCEPT, DECLINE = "accept", "decline"


class InviteForm(SiteForm):
    """What an officer adds to an offer in words."""

    despite_no = forms.BooleanField(
        label=_("Ask again, although they said no to this role"),
        error_messages={"required": _("Say that they are asked again, although they said no")},
    )
    message = CleanCharField(
        label=_("A few words to the volunteer"),
        help_text=_("They stand in the mail. Never write down the address of a place that is kept private."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )
    field_order = ("message", "despite_no")

    def __init__(self, *args: Any, has_said_no: bool = False, **kwargs: Any) -> None:
        """Leave out what is asked only about somebody who said no before."""
        super().__init__(*args, **kwargs)
        if not has_said_no:
            del self.fields["despite_no"]


class AnswerForm(SiteForm):
    """Whether a volunteer takes the place; if not, why, in more words if they like."""

    mark_optional = False
    answer = forms.ChoiceField(
        label=_("Do you want this place?"),
        choices=[(ACCEPT, _("Yes, I take the place")), (DECLINE, _("No, thank you"))],
        widget=Radios,
    )
    code = forms.ChoiceField(
        label=_("If not: why does it not suit you?"),
        help_text=_("It helps us to offer you something better."),
        choices=Offer.DeclineCode.choices,
        required=False,
        widget=Radios,
    )
    reason = CleanCharField(
        label=_("Anything you would like to add (optional)"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
    wording = {"answer": _("Select yes or no")}

    def clean(self) -> dict[str, Any]:
        """Ask why not where the answer is no."""
        if self.cleaned_data.get("answer") == DECLINE and not self.cleaned_data.get("code"):
            self.add_error("code", ValidationError(_("Select why it does not suit you"), code="required"))
        return self.cleaned_data


class EndForm(SiteForm):
    """Why a placement ends."""

    page_heading = True
    reason = forms.ChoiceField(
        label=_("Why does the placement end?"), choices=Placement.EndReason.choices, widget=Radios
    )
    wording = {"reason": _("Select why the placement ends")}


class PlacesForm(SiteForm):
    """How many people a role takes."""

    minimum = forms.IntegerField(
        label=_("Fewest people"),
        help_text=_("With fewer the role does not work."),
        min_value=1,
        max_value=MOST_PLACES,
    )
    maximum = forms.IntegerField(label=_("Most people"), min_value=1, max_value=MOST_PLACES)

    def clean(self) -> dict[str, Any]:
        """Refuse a most that is below the fewest."""
        fewest, most = self.cleaned_data.get("minimum"), self.cleaned_data.get("maximum")
        if fewest and most and fewest > most:
            self.add_error("maximum", ValidationError(_("The most can’t be below the fewest"), code="order"))
        return self.cleaned_data


class NewPlanForm(SiteForm):
    """Which roles a plan is made for. Nothing chosen means every open role."""

    title = CleanCharField(
        label=_("What do you call the plan?"), help_text=_("For example: autumn, all wards"), max_length=120
    )
    priority = RowField(
        label=_("Only roles of one priority"),
        queryset=Priority.objects.none(),
        required=False,
        empty_label=_("Every priority"),
    )
    wards = forms.MultipleChoiceField(label=_("Only roles in these wards"), required=False, widget=Checkboxes)
    starts_from = DayField(label=_("Only roles that start on this day or later"), required=False)
    starts_until = DayField(label=_("Only roles that start on this day or earlier"), required=False)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("RowField", self.fields["priority"]).queryset = Priority.objects.on(day)
        wards = Ward.objects.on(day).order_by("name")
        cast("forms.MultipleChoiceField", self.fields["wards"]).choices = wards.values_list("gss", "name")

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        first, last = self.cleaned_data.get("starts_from"), self.cleaned_data.get("starts_until")
        if first and last and last < first:
            words = _("The last day must be the first day or later")
            self.add_error("starts_until", ValidationError(words, code="order"))
        return self.cleaned_data


class WhatIfForm(SiteForm):
    """What a plan is to suppose about one role."""

    kind = forms.ChoiceField(
        label=_("What would be different?"),
        choices=[
            (Kind.SLOTS.value, _("The role takes place at other times")),
            (Kind.MINIMUM.value, _("The role needs fewer people")),
            (Kind.PLACES.value, _("The role takes more people")),
            (Kind.CHECK.value, _("One more person has the DBS check that the role needs")),
        ],
        widget=Radios,
    )
    slots = SlotGridField(label=_("The other times"), help_text=_("None: any time."), required=False)
    number = forms.IntegerField(
        label=_("The fewest people, or how many more"), required=False, min_value=0, max_value=MOST_PLACES
    )
    reference = CleanCharField(
        label=_("The person’s reference"), help_text=_("It begins with SWP-V."), required=False, max_length=16
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
            kind in {Kind.MINIMUM, Kind.PLACES}
            and given.get("number") is None
            and not self.has_error("number")
        ):
            self.add_error("number", ValidationError(_("Enter a number"), code="required"))
        if kind == Kind.CHECK:
            people = Volunteer.objects.registered()
            given["volunteer"] = people.filter(reference=given.get("reference", "").upper()).first()
            if given["volunteer"] is None:
                words = _("Enter the reference of somebody who is registered")
                self.add_error("reference", ValidationError(words, code="unknown"))
        return self.cleaned_data

    def refuse_nothing_new(self, kind: str | None, number: int | None) -> None:
        """Refuse a number that changes nothing: no more places, or no fewer people than the role needs."""
        fewest = self.role.places_minimum
        if kind == Kind.PLACES and number == 0:
            self.add_error("number", ValidationError(_("Enter 1 or more"), code="nothing"))
        if kind == Kind.MINIMUM and number is not None and number >= fewest:
            words = _("The role needs %(number)s now. Enter a lower number")
            self.add_error("number", ValidationError(words, code="nothing", params={"number": fewest}))
