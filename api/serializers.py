"""What the API says about each public thing. Field by field: nothing is shown because a model has it."""

from math import sqrt
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from groups.models import Group
from initiatives.models import Initiative, Role
from places.models import Indicator
from volunteers.catalogues import (
    DBS_LEVELS,
    LANGUAGES,
    PARTS,
    SKILLS,
    WEEKDAYS,
    Catalogue,
    members,
    slugs,
)

DAYS: Catalogue = tuple(day._replace(slug=day.name.lower()) for day in WEEKDAYS)  # as `day` takes them
SLOTS = [f"{day.slug}-{part.slug}" for day in DAYS for part in PARTS]
A_TENTH_OF_A_MILE = 1


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


class IndexSerializer(serializers.Serializer):
    """The addresses of the API."""

    wards = serializers.URLField()
    wards_geojson = serializers.URLField()
    indicators = serializers.URLField()
    groups = serializers.URLField()
    initiatives = serializers.URLField()
    initiatives_geojson = serializers.URLField()
    roles = serializers.URLField()
    priorities = serializers.URLField()
    schema = serializers.URLField(help_text="This API for machines (OpenAPI).")
    docs = serializers.URLField(help_text="This API for people.")


class StrategySerializer(serializers.Serializer):
    """The strategy that a priority belongs to."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class PriorityNameSerializer(serializers.Serializer):
    """A priority in short; its slug is what `priority` takes."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class PrioritySerializer(PriorityNameSerializer):
    """Something that the partnership's strategies in force set out to do."""

    summary = serializers.CharField()
    strategy = StrategySerializer()


class WardNameSerializer(serializers.Serializer):
    """A ward in short; its GSS code is what `ward` takes."""

    gss = serializers.CharField(help_text="Code of the Office for National Statistics.")
    name = serializers.CharField()


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


class SuccessorSerializer(serializers.Serializer):
    """A ward that took over postcodes of an older one."""

    gss = serializers.CharField(source="new_id", help_text="Code of the Office for National Statistics.")
    name = serializers.CharField(source="new.name")
    share = serializers.FloatField(source="of_old", help_text="Of the older ward's postcodes, 0 to 1.")


class PredecessorSerializer(serializers.Serializer):
    """A ward that postcodes of a newer one belonged to."""

    gss = serializers.CharField(source="old_id", help_text="Code of the Office for National Statistics.")
    name = serializers.CharField(source="old.name")
    share = serializers.FloatField(source="of_new", help_text="Of the newer ward's postcodes, 0 to 1.")


class IndicatorNameSerializer(serializers.Serializer):
    """What is measured."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.ChoiceField(
        choices=Indicator.Direction.choices, help_text="How a high number is to be read."
    )


class FigureSerializer(serializers.Serializer):
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


class GroupNameSerializer(serializers.Serializer):
    """A group in short."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    url = PageField("groups:detail")


class GroupContactSerializer(serializers.Serializer):
    """How the public may reach a group."""

    email = serializers.CharField(source="public_email", help_text="Empty if the group gives none.")
    phone = serializers.CharField(source="public_phone", help_text="Empty if the group gives none.")
    website = serializers.CharField(help_text="Empty if the group gives none.")


class GroupSerializer(GroupNameSerializer):
    """A community group that the partnership has approved."""

    legal_form = serializers.ChoiceField(choices=Group.LegalForm.choices)
    register_number = serializers.CharField(help_text="Its number in the public register, if it has one.")
    summary = serializers.CharField(help_text="What the group does.")
    audience = serializers.CharField(help_text="Whom it is for.")
    contact = GroupContactSerializer(source="*")
    priorities = PriorityNameSerializer(many=True)
    wards = WardNameSerializer(many=True, help_text="The wards in which the group works.")


class PlaceSerializer(serializers.Serializer):
    """Where an initiative meets. All but `is_private` is empty where that is kept secret."""

    is_private = serializers.BooleanField(
        help_text="Whether the place is kept secret to protect the people who go there."
    )
    name = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    postcode = serializers.CharField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True, help_text="WGS84, in degrees.")
    longitude = serializers.FloatField(allow_null=True, help_text="WGS84, in degrees.")
    ward = WardNameSerializer(allow_null=True)


