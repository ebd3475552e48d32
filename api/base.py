"""What every public view of the API shares. A view without it is closed: see `REST_FRAMEWORK`."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.http import parse_etags, quote_etag
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from api.problems import EVERYBODY
from api.throttling import CountedThrottle

A_DAY = 86_400
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": str(A_DAY),
}


@method_decorator(login_not_required, name="dispatch")
class PublicView(APIView):
    """Open data: read only, for anybody and from any web page, the same whoever asks.

    Nobody is recognised, so that a signed-in person sees no more than a stranger and both are counted
    by their address. Answers carry an ETag; `max_age` is how many seconds one may be kept unasked.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (CountedThrottle,)
    http_method_names = ["get", "head", "options"]
    max_age = 0

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and let any web page read the answer."""
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK:
            response = self._unless_known(request, response)
        for name, value in EVERYBODY.items():
            response[name] = value
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Say what is allowed, to browsers that ask before they ask."""
        return Response(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)

    def _unless_known(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        """Mark an answer with what it holds; send nothing where the asker has that already."""
        etag = quote_etag(hashlib.sha256(response.render().content).hexdigest()[:32])
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if etag in {mark.removeprefix("W/") for mark in known} or known == ["*"]:
            response = Response(status=HTTPStatus.NOT_MODIFIED)
            response = self.finalize_response(self.request, response)
        response["ETag"] = etag
        patch_cache_control(response, public=True, **self._freshness())
        return response

    def _freshness(self) -> dict[str, Any]:
        return {"max_age": self.max_age} if self.max_age else {"no_cache": True}
