"""The API, version 1: read only and open to all."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from api.base import PublicView
from api.geojson import GeoJSONRenderer, InitiativeFeatureSerializer
from api.pagination import FeaturePages
from api.querysets import (
    initiatives_on_the_map,
    priorities_on,
    public_groups,
    public_initiatives,
    public_roles,
)
from api.serializers import (
    GroupSerializer,
    IndexSerializer,
    InitiativeSerializer,
    PrioritySerializer,
    RoleSerializer,
)
from api.views.lists import PublicList
from groups.filters import GroupFilter
from groups.models import Group
from initiatives.filters import InitiativeFilter, RoleFilter
from initiatives.models import Initiative, Role
from strategy.models import Priority

FIVE_MINUTES = 300
ROOMS = [
    "wards",
    "wards-geojson",
    "indicators",
    "groups",
    "initiatives",
    "initiatives-geojson",
    "roles",
    "priorities",
]


class Index(PublicView):
    """Where everything is."""

    @extend_schema(summary="Where everything is", responses=IndexSerializer, tags=["Start here"])
    def get(self, request: Request) -> Response:
        """List the addresses of the API."""
        links = {room.replace("-", "_"): reverse(f"api:{room}", request=request) for room in ROOMS}
        others = {name: reverse(f"api:{name}", request=request) for name in ("schema", "docs")}
        return Response(links | others)


@extend_schema_view(
    list=extend_schema(summary="Find groups", tags=["Groups"]),
    retrieve=extend_schema(summary="One group", tags=["Groups"]),
)
class Groups(PublicList):
    """Community groups that the partnership has approved."""

    serializer_class = GroupSerializer
    filterset_class = GroupFilter

    def get_queryset(self) -> QuerySet[Group]:
        """Return the public groups."""
        return public_groups()


@extend_schema_view(
    list=extend_schema(summary="Find initiatives", tags=["Initiatives"]),
    retrieve=extend_schema(summary="One initiative", tags=["Initiatives"]),
)
class Initiatives(PublicList):
    """What groups run for people in the city."""

    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilter

    def get_queryset(self) -> QuerySet[Initiative]:
        """Return the published initiatives."""
        return public_initiatives()


@extend_schema_view(list=extend_schema(summary="Find initiatives on a map", tags=["Initiatives"]))
class InitiativeMap(PublicList):
    """The initiatives that have a public place, as pages of GeoJSON."""

    renderer_classes = (GeoJSONRenderer, JSONRenderer)
    pagination_class = FeaturePages
    serializer_class = InitiativeFeatureSerializer
    filterset_class = InitiativeFilter

    def get_queryset(self) -> QuerySet[Initiative]:
        """Return the published initiatives that are on the map."""
        return initiatives_on_the_map()


@extend_schema_view(
    list=extend_schema(summary="Find volunteer roles", tags=["Roles"]),
    retrieve=extend_schema(summary="One role", tags=["Roles"]),
)
class Roles(PublicList):
    """What volunteers can do. A role is listed while it looks for people.

    The filters look at the initiative that a role belongs to.
    """

    serializer_class = RoleSerializer
    filterset_class = RoleFilter

    def get_queryset(self) -> QuerySet[Role]:
        """Return the open roles."""
        return public_roles()


@extend_schema_view(
    list=extend_schema(
        summary="What the strategies set out to do", tags=["Priorities"], operation_id="priorities_list"
    )
)
class Priorities(PublicList):
    """The priorities of the strategies in force. Their slugs are what the parameter `priority` takes."""

    serializer_class = PrioritySerializer

    def get_queryset(self) -> QuerySet[Priority]:
        """Return today's priorities."""
        return priorities_on(timezone.localdate())
