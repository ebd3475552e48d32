"""The filters of the pages, for the API: one FilterSet serves both, and says the same words."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from api.problems import refuse


class PageFilters(DjangoFilterBackend):
    """Narrows a list down as its page does. Parameters that the page does not know are ignored."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return the rows that the page would list; refuse what the page's form refuses."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise refuse(filterset.errors)
        return filterset.qs
