"""Questions about who someone is and where."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, DayField, PhoneField, PostcodeField
from core.widgets import Checkboxes, Radios
from places.locating import Position, PostcodeError, position_of
from places.models import Ward
from volunteers.ages import ADULT, age_on
from volunteers.forms.base import StepForm
from volunteers.models import TravelBy, Volunteer

EARLIEST_BIRTHDAY = date(1900, 1, 1)


class NameForm(StepForm):
    """What the person is called."""

    slug = "name"
    title = _("What is your full name?")
    name = CleanCharField(
        label=title,
        help_text=_("Only our officers and the groups you help can see this."),
        max_length=120,
        min_length=2,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your full name"),
            "max_length": _("Your name must be %(limit_value)d characters or fewer"),
            "min_length": _("Your name must be %(limit_value)d characters or more"),
        },
    )

    def clean_name(self) -> str:
        """Refuse a name that nobody could say."""
        name: str = self.cleaned_data["name"]
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("Your name must include letters"), code="wordless")
        return name


class AgeForm(StepForm):
    """When the person was born, or only that they are over 18."""

    slug = "age"
    title = _("How old are you?")
    page_heading = False
    born_on = DayField(
        label=_("Your date of birth"),
        help_text=_("For example, 27 3 1985"),
        required=False,
        birthday=True,
        earliest=EARLIEST_BIRTHDAY,
    )
    is_over_18 = forms.BooleanField(
        label=_("I am 18 or over and do not want to give my date of birth"),
        help_text=_("We will not be able to offer you the few roles with a higher age limit."),
        required=False,
    )

    def clean_born_on(self) -> date | None:
        """Refuse a birthday that is still to come."""
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and born_on > self.day:
            raise ValidationError(_("Your date of birth must be in the past"), code="future")
        return born_on

    def clean(self) -> None:
        """Ask for one of the two, and for no contradiction."""
        if "born_on" in self.errors:
            return
        born_on, is_over_18 = self.cleaned_data["born_on"], self.cleaned_data["is_over_18"]
        if not born_on and not is_over_18:
            words = _("Enter your date of birth, or say that you are 18 or over")
            self.add_error("born_on", ValidationError(words, code="required"))
        if born_on and is_over_18 and not self._is_adult(born_on):
            words = _("Your date of birth says that you are under 18")
            self.add_error("is_over_18", ValidationError(words, code="contradiction"))
        elif self.was_under_18 and (not born_on or (self.record.is_registered and self._is_adult(born_on))):
            words = _("You told us that you are under 18. If your date of birth was wrong, contact us")
            self.add_error("born_on", ValidationError(words, code="was_under_18"))

    @property
    def was_under_18(self) -> bool:
        """Whether the date of birth that we have says so. Nobody gets older by taking it back."""
        return self.record.born_on is not None and not self._is_adult(self.record.born_on)

    def _is_adult(self, born_on: date) -> bool:
        return age_on(born_on, self.day) >= ADULT

    def answers(self, now: datetime) -> dict[str, Any]:
        """Keep the date of birth where there is one: it says more than the tick."""
        born_on = self.cleaned_data["born_on"]
        return {"born_on": born_on, "is_over_18": not born_on}


class HomeForm(StepForm):
    """Where the person lives, as near as a postcode."""

    slug = "home"
    title = _("What is your postcode?")
    postcode = PostcodeField(
        label=title,
        help_text=_("We use this to find roles near you. Groups only see the first half, like WV1."),
        error_messages={"required": _("Enter your postcode")},
    )

    def clean_postcode(self) -> Position:
        """Return where the postcode is, or that it is still looked for."""
        try:
            return position_of(self.cleaned_data["postcode"])
        except PostcodeError as error:
            raise ValidationError(str(error), code="postcode") from error

    def answers(self, now: datetime) -> dict[str, Any]:
        """Keep the postcode with its point and its ward."""
        position: Position = self.cleaned_data["postcode"]
        return position.facts()


class TravelForm(StepForm):
    """How the person gets about, and how far they go."""

    slug = "travel"
    title = _("How do you travel?")
    page_heading = False
    MILES = {
        1: (_("1 mile"), _("about 20 minutes on foot")),
        2: (_("2 miles"), _("about 40 minutes on foot, or a short bus ride")),
        3: (_("3 miles"), None),
        5: (_("5 miles"), None),
        8: (_("8 miles"), _("almost anywhere in the city")),
        15: (_("15 miles"), _("further than the city")),
    }
    travel_by = forms.ChoiceField(
        label=_("How would you usually travel to a role?"),
        choices=[choice for choice in TravelBy.choices if choice[0]],
        widget=Radios,
        error_messages={"required": _("Select how you would travel")},
    )
    travel_miles = forms.TypedChoiceField(
        label=_("How far would you go?"),
        help_text=_("We measure this in a straight line from your home."),
        coerce=int,
        choices=[(miles, words) for miles, (words, _hint) in MILES.items()],
        widget=Radios(hints={miles: hint for miles, (_words, hint) in MILES.items() if hint}),
        error_messages={"required": _("Select how far you would go")},
    )


class WardsForm(StepForm):
    """Where else the person would help, however far that is from home."""

    slug = "wards"
    title = _("Would you help in other parts of the city? (optional)")
    serves_wards = forms.MultipleChoiceField(
        label=title,
        help_text=_(
            "For example, you may work or have family there. Select wards that are further "
            "than you would usually travel."
        ),
        required=False,
        widget=Checkboxes,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wards = {ward.pk: ward for ward in Ward.objects.on(self.day)}
        field = cast("forms.MultipleChoiceField", self.fields["serves_wards"])
        field.choices = [(gss, ward.name) for gss, ward in self.wards.items()]

    def answer_of(self, volunteer: Volunteer) -> dict[str, Any]:
        """Tick what was chosen."""
        return {"serves_wards": [ward.pk for ward in volunteer.serves_wards.all()]}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return the wards themselves."""
        return {"serves_wards": [self.wards[gss] for gss in self.cleaned_data["serves_wards"]]}


class PhoneForm(StepForm):
    """How to ring the person, if they like."""

    slug = "phone"
    title = _("What is your telephone number? (optional)")
    phone = PhoneField(
        label=title,
        help_text=_("Our officers may call you about a role. Leave this blank if you prefer email."),
        required=False,
    )
