"""Wards, what became of them, and what is measured in them."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import PageField, RowSerializer
from api.serializers.names import WardNameSerializer
from places.models import Indicator


class WardSerializer(WardNameSerializer):
    """A ward of the city, and how much happens there if it is one of today's."""

    url = PageField("insight:ward")
    valid_from = serializers.DateField(help_text="The day since when the ward has these boundaries.")
    valid_to = serializers.DateField(allow_null=True, help_text="The last day, for a ward that is no more.")
    residents = serializers.IntegerField(allow_null=True, help_text="Census 2021, approximate.")
    groups = serializers.SerializerMethodField(
        help_text="How many public groups work in the ward. Empty for a ward that is not one of today's."
    )
    initiatives = serializers.SerializerMethodField(
        help_text="How many public initiatives meet in the ward. Private places are not counted."
    )

    def get_groups(self, ward: Any) -> int | None:
        """Count what works there today."""
        return self._if_today(ward, ward.listed_groups)

    def get_initiatives(self, ward: Any) -> int | None:
        """Count what meets there today."""
        return self._if_today(ward, ward.listed_initiatives)

    def _if_today(self, ward: Any, number: int) -> int | None:
        return number if ward.is_in_force(self.context["today"]) else None


class SuccessorSerializer(RowSerializer):
    """A ward that took over postcodes of an older one."""

    gss = serializers.CharField(source="new_id", help_text="Code of the Office for National Statistics.")
    name = serializers.CharField(source="new.name")
    share = serializers.FloatField(source="of_old", help_text="Of the older ward's postcodes, 0 to 1.")


class PredecessorSerializer(RowSerializer):
    """A ward that postcodes of a newer one belonged to."""

    gss = serializers.CharField(source="old_id", help_text="Code of the Office for National Statistics.")
    name = serializers.CharField(source="old.name")
    share = serializers.FloatField(source="of_new", help_text="Of the newer ward's postcodes, 0 to 1.")


class IndicatorNameSerializer(RowSerializer):
    """What is measured."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.ChoiceField(
        choices=Indicator.Direction.choices, help_text="How a high number is to be read."
    )


class FigureSerializer(RowSerializer):
    """A number of a ward. Rates are there for counts such as crimes."""

    value = serializers.FloatField(source="figure.value")
    per_thousand = serializers.FloatField(
        source="rate", allow_null=True, help_text="Per 1,000 residents of the ward."
    )
    is_approximate = serializers.BooleanField(source="figure.is_approximate")


class WardFigureSerializer(FigureSerializer):
    """A ward's newest number of an indicator, beside the city's."""

    indicator = IndicatorNameSerializer(source="figure.indicator")
    period = serializers.CharField(source="figure.period", help_text="A year or a month: 2021, 2025-10.")
    city_value = serializers.FloatField(
        allow_null=True, help_text="The sum of the wards, or their weighted mean."
    )
    city_per_thousand = serializers.FloatField(source="city_rate", allow_null=True)
    source = serializers.CharField(source="figure.source")  # type: ignore[assignment]  # a field of that name
    licence = serializers.CharField(source="figure.licence")
    imported_at = serializers.DateTimeField(source="figure.imported_at")


class WardDetailSerializer(WardSerializer):
    """A ward with what is known of it."""

    successors = SuccessorSerializer(
        many=True, source="successors.all", help_text="The wards that its postcodes belong to since."
    )
    predecessors = PredecessorSerializer(
        many=True, source="predecessors.all", help_text="The wards that its postcodes belonged to before."
    )
    indicators = WardFigureSerializer(many=True, source="readings")


class IndicatorSerializer(IndicatorNameSerializer):
    """Something that is measured for every ward, and its newest figures for the city."""

    url = serializers.SerializerMethodField(help_text="Where the figures of the wards are.")
    description = serializers.CharField(source="measures", help_text="What it measures.")
    comes = serializers.ChoiceField(
        choices=Indicator.Comes.choices, help_text="How often new figures are published."
    )
    period = serializers.CharField(help_text="Of the figures: a year or a month.")
    periods = serializers.ListField(
        child=serializers.CharField(), help_text="All that there are figures of, the newest first."
    )
    city_value = serializers.FloatField(
        allow_null=True, help_text="The sum of the wards, or their weighted mean."
    )
    city_per_thousand = serializers.FloatField(source="city_rate", allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    licence = serializers.CharField()
    imported_at = serializers.DateTimeField()

    @extend_schema_field(serializers.URLField)
    def get_url(self, series: Any) -> str:
        """Return the address of the indicator itself."""
        address: str = self.context["request"].build_absolute_uri(
            reverse("api:indicator", args=[series.slug])
        )
        return address


class WardNumberSerializer(FigureSerializer):
    """The number of one ward."""

    ward = WardNameSerializer(source="figure.ward")


class IndicatorDetailSerializer(IndicatorSerializer):
    """An indicator with the figures of all wards in one period."""

    figures = WardNumberSerializer(many=True, source="readings")
