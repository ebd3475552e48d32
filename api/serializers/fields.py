"""Fields that write what is stored as masks, bits and keys in words."""

from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Any

from rest_framework import serializers

from core.addresses import address
from volunteers.catalogues import (
    PARTS,
    WEEKDAYS,
    Catalogue,
    members,
    slugs,
)

DAYS: Catalogue = tuple(day._replace(slug=day.name.lower()) for day in WEEKDAYS)  # as `day` takes them
SLOTS = [f"{day.slug}-{part.slug}" for day in DAYS for part in PARTS]


class MaskField(serializers.ListField):
    """A set that is stored as a whole number, written as the slugs of its entries."""

    def __init__(self, catalogue: Catalogue, **kwargs: Any) -> None:
        self.catalogue = catalogue
        choices = [entry.slug for entry in catalogue]
        super().__init__(child=serializers.ChoiceField(choices=choices), read_only=True, **kwargs)

    def to_representation(self, mask: Any) -> list[str]:
        """Write the slugs in the catalogue's order."""
        return slugs(self.catalogue, mask)


class SlotsField(serializers.ListField):
    """Weekly slots, such as “tuesday-evening”, from Monday morning on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.ChoiceField(choices=SLOTS), read_only=True, **kwargs)

    def to_representation(self, mask: Any) -> list[str]:
        """Write the slots in the order of the week."""
        return [SLOTS[bit] for bit in members(mask)]


class SlugField(serializers.ChoiceField):
    """One entry of a catalogue, stored as its bit and written as its slug."""

    def __init__(self, catalogue: Catalogue, **kwargs: Any) -> None:
        self.slugs = {entry.bit: entry.slug for entry in catalogue}
        super().__init__(choices=list(self.slugs.values()), read_only=True, **kwargs)

    def to_representation(self, bit: Any) -> str:
        """Write the slug."""
        return self.slugs[bit]


class ClockField(serializers.CharField):
    """A time of day without a date or a zone, such as “18:00”."""

    def to_representation(self, value: Any) -> str:
        """Write hours and minutes."""
        return f"{value:%H:%M}"


class PageField(serializers.URLField):
    """The address of a page on the site, for people: of the thing itself, or of the one that `key` names."""

    def __init__(self, view_name: str, *, key: str = "pk", fragment: str = "", **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, help_text="The page on our website.", **kwargs)
        self.view_name, self.key, self.fragment = view_name, key, fragment

    @cached_property
    def site(self) -> str:
        """The address of the site as the request has it, without a slash at its end."""
        root: str = self.context["request"].build_absolute_uri("/")
        return root.removesuffix("/")

    def to_representation(self, value: Any) -> str:
        """Write the address."""
        return f"{self.site}{address(self.view_name, getattr(value, self.key))}{self.fragment}"


class RowSerializer(serializers.Serializer):
    """Writes many rows: how each field is read and written is looked up once, and not again for each row.

    For answers only; it reads nothing that is sent.
    """

    @cached_property
    def columns(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        """The name of each field, what reads its value from a row, and what writes the value."""
        return [(name, _reader(field), field.to_representation) for name, field in self.fields.items()]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Write one row; what is not there is null."""
        written = {}
        for name, read, write in self.columns:
            value = read(instance)
            written[name] = None if value is None else write(value)
        return written


def _reader(field: Any) -> Callable[[Any], Any]:
    """Return what reads a field's value from a row: the plain attribute, or the field's own longer way."""
    return attrgetter(field.source) if len(field.source_attrs) == 1 else field.get_attribute
