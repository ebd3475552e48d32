"""What officers and volunteers fill in about offers and placements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, SiteForm
from core.widgets import Radios
from initiatives.giveaway import giveaways
from initiatives.models import Initiative, ProtectedAddress
from matching.models import Offer, Placement

MOST_PLACES = 500
ACCEPT, DECLINE = "accept", "decline"


class InviteForm(SiteForm):
    """What an officer adds to an offer in words."""

    despite_no = forms.BooleanField(
        label=_("Offer it again, even though they declined this role"),
        error_messages={"required": _("Select the box to offer it again, even though they declined")},
    )
    message = CleanCharField(
        label=_("Message to the volunteer"),
        help_text=_("We will include this in the email. Do not include a private address."),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )
    field_order = ("message", "despite_no")

    def __init__(
        self, *args: Any, has_said_no: bool = False, initiative: Initiative | None = None, **kwargs: Any
    ) -> None:
        """Leave out what is asked only about someone who said no before."""
        super().__init__(*args, **kwargs)
        self.initiative = initiative
        if not has_said_no:
            del self.fields["despite_no"]

    def clean_message(self) -> str:
        """Refuse a private address: only a release, which is logged, gives it to anybody."""
        message: str = self.cleaned_data["message"]
        venue = self.initiative.venue_id if self.initiative else None
        hidden = ProtectedAddress.objects.filter(venue=venue).first() if message and venue else None
        if hidden and giveaways(message, address=hidden.address, postcode=hidden.postcode):
            raise ValidationError(_("The message must not include the private address"), code="private")
        return message


class AnswerForm(SiteForm):
    """Whether a volunteer takes the place; if not, why, in more words if they like."""

    mark_optional = False
    answer = forms.ChoiceField(
        label=_("Do you want this place?"),
        choices=[(ACCEPT, _("Yes, I accept")), (DECLINE, _("No, I decline"))],
        widget=Radios,
    )
    code = forms.ChoiceField(
        label=_("If no, why does it not suit you?"),
        help_text=_("This helps us offer you something better."),
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
        label=_("Why is the placement ending?"), choices=Placement.EndReason.choices, widget=Radios
    )
    wording = {"reason": _("Select why the placement is ending")}


class PlacesForm(SiteForm):
    """How many people a role takes."""

    minimum = forms.IntegerField(
        label=_("Fewest people"),
        help_text=_("The role does not work with fewer."),
        min_value=1,
        max_value=MOST_PLACES,
    )
    maximum = forms.IntegerField(label=_("Most people"), min_value=1, max_value=MOST_PLACES)

    def clean(self) -> dict[str, Any]:
        """Refuse a most that is below the fewest."""
        fewest, most = self.cleaned_data.get("minimum"), self.cleaned_data.get("maximum")
        if fewest and most and fewest > most:
            self.add_error(
                "maximum",
                ValidationError(
                    _("The most people must be the same as or more than the fewest"), code="order"
                ),
            )
        return self.cleaned_data
