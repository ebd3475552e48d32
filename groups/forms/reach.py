"""Questions about where the group is and who to contact."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, PhoneField, PostcodeField
from core.widgets import Checkboxes
from groups.forms.base import StepForm
from groups.models import Group
from places.locating import Position, PostcodeError, position_of
from places.models import Ward

EMAIL_ATTRS = {"autocomplete": "email", "spellcheck": "false"}


class WardsForm(StepForm):
    """Where the group works: some wards, or the whole city."""

    EVERY = "all"
    slug = "wards"
    title = _("Where does your group work?")
    page_heading = True
    wards = forms.MultipleChoiceField(
        label=title,
        widget=Checkboxes,
        error_messages={"required": _("Select the whole city, or at least one ward")},
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.rows: dict[str, Ward] = {ward.gss: ward for ward in Ward.objects.on(day)}
        super().__init__(*args, day=day, **kwargs)
        wards = [(ward.gss, ward.name) for ward in self.rows.values()]
        field = cast("forms.MultipleChoiceField", self.fields["wards"])
        field.choices = [
            (self.EVERY, _("The whole city")),
            (_("Or these wards"), wards),
        ]

    def answer_of(self, group: Group) -> dict[str, Any]:
        """Return the ticked wards, or the whole city if it is all of them."""
        ticked = [ward.gss for ward in group.wards.all()]
        return {"wards": [self.EVERY] if ticked and set(ticked) >= self.rows.keys() else ticked}

    def clean_wards(self) -> list[Ward]:
        """Return the chosen wards as records."""
        ticked = self.cleaned_data["wards"]
        return [ward for ward in self.rows.values() if self.EVERY in ticked or ward.gss in ticked]


class BaseForm(StepForm):
    """Where the group is based. Only officers see it."""

    slug = "base"
    title = _("What is the postcode of your base?")
    page_heading = True
    postcode = PostcodeField(
        label=title,
        help_text=_("This is where you have your office or keep your things. Only officers can see it."),
        error_messages={"required": _("Enter the postcode of your base")},
    )

    def clean_postcode(self) -> Position:
        """Return the position of the postcode, which may still have to be looked up."""
        try:
            return position_of(self.cleaned_data["postcode"])
        except PostcodeError as error:
            raise ValidationError(str(error), code="postcode") from error

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return the postcode with its location and ward."""
        position: Position = self.cleaned_data["postcode"]
        return position.facts()


class PublicForm(StepForm):
    """How the public can contact the group."""

    slug = "public"
    title = _("How can people contact you?")
    public_email = forms.EmailField(
        label=_("Public email address"), required=False, widget=forms.EmailInput(EMAIL_ATTRS)
    )
    public_phone = PhoneField(label=_("Public telephone number"), required=False)
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput({"autocomplete": "url", "inputmode": "url", "spellcheck": "false"}),
    )

    def clean_website(self) -> str:
        """Refuse an address that a browser would not open as a page."""
        address: str = self.cleaned_data["website"]
        if address and not address.lower().startswith(("https://", "http://")):
            raise ValidationError(_("The website must start with https://"), code="scheme")
        return address

    def clean(self) -> None:
        """Require at least one way to contact the group."""
        self.require_either(_("Enter an email address, a telephone number or a website"))


class ContactForm(StepForm):
    """The group's contact for officers."""

    slug = "contact"
    title = _("Who can we contact?")
    wording = {
        "contact_name": _("Enter the full name of someone we can contact"),
        "contact_email": _("Enter their email address"),
    }
    contact_name = CleanCharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    contact_email = forms.EmailField(label=_("Email address"), widget=forms.EmailInput(EMAIL_ATTRS))
    contact_phone = PhoneField(label=_("Telephone number"), required=False)


class SafeguardingForm(StepForm):
    """The group's safeguarding lead."""

    slug = "safeguarding"
    title = _("Who is your safeguarding lead?")
    wording = {"safeguarding_name": _("Enter the full name of your safeguarding lead")}
    safeguarding_name = CleanCharField(label=_("Full name"), max_length=120)
    safeguarding_email = forms.EmailField(
        label=_("Email address"), required=False, widget=forms.EmailInput({"spellcheck": "false"})
    )
    safeguarding_phone = PhoneField(label=_("Telephone number"), required=False)

    def clean(self) -> None:
        """Require at least one way to contact them."""
        self.require_either(_("Enter their email address or telephone number"))


class DeclarationForm(StepForm):
    """The group's agreement to the declaration."""

    slug = "declaration"
    title = _("Declaration")
    is_true = forms.BooleanField(
        label=_("I agree on behalf of my group"),
        error_messages={"required": _("Select the box to agree on behalf of your group")},
    )

    def answer_of(self, group: Group) -> dict[str, Any]:
        """Return whether the group has agreed already."""
        return {"is_true": group.declared_at is not None}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return the time when the group first agreed."""
        return {"declared_at": self.record.declared_at or now}
