"""What lists of public things share."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.viewsets import ReadOnlyModelViewSet

from api.base import PublicView
from api.filtering import PageFilters
from api.pagination import Pages


class PublicList(PublicView, ReadOnlyModelViewSet):
    """A list of public things and each of them. Filters are for the list alone."""

    pagination_class = Pages
    filter_backends = (PageFilters,)

    def get_object(self) -> Any:
        """Return the one that the address names, if the public may see it."""
        return get_object_or_404(self.get_queryset(), **self.kwargs)
