"""Fields that write what is stored as masks, bits and keys in words."""

from typing import Any

from rest_framework import serializers

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


class PageField(serializers.HyperlinkedIdentityField):
    """The address of a thing's own page on the site, for people."""

    def __init__(self, view_name: str, **kwargs: Any) -> None:
        super().__init__(view_name=view_name, help_text="The page for people.", **kwargs)
