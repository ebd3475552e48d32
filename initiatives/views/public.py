"""What anybody may see of initiatives."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from core.lists import PagedList
from initiatives.filters import HereField, InitiativeFilter
from initiatives.models import Initiative
from initiatives.querysets import InitiativeQuerySet
from initiatives.views.listing import Listing
from places.locating import COARSE

LONGEST_NUMBER = 6


def coarsely(here: str) -> str:
    """Return where someone is with no more decimals than are kept; what is no place stays as it is."""
    point = HereField().to_python(here)
    return ",".join(f"{part:.{COARSE}f}" for part in point) if point else here


@method_decorator(login_not_required, name="dispatch")
class Search(PagedList):
    """The residents' search: a list of initiatives beside a map that shows the same ones."""

    template_name = "initiatives/search.html"
    context_object_name = "initiatives"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse a page number that is none."""
        page = request.GET.get("page", "1")
        if not (page.isascii() and page.isdigit() and int(page[:LONGEST_NUMBER])):
            raise BadRequest("The page number is not a number.")
        coarse = coarsely(request.GET.get("near", ""))
        if coarse != request.GET.get("near", ""):
            query = request.GET.copy()
            query["near"] = coarse
            return redirect(f"{request.path}?{query.urlencode()}")
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Return what was asked for; nothing while the question has errors."""
        self.filters = InitiativeFilter(
            self.request.GET, queryset=Initiative.objects.listed(), request=self.request
        )
        self.listing = Listing(self.filters)
        return self.listing

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the question as it was asked."""
        form = self.filters.form
        asked = form.cleaned_data if form.is_valid() else {}
        context = super().get_context_data(**kwargs, form=form, asked=asked, location=form.location)
        has_sensitive = any(shown.is_sensitive for shown in context[self.context_object_name])
        too_many = {"most": self.filters.most, "is_cut": self.listing.is_cut}
        return {**context, **too_many, "has_sensitive": has_sensitive}


@method_decorator(login_not_required, name="dispatch")
class Detail(DetailView):
    """What the public may know of one initiative."""

    template_name = "initiatives/detail.html"
    context_object_name = "initiative"

    def get_queryset(self) -> InitiativeQuerySet:
        """Know the listed initiatives only, whoever asks."""
        return Initiative.objects.listed().with_public_facts()
