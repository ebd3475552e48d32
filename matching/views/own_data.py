"""A volunteer takes their data with them, or stops."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from matching.models import Offer, Placement
from matching.own_data import own_data
from matching.services import leave
from volunteers.models import Volunteer
from volunteers.views.own import OwnProfile


class Data(OwnProfile, View):
    """All that we hold about the person, to take away."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return a file."""
        name = f"{self.volunteer.reference}.json"
        return JsonResponse(
            own_data(self.volunteer),
            json_dumps_params={"indent": 2, "ensure_ascii": False},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class Leave(OwnProfile, TemplateView):
    """The person stops volunteering, after a page that says what goes and what stays."""

    template_name = "matching/leave.html"
    states = frozenset({Volunteer.State.ACTIVE, Volunteer.State.PAUSED, Volunteer.State.DRAFT})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which places will be given back."""
        person = self.request.user
        return super().get_context_data(
            **kwargs,
            placements=Placement.objects.of(person).current().with_facts(),
            offers=Offer.objects.to(person).waiting(timezone.now()).with_facts(),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let the person go."""
        leave(volunteer=self.volunteer, by=self.person, now=timezone.now())
        messages.success(request, _("You have stopped volunteering. Thank you for your time."))
        return redirect("matching:my")
