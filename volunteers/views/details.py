"""Pages where a volunteer looks after their own details."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from volunteers.services import pause, resume
from volunteers.views.own import OwnProfile
from volunteers.views.registration import AnswerStep


class Details(OwnProfile, TemplateView):
    """Everything that the person told us, each answer with a link to change it."""

    template_name = "volunteers/details.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the answers, the times away and the DBS checks that officers saw."""
        checks = self.volunteer.screening_checks.not_replaced()
        times = self.volunteer.times_away.not_over(timezone.localdate())
        return super().get_context_data(**kwargs, changes=self.changes(), checks=checks, times=times)


class Change(AnswerStep):
    """One question, after registration."""

    states = Details.states


class Pause(OwnProfile, TemplateView):
    """Take a break, after a page that says what it means."""

    template_name = "volunteers/pause.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Start the break."""
        pause(volunteer=self.volunteer, by=self.person)
        messages.success(request, _("You are taking a break. We will not offer you new roles."))
        return redirect("matching:my")


class Resume(OwnProfile, TemplateView):
    """Come back from a break."""

    template_name = "volunteers/resume.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the break."""
        resume(volunteer=self.volunteer, by=self.person)
        messages.success(request, _("Welcome back. We can offer you roles again."))
        return redirect("matching:my")