SECRET_PLACE = {"is_private": True} | dict.fromkeys(
    ["name", "address", "postcode", "latitude", "longitude", "ward"]
)


def place_of(initiative: Initiative) -> dict[str, Any]:
    """Return where an initiative meets, as far as the public may know."""
    venue = initiative.venue
    if initiative.is_place_private or venue is None or venue.is_protected:
        return SECRET_PLACE
    return {
        "is_private": False,
        "name": venue.name,
        "address": venue.address,
        "postcode": initiative.postcode,
        "latitude": initiative.latitude,
        "longitude": initiative.longitude,
        "ward": initiative.ward,
    }


class WeeklyTimeSerializer(serializers.Serializer):
    """When an initiative meets every week."""

    day = SlugField(DAYS, source="weekday")
    starts_at = ClockField(help_text="By the 24-hour clock in Wolverhampton.")
    ends_at = ClockField(help_text="Later on the same day.")


class InitiativeContactSerializer(serializers.Serializer):
    """Whom to ask about an initiative."""

    name = serializers.CharField(source="contact_name", help_text="Empty if none is given.")
    email = serializers.CharField(source="contact_email", help_text="Empty if none is given.")
    phone = serializers.CharField(source="contact_phone", help_text="Empty if none is given.")


class InitiativeNameSerializer(serializers.Serializer):
    """An initiative in short."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    url = PageField("initiatives:detail")


class RoleNameSerializer(serializers.Serializer):
    """A volunteer role in short."""

    id = serializers.UUIDField()
    title = serializers.CharField()


class InitiativeSerializer(InitiativeNameSerializer):
    """Something that a group runs for people in the city."""

    summary = serializers.CharField()
    description = serializers.CharField()
    audience = serializers.CharField(help_text="Whom it is for.")
    group = GroupNameSerializer()
    priorities = PriorityNameSerializer(many=True)
    days = MaskField(DAYS, help_text="The days on which it meets.")
    times = WeeklyTimeSerializer(many=True, source="weekly_times")
    place = serializers.SerializerMethodField()
    miles = serializers.SerializerMethodField(
        help_text="How far it is from the postcode that was asked about, if one was."
    )
    contact = InitiativeContactSerializer(source="*")
    roles = RoleNameSerializer(many=True, source="open_roles", help_text="The roles that need volunteers.")

    @extend_schema_field(PlaceSerializer)
    def get_place(self, initiative: Initiative) -> dict[str, Any]:
        """Say where it meets."""
        return PlaceSerializer(place_of(initiative)).data

    def get_miles(self, initiative: Initiative) -> float | None:
        """Say how far away it is."""
        square_miles: float | None = getattr(initiative, "square_miles", None)
        return None if square_miles is None else round(sqrt(square_miles), A_TENTH_OF_A_MILE)


class RoleSerializer(RoleNameSerializer):
    """What volunteers do in an initiative. Only roles that look for people are listed."""

    url = serializers.SerializerMethodField(help_text="The page for people.")
    tasks = serializers.CharField()
    initiative = InitiativeNameSerializer()
    group = GroupNameSerializer(source="initiative.group")
    place = serializers.SerializerMethodField()
    places_minimum = serializers.IntegerField(help_text="How many people it needs to run.")
    places_maximum = serializers.IntegerField(help_text="How many people it can take.")
    slots = SlotsField(help_text="When help is needed. None: at any time.")
    skills = MaskField(SKILLS)
    skills_experienced = MaskField(
        SKILLS, source="skills_strong", help_text="Those of the skills that want experience."
    )
    languages = MaskField(LANGUAGES)
    minimum_age = serializers.IntegerField()
    dbs_level = SlugField(DBS_LEVELS, help_text="The check by the Disclosure and Barring Service.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="The last day. None: it goes on.", allow_null=True)

    @extend_schema_field(serializers.URLField)
    def get_url(self, role: Role) -> str:
        """Return the page of the initiative, where it says whom it needs."""
        page = reverse("initiatives:detail", args=[role.initiative_id])
        return f"{self.context['request'].build_absolute_uri(page)}#volunteer"

    @extend_schema_field(PlaceSerializer)
    def get_place(self, role: Role) -> dict[str, Any]:
        """Say where the initiative meets."""
        return PlaceSerializer(place_of(role.initiative)).data
