"""The questions that a list of initiatives or roles can be asked, the same on the page and in the API."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, Filter

from core.forms import CleanCharField, FilterForm
from core.search import is_blank
from groups.filters import DailyFilterSet, PriorityFilter, WardFilter, WordsFilter
from initiatives.models import Initiative
from initiatives.querysets import InitiativeQuerySet
from places.geo import Plane
from places.locating import LONGEST_NAME, PostcodeError, Spot, around_here, find_place

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
        """Add the distance that was asked for, if it is none of the choices; start at the usual one."""
        asked = [miles for miles in value if miles] or [str(USUAL_MILES)]
        known = {str(choice) for choice, _words in self.choices}
        self.choices = [*self.choices, *((miles, miles) for miles in asked if miles not in known)]
        return super().optgroups(name, asked, attrs)


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
    """What a resident looks for. The fields come from `InitiativeFilter`."""

    wording = {
        "within": {
            "invalid": _("Choose a distance in miles"),
            "min_value": _("The distance must be 0.25 miles or more"),
            "max_value": _("The distance must be 30 miles or less"),
        },
        "ward": {"invalid_choice": _("Select a ward from the list")},
        "priority": {"invalid_choice": _("Select a priority from the list")},
        "day": {"invalid_choice": _("Select a day from the list")},
        "sort": {"invalid_choice": _("Select an order from the list")},
    }
    location: Spot | None = None

    def clean_postcode(self) -> str:
        """Find the place on the ground."""
        place: str = self.cleaned_data["postcode"]
        if place:
            try:
                self.location = find_place(place, day=timezone.localdate())
            except PostcodeError as error:
                raise ValidationError(str(error), code="postcode") from error
        return place

    def clean(self) -> None:
        """Look around where the person stands, unless they say another place."""
        here = self.cleaned_data.get("near")
        if not here or "postcode" in self.errors or self.cleaned_data.get("postcode"):
            return
        try:
            self.location = around_here(*here)
        except PostcodeError as error:
            self.add_error("postcode", ValidationError(str(error), code="near"))

    @property
    def miles(self) -> float:
        """How far from the place."""
        miles: float = self.cleaned_data["within"] or USUAL_MILES
        return miles

    @property
    def weekday(self) -> int:
        """The day that was asked for; Monday is 0."""
        return next(bit for slug, _name, bit in DAYS if slug == self.cleaned_data["day"])


class HereField(forms.Field):
    """Where a browser says that someone is: latitude and longitude with a comma between."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> tuple[float, float] | None:
        """Read the two numbers; what is no place on earth is nothing."""
        try:
            latitude, longitude = map(float, str(value or "").split(","))
        except ValueError:
            return None
        on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
        return (latitude, longitude) if on_earth else None


class HereFilter(Filter):
    """Where someone is."""

    field_class = HereField


class PlaceField(CleanCharField):
    """A postcode, the first half of one, or a ward."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "postal-code", "spellcheck": "false"}
        super().__init__(**{"max_length": LONGEST_NAME, "widget": forms.TextInput(attrs), **kwargs})


class PlaceFilter(Filter):
    """A place to look around."""

    field_class = PlaceField


class MilesFilter(Filter):
    """A distance in miles."""

    field_class = MilesField


class InitiativeFilter(DailyFilterSet):
    """Narrows listed initiatives down by words, place, ward, priority and day, and puts them in order.

    The queryset that it is given must be of what is listed.

    What has a private place is found by words, priority and day, and never by a postcode or a ward.
    """

    most = 1000  # more than this is too many to count and rank

    q = WordsFilter(label=_("What are you looking for?"), max_length=LONGEST_QUESTION)
    postcode = PlaceFilter(
        label=_("Postcode or ward"), help_text=_("For example, WV1 1RG, WV10 or Bushbury North")
    )
    near = HereFilter()
    within = MilesFilter(label=_("Distance"))
    ward = WardFilter(label=_("Ward"), empty_label=_("Every ward"))
    priority = PriorityFilter(label=_("About"), empty_label=_("Everything"))
    day = ChoiceFilter(
        label=_("Day"), choices=[(slug, name) for slug, name, _bit in DAYS], empty_label=_("Any day")
    )
    sort = ChoiceFilter(label=_("Order"), choices=SORTS, empty_label=_("Usual order"))

    class Meta:
        form = SearchForm

    def filter_queryset(self, queryset: Any) -> Any:
        """Return what the whole form asks for, in its order."""
        if self.is_best_first:
            best = queryset.titled_first if self.has_too_many_results else queryset.best_first
            return self._here(best(self.words))
        found = self.wherever(queryset)
        return found.nearest_first(*self.place) if self.place else found

    def wherever(self, queryset: InitiativeQuerySet) -> InitiativeQuerySet:
        """Return what the form asks for at any distance."""
        return self._narrowed(queryset.about(self.words) if self.words else queryset)

    def best_parts(self) -> list[InitiativeQuerySet]:
        """Return the two parts of too many results, the better part first."""
        return [self._here(part(self.words)) for part in (self.queryset.titled, self.queryset.mentioning)]

    @cached_property
    def found(self) -> int:
        """How many there are, counted no further than to one more than the most."""
        found = self._here(self.queryset.best_first(self.words)) if self.words else self.qs
        number: int = found.order_by()[: self.most + 1].count()
        return number

    @property
    def has_too_many_results(self) -> bool:
        """Whether there are more than anybody reads: ranking them all would tell nobody anything."""
        return self.found > self.most

    def _here(self, found: Any) -> Any:
        found = self._narrowed(found)
        return found.near(*self.place) if self.place else found

    def _narrowed(self, found: InitiativeQuerySet) -> InitiativeQuerySet:
        asked = self.form.cleaned_data
        if asked["day"]:
            found = found.on_weekday(self.form.weekday)
        if asked["priority"]:
            found = found.serving(asked["priority"])
        if asked["ward"]:
            found = found.in_ward(asked["ward"])
        return found

    @property
    def words(self) -> str:
        """The words that were asked for, if there are any."""
        words: str = self.form.cleaned_data["q"]
        return "" if is_blank(words) else words

    @property
    def place(self) -> tuple[Plane, float] | None:
        """The point and the distance in miles that were asked for, if they were."""
        location = self.form.location
        if location is None:
            return None
        return Plane.at(location.latitude, location.longitude), self.form.miles

    @property
    def is_best_first(self) -> bool:
        """Whether the best match comes first: when asked for, or when there are words and no place."""
        return bool(self.words) and (self.form.cleaned_data["sort"] == "best" or not self.place)


class RoleFilter(InitiativeFilter):
    """Narrows roles down to those of the initiatives that the same questions find."""

    sort = None

    def filter_queryset(self, queryset: Any) -> Any:
        """Return the roles of what the form asks for."""
        found = super().filter_queryset(Initiative.objects.listed().order_by())
        return queryset.filter(initiative__in=found.values("pk"))

    @property
    def is_best_first(self) -> bool:
        """Roles have an order of their own."""
        return False
