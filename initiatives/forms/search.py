from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from places.locating import Location, PostcodeError, locate

LONGEST_QUESTION = 200
USUAL_MILES = 2
MILES = (1, 2, 3, 5, 10)
SORTS = [("nearest", _("Nearest first")), ("best", _("Best match first"))]
# As they stand in addresses, their names, and their numbers (Monday is 0).
DAYS = [
    ("monday", _("Monday"), 0),
    ("tuesday", _("Tuesday"), 1),
    ("wednesday", _("Wednesday"), 2),
    ("thursday", _("Thursday"), 3),
    ("friday", _("Friday"), 4),
    ("saturday", _("Saturday"), 5),
    ("sunday", _("Sunday"), 6),
]


class MilesSelect(forms.Select):
    """A choice of distances that also shows another one that came by the address."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Add the distance that was asked for, if it is none of the choices."""
        known = {str(choice) for choice, _words in self.choices}
        other = [(asked, asked) for asked in value if asked not in known]
        self.choices = [*self.choices, *other]
        return super().optgroups(name, value, attrs)


class MilesField(forms.FloatField):
    """A distance in miles: one of the usual ones, or any from a quarter of a mile to thirty."""

    widget = MilesSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (miles, _("%(miles)s miles") % {"miles": miles} if miles > 1 else _("1 mile")) for miles in MILES
        ]
        super().__init__(**{**kwargs, "widget": MilesSelect(choices=choices)})
        self.validators += [MinValueValidator(0.25), MaxValueValidator(30)]


class SearchForm(FilterForm):
    """What a resident looks for. The fields come from `filters.InitiativeFilter`."""

    wording = {
        "within": {"invalid": _("Choose a distance in miles")},
        "ward": {"invalid_choice": _("Select a ward from the list")},
        "priority": {"invalid_choice": _("Select a priority from the list")},
        "day": {"invalid_choice": _("Select a day from the list")},
        "sort": {"invalid_choice": _("Select an order from the list")},
    }
    location: Location | None = None

    def clean_postcode(self) -> str:
        """Find the postcode on the ground."""
        postcode: str = self.cleaned_data["postcode"]
        if postcode:
            try:
                self.location = locate(postcode)
            except PostcodeError as error:
                raise ValidationError(str(error), code="postcode") from error
        return postcode

    @property
    def miles(self) -> float:
        """How far from the postcode."""
        miles: float = self.cleaned_data["within"] or USUAL_MILES
        return miles

    @property
    def weekday(self) -> int:
        """The day that was asked for; Monday is 0."""
        return next(bit for slug, _name, bit in DAYS if slug == self.cleaned_data["day"])
