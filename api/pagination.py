"""Pages of results."""

from typing import Any

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import refuse
from core.forms import FilterForm

A_PAGE = 20
MOST = 100


class PageForm(FilterForm):
    """Which page is wanted and how long it is."""

    page = forms.IntegerField(label=gettext_lazy("Page"), required=False, min_value=1)
    page_size = forms.IntegerField(
        label=gettext_lazy("Page size"), required=False, min_value=1, max_value=MOST
    )


class Pages(PageNumberPagination):
    """Twenty results a page, or as many as are asked for up to a hundred.

    A page that is no number is refused with a reason; one after the last is not found.
    """

    page_size = A_PAGE
    page_query_description = "Which page, from 1."
    page_size_query_param = "page_size"
    page_size_query_description = "How many results a page: 20 if not said, at most 100."
    max_page_size = MOST

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page that is asked for."""
        form = PageForm(request.query_params)
        if not form.is_valid():
            raise refuse(form.errors)
        paginator = Paginator(queryset, form.cleaned_data["page_size"] or A_PAGE)
        self.request = request
        try:
            self.page = paginator.page(form.cleaned_data["page"] or 1)
        except EmptyPage:
            raise NotFound(
                _("There is no such page. The last one is page %(last)d.") % {"last": paginator.num_pages}
            ) from None
        return list(self.page)


class FeaturePages(Pages):
    """The same pages as a GeoJSON FeatureCollection (RFC 7946), with the links as members of their own."""

    def get_paginated_response(self, data: list[Any]) -> Response:
        """Wrap the features of a page."""
        answer = super().get_paginated_response(data).data
        features = answer.pop("results")
        return Response({"type": "FeatureCollection", **answer, "features": features})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the collection for OpenAPI."""
        described = super().get_paginated_response_schema(schema)
        properties = described["properties"]
        features = properties.pop("results")
        kind = {"type": "string", "enum": ["FeatureCollection"]}
        return {
            **described,
            "required": ["type", "count", "features"],
            "properties": {"type": kind, **properties, "features": features},
        }
