"""How lists of groups are narrowed down: the page and the API take the same names."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import search
from core.forms import CleanCharField, FilterForm, PostcodeField
from groups.models import Group
from groups.querysets import GroupQuerySet
from places.locating import Location, PostcodeError, locate
from places.models import Ward
from strategy.models import Priority


class WordsFilter(django_filters.Filter):
    """Words that somebody looks for."""

    field_class = CleanCharField


class PostcodeFilter(django_filters.Filter):
    """A postcode, which stands for the ward that it lies in."""

    field_class = PostcodeField


class GroupFilterForm(FilterForm):
    """The filters as a form."""

    def clean_postcode(self) -> Location | None:
        """Return where the postcode is."""
        typed = self.cleaned_data["postcode"]
        try:
            return locate(typed) if typed else None
        except PostcodeError as error:
            raise ValidationError(str(error), code="postcode") from error


def wards_today(_request: HttpRequest | None) -> Any:
    """Return the wards to choose from."""
    return Ward.objects.on(timezone.localdate())


def priorities_today(_request: HttpRequest | None) -> Any:
    """Return the priorities to choose from."""
    return Priority.objects.on(timezone.localdate())


class GroupFilter(django_filters.FilterSet):
    """Words, postcode, ward and priority."""

    q = WordsFilter(label=_("Words"), method="with_words", max_length=200)
    postcode = PostcodeFilter(label=_("Postcode"), method="at_postcode", help_text=_("Finds its ward."))
    ward = django_filters.ModelChoiceFilter(
        label=_("Ward"), queryset=wards_today, method="in_ward", empty_label=_("Every ward")
    )
    priority = django_filters.ModelChoiceFilter(
        label=_("Priority"),
        queryset=priorities_today,
        to_field_name="slug",
        method="with_priority",
        empty_label=_("Every priority"),
    )

    class Meta:
        model = Group
        fields: list[str] = []
        form = GroupFilterForm

    def with_words(self, groups: GroupQuerySet, name: str, words: str) -> GroupQuerySet:
        """Keep the groups that have all the words; words that say nothing keep every group."""
        if search.is_blank(words):
            return groups
        return groups.about(words)

    def at_postcode(self, groups: GroupQuerySet, name: str, place: Location) -> GroupQuerySet:
        """Keep the groups that work in the postcode's ward."""
        return groups.covering(place.ward)

    def in_ward(self, groups: GroupQuerySet, name: str, ward: Ward) -> GroupQuerySet:
        """Keep the groups that work in a ward."""
        return groups.covering(ward)

    def with_priority(self, groups: GroupQuerySet, name: str, priority: Priority) -> GroupQuerySet:
        """Keep the groups that serve a priority."""
        return groups.serving(priority)
