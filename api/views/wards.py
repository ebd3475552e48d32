"""The wards of a day, on a map as well, and what is measured of them."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import PublicView
from api.forms import DAY_HELP, PERIOD_HELP, DayForm, PeriodForm
from api.geojson import GeoJSONRenderer, WardCollectionSerializer
from api.indicators import newest_series, series_of
from api.problems import refuse
from api.querysets import public_wards, wards_on
from api.serializers import (
    IndicatorDetailSerializer,
    IndicatorSerializer,
    WardDetailSerializer,
    WardSerializer,
)
from api.views.lists import PublicList
from places.models import Indicator, WardFigure
from places.querysets import WardQuerySet

FIVE_MINUTES = 300
ON = OpenApiParameter("on", OpenApiTypes.DATE, description=DAY_HELP)
PERIOD = OpenApiParameter("period", OpenApiTypes.STR, description=PERIOD_HELP)


class AtADay(PublicView):
    """What is asked of the wards of a day: today's unless `on` says another."""

    form_class: type[DayForm] = DayForm

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Read which day is meant; refuse what is none."""
        super().initial(request, *args, **kwargs)
        self.today = timezone.localdate()
        self.form = self.form_class(request.query_params)
        if not self.form.is_valid():
            raise refuse(self.form.errors)
        self.day = self.form.day_or(self.today)


@extend_schema_view(
    list=extend_schema(summary="The wards of the city", tags=["Wards"], parameters=[ON]),
    retrieve=extend_schema(summary="One ward", tags=["Wards"], responses=WardDetailSerializer),
)
class Wards(AtADay, PublicList):
    """The wards as they are today, with how much happens in each, or as they were on another day.

    A ward by its code is there whenever it was in force, with the newest figures of its own time.
    """

    serializer_class = WardSerializer
    lookup_field = "gss"

    def get_queryset(self) -> WardQuerySet:
        """Return the wards of every day."""
        return public_wards()

    def filter_queryset(self, queryset: Any) -> Any:
        """Return those of the day that is asked for."""
        return queryset.on(self.day)

    def get_serializer_context(self) -> dict[str, Any]:
        """Add which wards are today's."""
        return {**super().get_serializer_context(), "today": getattr(self, "today", None)}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show a ward with its figures and what links it to other versions."""
        ward = get_object_or_404(self.get_queryset().with_links(), **kwargs)
        day = ward.day_to_describe(self.today)
        ward.readings = WardFigure.objects.on(day).of_ward(ward).newest().readings(day)
        return Response(WardDetailSerializer(ward, context=self.get_serializer_context()).data)


@extend_schema(
    summary="The wards on a map", tags=["Wards"], responses=WardCollectionSerializer, parameters=[ON]
)
class WardMap(AtADay):
    """All wards as one GeoJSON FeatureCollection. The outlines are approximate: built from postcodes."""

    renderer_classes = (GeoJSONRenderer, JSONRenderer)
    max_age = FIVE_MINUTES

    def get(self, request: Request) -> Response:
        """Draw the wards of the day that is asked for."""
        context = {"request": request, "today": self.today}
        return Response(
            WardCollectionSerializer(wards_on(self.day).select_related("outline"), context=context).data
        )


@extend_schema_view(
    list=extend_schema(summary="What is measured of the wards", tags=["Indicators"], parameters=[ON]),
    retrieve=extend_schema(
        summary="One indicator with the figures of the wards",
        tags=["Indicators"],
        parameters=[ON, PERIOD],
        responses=IndicatorDetailSerializer,
    ),
)
class Indicators(AtADay, PublicList):
    """Figures of need and of people, each with its source, licence and period.

    Figures are of the wards of one day, so that all of them are of the same boundaries.
    """

    form_class = PeriodForm
    serializer_class = IndicatorSerializer
    lookup_field = "slug"

    def get_queryset(self) -> Any:
        """Return the indicators; what the list says of them is in `newest_series`."""
        return Indicator.objects.all()

    def filter_queryset(self, queryset: Any) -> Any:
        """Return those that have figures, with the newest."""
        return newest_series(self.day)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show the figures of every ward."""
        found = series_of(self.get_object(), self.day, self.form.cleaned_data["period"])
        if found is None:
            raise NotFound(_("There are no figures for these wards and this period."))
        return Response(IndicatorDetailSerializer(found, context=self.get_serializer_context()).data)
