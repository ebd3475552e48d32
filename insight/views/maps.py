"""What the maps of the wards are drawn from: outlines, which stay for years, and numbers, which don't."""

import gzip
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.generic import View

from insight.outlines import ward_map
from insight.picture import picture_of
from insight.query_params import QueryParams

FIVE_MINUTES = 300
A_YEAR = 31_536_000
JSON, SVG = "application/json", "image/svg+xml"


class OpenView(View):
    """Something that anybody may read, and nobody can send anything to."""

    http_method_names = ["get", "head"]


@method_decorator([login_not_required, cache_control(public=True, max_age=FIVE_MINUTES)], "dispatch")
class Outlines(OpenView):
    """Leads to the outlines of today's wards, or of those of the day that is asked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead on."""
        return HttpResponseRedirect(ward_map(QueryParams(request.GET, timezone.localdate()).day).address)


@method_decorator(login_not_required, name="dispatch")
class OutlinesFile(OpenView):
    """One version of the outlines, for the site's own maps: compressed, and kept for good by browsers."""

    def get(self, request: HttpRequest, since: str, version: str) -> HttpResponse:
        """Send the file; lead from a version that is no more to the present one."""
        try:
            found = ward_map(date.fromisoformat(since))
        except ValueError as error:
            raise Http404 from error
        if found.version != version:
            return HttpResponseRedirect(found.address)
        response = _compressed(request, found.compressed)
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
        return response


@method_decorator(
    [login_not_required, conditional_page, cache_control(public=True, max_age=FIVE_MINUTES)], "dispatch"
)
class Numbers(OpenView):
    """What the map shows of each ward: the number in words, and its shade."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the numbers by GSS code."""
        shown = QueryParams(request.GET, timezone.localdate()).shown
        wards = {gss: [shown.words(gss), shade] for gss, shade in shown.shades.items()} if shown else {}
        return JsonResponse({"name": str(shown.name) if shown else "", "wards": wards})


@method_decorator(
    [login_not_required, conditional_page, cache_control(public=True, max_age=FIVE_MINUTES)], "dispatch"
)
class Picture(OpenView):
    """The map as a picture, for print and for browsers without scripts. Its numbers are in the table too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the wards of a day, shaded, or with one of them marked."""
        params, marked = QueryParams(request.GET, timezone.localdate()), request.GET.get("ward", "")
        context = picture_of(ward_map(params.day), params.shown, marked)
        return render(request, "insight/picture.svg", context, content_type=SVG)


def _compressed(request: HttpRequest, content: bytes) -> HttpResponse:
    """Return a compressed file as it is, or unpacked for the few who can't read it so."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(content, content_type=JSON, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(content), content_type=JSON)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
