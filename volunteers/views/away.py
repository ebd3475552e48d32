"""Pages where a volunteer says when they are away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from core.once import MakesOne
from volunteers.forms.away import AwayForm
from volunteers.services import TooManyTimesAway, add_time_away, remove_time_away
from volunteers.views.own import OwnProfile


class Away(MakesOne, OwnProfile, FormView):
    """The times when the person is away, and a form to add one."""

    template_name = "volunteers/away.html"
    form_class = AwayForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass today's date to the form."""
        return {**super().get_form_kwargs(), "day": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the times that are not over."""
        times = self.volunteer.times_away.not_over(timezone.localdate())
        return super().get_context_data(**kwargs, times=times)

    def form_valid(self, form: AwayForm) -> HttpResponse:
        """Save the time away."""
        try:
            add_time_away(volunteer=self.volunteer, by=self.person, **form.cleaned_data)
        except TooManyTimesAway:
            form.add_error(None, _("You have added too many times away. Remove one first, or take a break."))
            return self.form_invalid(form)
        messages.success(
            self.request, _("Saved. We will not offer you a role that starts while you are away.")
        )
        return redirect("volunteers:away")


class RemoveAway(OwnProfile, View):
    """Remove a time away: the person can help after all."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove it."""
        away = get_object_or_404(self.volunteer.times_away, pk=kwargs["pk"])
        remove_time_away(away=away, by=self.person)
        messages.success(request, _("Removed."))
        return redirect("volunteers:away")
