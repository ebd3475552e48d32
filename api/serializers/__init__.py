"""What the API says about each public thing. Field by field: nothing is shown because a model has it."""

from api.serializers.fields import DAYS, SLOTS
from api.serializers.groups import GroupSerializer
from api.serializers.initiatives import SECRET_PLACE, InitiativeSerializer, RoleSerializer, place_of
from api.serializers.names import IndexSerializer, InitiativeNameSerializer, PrioritySerializer
from api.serializers.wards import (
    IndicatorDetailSerializer,
    IndicatorSerializer,
    WardDetailSerializer,
    WardSerializer,
)

__all__ = [
    "DAYS",
    "SECRET_PLACE",
    "SLOTS",
    "GroupSerializer",
    "IndexSerializer",
    "IndicatorDetailSerializer",
    "IndicatorSerializer",
    "InitiativeNameSerializer",
    "InitiativeSerializer",
    "PrioritySerializer",
    "RoleSerializer",
    "WardDetailSerializer",
    "WardSerializer",
    "place_of",
]
