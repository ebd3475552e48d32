"""Places as GeoJSON (RFC 7946): features with a geometry and properties."""

from typing import Any

from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from api.serializers import InitiativeNameSerializer, WardSerializer
from api.serializers.fields import RowSerializer
from initiatives.models import Initiative


class GeoJSONRenderer(JSONRenderer):
    """Writes JSON under the name that maps expect."""

    media_type = "application/geo+json"
    format = "geojson"


class KindField(serializers.ChoiceField):
    """The `type` that every object of GeoJSON has: always the same word."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(choices=[kind], source="*", read_only=True)

    def to_representation(self, value: Any) -> str:
        """Write the word."""
        return self.kind


class OutlineSerializer(serializers.Serializer):
    """A ward's approximate outline, built from postcodes."""

    type = serializers.ChoiceField(choices=["Polygon", "MultiPolygon"])
    coordinates = serializers.ListField(help_text="Rings of longitude and latitude.")


class PointSerializer(RowSerializer):
    """A point in WGS84."""

    type = KindField("Point")
    coordinates = serializers.SerializerMethodField(help_text="Longitude, then latitude.")

    def get_coordinates(self, initiative: Initiative) -> list[float | None]:
        """Write where an initiative is."""
        return [initiative.longitude, initiative.latitude]


class WardFeatureSerializer(RowSerializer):
    """A ward on a map; it has no geometry where no outline is stored."""

    type = KindField("Feature")
    id = serializers.CharField(source="gss")
    geometry = OutlineSerializer(source="outline.geometry", allow_null=True)
    properties = WardSerializer(source="*")


class InitiativeFeatureSerializer(RowSerializer):
    """An initiative on a map. Those with a private place are on none."""

    type = KindField("Feature")
    id = serializers.UUIDField()
    geometry = PointSerializer(source="*")
    properties = InitiativeNameSerializer(source="*")


class WardCollectionSerializer(RowSerializer):
    """All wards of the city on a map."""

    type = KindField("FeatureCollection")
    features = WardFeatureSerializer(many=True, source="*")
