"""Officers write down whom or what a volunteer must not be matched with, and settle what it forbids."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.keys import key_in
from core.lists import CursorList
from core.once import MakesOne
from initiatives.models import Role
from matching.forms.decisions import ConflictForm
from matching.models import Conflict, Offer, Viewing, Waiting
from matching.openings import roles_for_officers
from matching.services import ConflictKnown, lift_conflict, record_conflict
from matching.views.looks import LogsLooks
from volunteers.models import Volunteer

MOST_WAITS = 50


class Conflicts(MakesOne, OfficerRequired, LogsLooks, FormView):
    """The conflicts of one volunteer, and a form for one more."""

    template_name = "matching/conflicts.html"
    form_class = ConflictForm
    purpose = Viewing.Purpose.SAFEGUARDING

    def looked_at(self) -> list[Volunteer]:
        """Return the volunteer."""
        return [self.volunteer]

    @cached_property
    def volunteer(self) -> Volunteer:
        """Find the volunteer."""
        volunteer: Volunteer = get_object_or_404(Volunteer.objects.registered(), pk=self.kwargs["pk"])
        return volunteer

    @cached_property
    def role(self) -> Role | None:
        """Find the role in the address, if there is one."""
        key = key_in(self.request.GET.get("role"))
        if key is None:
            return None
        role: Role | None = roles_for_officers().select_related("initiative__venue").filter(pk=key).first()
        return role

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say about whom, and seen from which role."""
        return {**super().get_form_kwargs(), "volunteer": self.volunteer, "role": self.role}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the conflicts in force, whichever side they were recorded from."""
        conflicts = Conflict.objects.in_force().about(self.volunteer).with_facts()
        return super().get_context_data(
            **kwargs,
            volunteer=self.volunteer,
            role=self.role,
            conflicts=conflicts,
            forbidden=self.forbidden().with_placement(),
        )

    def forbidden(self) -> Any:
        """Return what the volunteer holds that a conflict forbids."""
        return Offer.objects.filter(volunteer=self.volunteer).forbidden()

    def form_valid(self, form: ConflictForm) -> HttpResponse:
        """Keep it."""
        try:
            record_conflict(
                volunteer=self.volunteer,
                reason=form.cleaned_data["reason"],
                by=person_of(self.request),
                now=timezone.now(),
                **form.subject(),
            )
        except ConflictKnown:
            form.add_error(None, _("This is already recorded"))
            return self.form_invalid(form)
        if self.forbidden().exists():
            words = _("Conflict recorded. It forbids a place or an offer they have now: decide what to do.")
            messages.warning(self.request, words)
        else:
            messages.success(self.request, _("Conflict recorded. They will not be matched from now on."))
        return redirect("matching:conflicts", self.volunteer.pk)


class LiftConflict(OfficerRequired, View):
    """An officer lets two be matched again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lift it."""
        conflict = get_object_or_404(Conflict.objects.with_facts(), pk=kwargs["pk"])
        lift_conflict(conflict=conflict, by=person_of(request), now=timezone.now())
        messages.success(request, _("Conflict removed. They can be matched again."))
        return self.back_to(conflict)

    def back_to(self, conflict: Conflict) -> HttpResponse:
        """Lead to the page it was lifted from; where that person has left, to the other's, or to the list."""
        both = {conflict.volunteer_id, conflict.other_id} - {None}
        here = key_in(self.request.POST.get("volunteer"))
        people = sorted(Volunteer.objects.registered().filter(pk__in=both), key=lambda each: each.pk != here)
        return redirect("matching:conflicts", people[0].pk) if people else redirect("desk:volunteers")


class ToSettle(OfficerRequired, CursorList):
    """The offers and places that a conflict forbids, and who is offered no free place because of one.

    Nothing of it is settled without an officer: a volunteer could tell from it that there is a conflict.
    """

    template_name = "matching/conflicts_to_settle.html"
    context_object_name = "offers"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the offers and places, the newest first."""
        return Offer.objects.forbidden().with_placement()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who waits for a place that is free."""
        waits = Waiting.objects.with_free_places().of_people_with_conflicts().with_facts()
        return super().get_context_data(**kwargs, waits=waits[:MOST_WAITS])
