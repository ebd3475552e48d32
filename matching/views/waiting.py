"""Waiting lists: officers put people on them and take them off, and people leave them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.once import MakesOne, nothing_made
from initiatives.models import Role
from matching.models import Viewing, Waiting
from matching.services import NotWaiting, join_waiting_list, leave_waiting_list
from matching.services.waiting import HAS_OFFER, HAS_PLACE, NOT_ACTIVE, UNDER_18, WAITS
from matching.views.looks import LogsLooks
from matching.views.officers import OneRoleAndVolunteer
from volunteers.models import Volunteer

WHY_NOT = {
    NOT_ACTIVE: gettext_lazy("Nothing has changed because %(name)s is no longer volunteering."),
    UNDER_18: gettext_lazy("Nothing has changed because %(name)s is under 18."),
    WAITS: gettext_lazy("Nothing has changed because %(name)s is already on the waiting list."),
    HAS_OFFER: gettext_lazy("Nothing has changed because %(name)s has an open offer for this role."),
    HAS_PLACE: gettext_lazy("Nothing has changed because %(name)s has a place in this role."),
}


class Join(MakesOne, OneRoleAndVolunteer, TemplateView):
    """An officer puts a volunteer on the waiting list of a role, after a page that says what follows."""

    template_name = "matching/wait.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whom."""
        return super().get_context_data(**{**kwargs, "volunteer": self.volunteer})

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put them on the list, or say why they can’t be on it."""
        by, now, name = person_of(request), timezone.now(), {"name": self.volunteer.name}
        try:
            join_waiting_list(role=self.role, volunteer=self.volunteer, by=by, now=now)
            messages.success(request, _("%(name)s is on the waiting list. We will email them.") % name)
        except NotWaiting as error:
            messages.warning(request, WHY_NOT[error.reason] % name)
            return nothing_made("matching:role", self.role.pk)
        return redirect("matching:role", self.role.pk)


class Remove(OfficerRequired, LogsLooks, TemplateView):
    """An officer takes someone off the waiting list of a role, after a question."""

    template_name = "matching/unwait.html"

    purpose = Viewing.Purpose.PLACE

    def looked_at(self) -> list[Volunteer]:
        """Return whose it is."""
        return [self.entry.volunteer]

    def looked_for(self) -> Role:
        """Return the role."""
        role: Role = self.entry.role
        return role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whom."""
        return super().get_context_data(**{**kwargs, "entry": self.entry})

    @cached_property
    def entry(self) -> Waiting:
        """Find the wait among the role's."""
        waits = Waiting.objects.filter(role=self.kwargs["pk"]).with_facts()
        entry: Waiting = get_object_or_404(waits, pk=self.kwargs["entry"])
        return entry

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take them off, unless they have been offered a place meanwhile."""
        if _is_ended(request, self.entry):
            messages.success(request, _("They are no longer on the waiting list. We will email them."))
        else:
            messages.warning(request, _("Nothing has changed because they were not on the waiting list."))
        return redirect("matching:role", self.entry.role_id)


class Leave(TemplateView):
    """A volunteer leaves a waiting list, after a question."""

    template_name = "matching/stop_waiting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which."""
        return super().get_context_data(**{**kwargs, "entry": self.entry})

    @cached_property
    def entry(self) -> Waiting:
        """Find the wait among the person's own."""
        waits = Waiting.objects.of(self.request.user).with_facts()
        entry: Waiting = get_object_or_404(waits, pk=self.kwargs["entry"])
        return entry

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leave it, unless a place has been offered meanwhile."""
        if _is_ended(request, self.entry):
            messages.success(request, _("You have left the waiting list."))
        else:
            messages.warning(request, _("Nothing has changed because you were not on the waiting list."))
        return redirect("matching:my")


def _is_ended(request: HttpRequest, entry: Waiting) -> bool:
    """End a wait. Say whether there was one to end."""
    try:
        leave_waiting_list(entry=entry, by=person_of(request), now=timezone.now())
    except NotWaiting:
        return False
    return True
