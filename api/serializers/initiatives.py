"""Initiatives with their place, and the roles in them."""

from math import sqrt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import (
    DAYS,
    ClockField,
    MaskField,
    PageField,
    RowSerializer,
    SlotsField,
    SlugField,
)
from api.serializers.names import (
    GroupNameSerializer,
    InitiativeNameSerializer,
    PriorityNameSerializer,
    RoleNameSerializer,
    WardNameSerializer,
)
from initiatives import needs
from initiatives.models import Initiative, Role
from places.models import Ward
from volunteers.catalogues import (
    DBS_LEVELS,
    LANGUAGES,
    SKILLS,
)

A_TENTH_OF_A_MILE = 1


class PlaceSerializer(RowSerializer):
    """Where an initiative meets. All but `is_private` is empty where that is kept secret."""

    is_private = serializers.BooleanField(help_text="True if the address is private, to keep people safe.")
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
        "ward": _name_of(initiative.ward),
    }


def _name_of(ward: Ward | None) -> dict[str, str] | None:
    return {"gss": ward.gss, "name": ward.name} if ward else None


class WeeklyTimeSerializer(RowSerializer):
    """When an initiative meets every week."""

    day = SlugField(DAYS, source="weekday")
    starts_at = ClockField(help_text="24-hour clock, UK time.")
    ends_at = ClockField(help_text="Later on the same day.")


class InitiativeContactSerializer(RowSerializer):
    """Whom to ask about an initiative."""

    name = serializers.CharField(source="contact_name", help_text="Empty if not given.")
    email = serializers.CharField(source="contact_email", help_text="Empty if not given.")
    phone = serializers.CharField(source="contact_phone", help_text="Empty if not given.")


class InitiativeSerializer(InitiativeNameSerializer):
    """Something that a group runs for people in the city."""

    summary = serializers.CharField()
    description = serializers.CharField()
    audience = serializers.CharField(help_text="Who it is for.")
    group = GroupNameSerializer()
    priorities = PriorityNameSerializer(many=True, source="named_priorities")
    days = MaskField(DAYS, help_text="The days it meets.")
    times = WeeklyTimeSerializer(many=True)
    place = serializers.SerializerMethodField()
    miles = serializers.SerializerMethodField(
        help_text="Distance from the postcode you asked for, if you gave one."
    )
    contact = InitiativeContactSerializer(source="*")
    roles = RoleNameSerializer(many=True, source="open_roles", help_text="The roles that need volunteers.")

    @extend_schema_field(PlaceSerializer)
    def get_place(self, initiative: Initiative) -> dict[str, Any]:
        """Say where it meets."""
        return place_of(initiative)

    def get_miles(self, initiative: Initiative) -> float | None:
        """Say how far away it is."""
        square_miles: float | None = getattr(initiative, "square_miles", None)
        return None if square_miles is None else round(sqrt(square_miles), A_TENTH_OF_A_MILE)


class RoleSerializer(RoleNameSerializer):
    """What volunteers do in an initiative. Only roles that look for people are listed."""

    url = PageField("initiatives:detail", key="initiative_id", fragment="#volunteer")
    tasks = serializers.CharField()
    initiative = InitiativeNameSerializer()
    group = GroupNameSerializer(source="initiative.group")
    place = serializers.SerializerMethodField()
    places_minimum = serializers.IntegerField(help_text="The fewest people it needs.")
    places_maximum = serializers.IntegerField(help_text="The most people it can take.")
    slots = SlotsField(help_text="When help is needed. Empty if any time will do.")
    skills = MaskField(SKILLS)
    skills_experienced = MaskField(
        SKILLS, source="skills_strong", help_text="The skills that need experience."
    )
    languages = MaskField(LANGUAGES)
    minimum_age = serializers.IntegerField()
    dbs_level = SlugField(DBS_LEVELS, help_text="The Disclosure and Barring Service check needed.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="The last day. Null if there is no end date.", allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add what a role may need of people as yes or no."""
        declared = {need.field: serializers.BooleanField(help_text=need.statement) for need in needs.NEEDS}
        return {**super().get_fields(), **declared}

    @extend_schema_field(PlaceSerializer)
    def get_place(self, role: Role) -> dict[str, Any]:
        """Say where the initiative meets."""
        return place_of(role.initiative)
