"""Things in short, as others name them, and the addresses of the API."""

from rest_framework import serializers

from api.serializers.fields import PageField, RowSerializer


class IndexSerializer(RowSerializer):
    """The addresses of the API."""

    wards = serializers.URLField()
    wards_geojson = serializers.URLField()
    indicators = serializers.URLField()
    groups = serializers.URLField()
    initiatives = serializers.URLField()
    initiatives_geojson = serializers.URLField()
    roles = serializers.URLField()
    priorities = serializers.URLField()
    schema = serializers.URLField(help_text="The OpenAPI description.")
    docs = serializers.URLField(help_text="The documentation.")


class StrategySerializer(RowSerializer):
    """The strategy that a priority belongs to."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class PriorityNameSerializer(RowSerializer):
    """A priority in short; its slug is what `priority` takes."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class PrioritySerializer(PriorityNameSerializer):
    """Something that the partnership's strategies in force set out to do."""

    summary = serializers.CharField()
    strategy = StrategySerializer()


class WardNameSerializer(RowSerializer):
    """A ward in short; its GSS code is what `ward` takes."""

    gss = serializers.CharField(help_text="Office for National Statistics code.")
    name = serializers.CharField()


class GroupNameSerializer(RowSerializer):
    """A group in short."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    url = PageField("groups:detail")


class InitiativeNameSerializer(RowSerializer):
    """An initiative in short."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    url = PageField("initiatives:detail")


class RoleNameSerializer(RowSerializer):
    """A volunteer role in short."""

    id = serializers.UUIDField()
    title = serializers.CharField()
