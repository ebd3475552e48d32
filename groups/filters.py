"""Filters for lists of groups. The page and the API use the same parameter names."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import fields

from core import search
from core.forms import CleanCharField, FilterForm, PostcodeField
from core.keeping import kept_briefly
from groups.models import Group
from groups.querysets import GroupQuerySet
from places.locating import Location, PostcodeError, locate
from places.models import Ward
from strategy.models import Priority


class WordsFilter(django_filters.Filter):
    """Words to search for."""

    field_class = CleanCharField


class PostcodeFilter(django_filters.Filter):
    """A postcode, which stands for the ward that it is in."""

    field_class = PostcodeField


def wards_today(_request: HttpRequest | None) -> Any:
    """Return the wards to choose from."""
    return Ward.objects.on(timezone.localdate())


def priorities_today(_request: HttpRequest | None) -> Any:
    """Return the priorities to choose from."""
    return Priority.objects.on(timezone.localdate())


@kept_briefly
def ward_choices(day: date) -> list[tuple[str, str]]:
    """Return the GSS code and the name of each ward of a day, by name."""
    return list(Ward.objects.on(day).values_list("pk", "name"))


@kept_briefly
def priority_choices(day: date) -> list[tuple[str, str]]:
    """Return the slug and the name of each priority in force on a day, in the order of the strategies."""
    return list(Priority.objects.on(day).values_list("slug", "name"))


class ListedChoices(fields.ModelChoiceIterator):
    """Choices from a cached list, rather than from the table each time."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield "", self.field.empty_label
        yield from self.field.choices_on(timezone.localdate())


class WardField(fields.ModelChoiceField):
    """A current ward."""

    iterator = ListedChoices
    choices_on = staticmethod(ward_choices)


class WardFilter(django_filters.ModelChoiceFilter):
    """A current ward."""

    field_class = WardField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"queryset": wards_today, **kwargs})


class PriorityField(fields.ModelChoiceField):
    """A priority of the strategies in force."""

    iterator = ListedChoices
    choices_on = staticmethod(priority_choices)


class PriorityFilter(django_filters.ModelChoiceFilter):
    """A priority of the strategies in force, by its slug."""

    field_class = PriorityField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"queryset": priorities_today, "to_field_name": "slug", **kwargs})


class DailyFilterSet(django_filters.FilterSet):
    """Filters whose form class is built once a day, because its choices depend on the day."""

    def get_form_class(self) -> type[forms.Form]:
        """Return today's form class."""
        kind: Any = type(self)  # mypy does not accept a class as a cache key
        return _form_class(kind, timezone.localdate())

    def make_form_class(self) -> type[forms.Form]:
        """Build the form class from the filters."""
        form: type[forms.Form] = super().get_form_class()
        return form


@lru_cache(maxsize=8)
def _form_class(filters: type[DailyFilterSet], _day: date) -> type[forms.Form]:
    return filters(queryset=Group.objects.none()).make_form_class()


class GroupFilterForm(FilterForm):
    """The filter form."""

    def clean_postcode(self) -> Location | None:
        """Return the location of the postcode."""
        typed = self.cleaned_data["postcode"]
        try:
            return locate(typed) if typed else None
        except PostcodeError as error:
            raise ValidationError(str(error), code="postcode") from error


class GroupFilter(DailyFilterSet):
    """Filter groups by words, postcode, ward and priority."""

    q = WordsFilter(label=_("Keywords"), method="with_words", max_length=200)
    postcode = PostcodeFilter(
        label=_("Postcode"), method="at_postcode", help_text=_("We will use it to find the ward.")
    )
    ward = WardFilter(label=_("Ward"), method="in_ward", empty_label=_("Every ward"))
    priority = PriorityFilter(label=_("Priority"), method="with_priority", empty_label=_("Every priority"))

    class Meta:
        model = Group
        fields: list[str] = []
        form = GroupFilterForm

    def with_words(self, groups: GroupQuerySet, name: str, words: str) -> GroupQuerySet:
        """Return the groups that have all the words, or every group if the words are blank for the search."""
        if search.is_blank(words):
            return groups
        return groups.about(words)

    def at_postcode(self, groups: GroupQuerySet, name: str, place: Location) -> GroupQuerySet:
        """Return the groups that work in the postcode's ward."""
        return groups.covering(place.ward)

    def in_ward(self, groups: GroupQuerySet, name: str, ward: Ward) -> GroupQuerySet:
        """Return the groups that work in a ward."""
        return groups.covering(ward)

    def with_priority(self, groups: GroupQuerySet, name: str, priority: Priority) -> GroupQuerySet:
        """Return the groups that serve a priority."""
        return groups.serving(priority)
