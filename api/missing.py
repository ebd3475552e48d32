"""What is asked under the API's address and is not there."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import resolve
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.base import PublicView


@extend_schema(exclude=True)
@method_decorator(login_not_required, name="dispatch")
class Missing(PublicView):
    """Says that nothing is here, or leads to the address that only lacks its last slash."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead on or say no."""
        if request.method in {"GET", "HEAD"} and _is_known(f"{request.path_info}/"):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say no, whatever is asked."""
        super().initial(request, *args, **kwargs)
        raise Http404


def _is_known(path: str) -> bool:
    return getattr(resolve(path).func, "view_class", None) is not Missing
