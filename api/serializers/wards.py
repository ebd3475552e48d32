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
    valid_from = serializers.DateField(help_text="The first day the ward had these boundaries.")
    valid_to = serializers.DateField(allow_null=True, help_text="The last day, if the ward no longer exists.")
    residents = serializers.IntegerField(allow_null=True, help_text="Census 2021, approximate.")
    groups = serializers.SerializerMethodField(
        help_text=("The number of public groups that work in the ward. Null for a ward that is not current.")
    )
    initiatives = serializers.SerializerMethodField(
        help_text=(
            "The number of public initiatives that meet in the ward. We do not count private addresses."
        )
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

    gss = serializers.CharField(source="new_id", help_text="Office for National Statistics code.")
    name = serializers.CharField(source="new.name")
    share = serializers.FloatField(
        source="of_old", help_text="Share of the older ward's postcodes, from 0 to 1."
    )


class PredecessorSerializer(RowSerializer):
    """A ward that postcodes of a newer one belonged to."""

    gss = serializers.CharField(source="old_id", help_text="Office for National Statistics code.")
    name = serializers.CharField(source="old.name")
    share = serializers.FloatField(
        source="of_new", help_text="Share of the newer ward's postcodes, from 0 to 1."
    )


class IndicatorNameSerializer(RowSerializer):
    """What is measured."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.ChoiceField(
        choices=Indicator.Direction.choices, help_text="What a high number means."
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
    period = serializers.CharField(
        source="figure.period", help_text="A year or a month, such as 2021 or 2025-10."
    )
    city_value = serializers.FloatField(
        allow_null=True, help_text="The total for all wards, or their weighted average."
    )
    city_per_thousand = serializers.FloatField(source="city_rate", allow_null=True)
    source = serializers.CharField(source="figure.source")  # type: ignore[assignment]  # a field of that name
    licence = serializers.CharField(source="figure.licence")
    imported_at = serializers.DateTimeField(source="figure.imported_at")


class WardDetailSerializer(WardSerializer):
    """A ward with what is known of it."""

    successors = SuccessorSerializer(
        many=True, source="successors.all", help_text="The wards its postcodes are in now."
    )
    predecessors = PredecessorSerializer(
        many=True, source="predecessors.all", help_text="The wards its postcodes were in before."
    )
    indicators = WardFigureSerializer(many=True, source="readings")


class IndicatorSerializer(IndicatorNameSerializer):
    """Something that is measured for every ward, and its newest figures for the city."""

    url = serializers.SerializerMethodField(help_text="The address of the figures for each ward.")
    description = serializers.CharField(source="measures", help_text="What it measures.")
    comes = serializers.ChoiceField(
        choices=Indicator.Comes.choices, help_text="How often new figures are published."
    )
    period = serializers.CharField(help_text="The year or month of the figures.")
    periods = serializers.ListField(
        child=serializers.CharField(), help_text="Every period with figures, newest first."
    )
    city_value = serializers.FloatField(
        allow_null=True, help_text="The total for all wards, or their weighted average."
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
