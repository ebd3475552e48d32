"""What anybody may see of the wards."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.generic import DetailView, ListView, View

from groups.models import Group
from initiatives.models import Initiative, Role
from insight.wards import ORDERS, step, steps_in_words, wards_with_counts
from places.models import Ward

FIVE_MINUTES = 300
MOST = 50


@method_decorator(login_not_required, name="dispatch")
class Wards(ListView):
    """The wards on a map, and the same as a table that can be put in order."""

    template_name = "insight/wards.html"
    context_object_name = "wards"

    def get_queryset(self) -> QuerySet[Ward]:
        """Return the wards in the order that was asked for."""
        self.order = self.request.GET.get("sort", "name")
        if self.order not in ORDERS:
            raise BadRequest("The table has no such order.")
        return wards_with_counts(timezone.localdate()).defer("outline").order_by(*ORDERS[self.order])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the key of the map and the order of the table."""
        return super().get_context_data(**kwargs, order=self.order, steps=steps_in_words())


@method_decorator(
    [login_not_required, conditional_page, cache_control(public=True, max_age=FIVE_MINUTES)], "dispatch"
)
class Outlines(View):
    """The wards as GeoJSON for the site's own maps (assets/js/ward-map.js)."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw today's wards that have an outline."""
        wards = wards_with_counts(timezone.localdate()).filter(outline__isnull=False)
        return JsonResponse({"type": "FeatureCollection", "features": [_feature(ward) for ward in wards]})


@method_decorator(login_not_required, name="dispatch")
class WardPage(DetailView):
    """What happens in one ward: initiatives, groups, and roles that need people."""

    template_name = "insight/ward.html"
    context_object_name = "ward"

    def get_queryset(self) -> QuerySet[Ward]:
        """Know today's wards."""
        return wards_with_counts(timezone.localdate()).defer("outline")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what is there, as much of it as a page holds."""
        ward = self.object
        return super().get_context_data(
            **kwargs,
            initiatives=Initiative.objects.listed().in_ward(ward)[:MOST].for_list(),
            groups=Group.objects.listed().covering(ward)[:MOST],
            roles=Role.objects.listed().in_ward(ward).select_related("initiative")[:MOST],
            most=MOST,
        )


def _feature(ward: Any) -> dict[str, Any]:
    number = ward.initiatives_count
    return {
        "type": "Feature",
        "geometry": ward.outline,
        "properties": {
            "gss": ward.gss,
            "name": ward.name,
            "url": reverse("insight:ward", args=[ward.gss]),
            "value": ngettext("%(number)d initiative", "%(number)d initiatives", number) % {"number": number},
            "class": step(number),
            "label": [ward.label_latitude, ward.label_longitude],
        },
    }
