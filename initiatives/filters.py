"""The questions that a list of initiatives or roles can be asked, the same on the page and in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, Filter, FilterSet, ModelChoiceFilter

from core.search import is_blank
from groups.filters import PostcodeFilter, WordsFilter, priorities_today, wards_today
from initiatives.forms.search import DAYS, LONGEST_QUESTION, SORTS, MilesField, SearchForm
from initiatives.models import Initiative
from initiatives.querysets import InitiativeQuerySet
from places.geo import Plane


class MilesFilter(Filter):
    """A distance in miles."""

    field_class = MilesField


class InitiativeFilter(FilterSet):
    """Narrows listed initiatives down by words, place, ward, priority and day, and puts them in order.

    The queryset that it is given must be of what is listed.

    What has a private place is found by words, priority and day, and never by a postcode or a ward.
    """

    q = WordsFilter(label=_("What are you looking for?"), max_length=LONGEST_QUESTION)
    postcode = PostcodeFilter(label=_("Postcode"))
    within = MilesFilter(label=_("How far from the postcode"))
    ward = ModelChoiceFilter(label=_("Ward"), queryset=wards_today, empty_label=_("Every ward"))
    priority = ModelChoiceFilter(
        label=_("About"), queryset=priorities_today, to_field_name="slug", empty_label=_("Everything")
    )
    day = ChoiceFilter(
        label=_("Day"), choices=[(slug, name) for slug, name, _bit in DAYS], empty_label=_("Any day")
    )
    sort = ChoiceFilter(label=_("Order"), choices=SORTS, empty_label=_("The usual order"))

    class Meta:
        form = SearchForm

    def filter_queryset(self, queryset: Any) -> Any:
        """Return what the whole form asks for, in its order."""
        found = self.wherever(queryset)
        if not self.place:
            return found
        return found.near(*self.place) if self.is_best_first else found.nearest_first(*self.place)

    def wherever(self, queryset: InitiativeQuerySet) -> InitiativeQuerySet:
        """Return what the form asks for at any distance; the best match first, if that is the order."""
        if not self.words:
            return self._narrowed(queryset)
        return self._narrowed(
            queryset.best_first(self.words) if self.is_best_first else queryset.about(self.words)
        )

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
