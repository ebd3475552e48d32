"""Senior officers say who works as an officer."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.mixins import ConfirmedAgain, SeniorOfficerRequired
from accounts.models import User
from accounts.services import AlreadyOfficer, change_role, close_officer, lock_senior_officers, make_officer
from core.lists import CursorList
from core.once import MakesOne
from core.seen import Edits
from desk.forms import CloseOfficerForm, InviteOfficerForm, OfficerRoleForm
from desk.views.officer import officer_of


class Officers(SeniorOfficerRequired, CursorList):
    """Everybody who is an officer, by name."""

    template_name = "desk/officers.html"
    context_object_name = "officers"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the officers whose accounts are open."""
        return User.objects.for_senior_officers()


class InviteOfficer(SeniorOfficerRequired, ConfirmedAgain, MakesOne, FormView):
    """Make someone an officer and write to them how to sign in."""

    template_name = "desk/invite_officer.html"
    form_class = InviteOfficerForm

    def form_valid(self, form: InviteOfficerForm) -> HttpResponse:
        """Make the person an officer, unless they are one."""
        asked = form.cleaned_data
        try:
            person = make_officer(
                email=asked["email"],
                name=asked["name"],
                is_senior=asked["role"] == User.Role.SENIOR_OFFICER,
                by=officer_of(self.request),
            )
        except AlreadyOfficer:
            form.add_error(
                "email", _("This person is an officer. Change their role in the list of officers.")
            )
            return self.form_invalid(form)
        messages.success(
            self.request, _("%(person)s is now an officer. We will email them.") % {"person": person}
        )
        return redirect("desk:officers")


class OneOfficer(SeniorOfficerRequired, ConfirmedAgain, FormView):
    """A page that changes another officer. Nobody changes their own account."""

    success_url = reverse_lazy("desk:officers")

    @cached_property
    def person(self) -> User:
        """The officer that the page is about, or 404."""
        others = User.objects.officers().exclude(pk=officer_of(self.request).pk)
        return get_object_or_404(others, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the officer."""
        return super().get_context_data(**kwargs, person=self.person)


class ChangeRole(Edits, OneOfficer):
    """Change an officer's role."""

    template_name = "desk/officer_role.html"
    form_class = OfficerRoleForm

    def take(self) -> None:
        """Lock all senior officers, as every change of an officer does."""
        lock_senior_officers(by=officer_of(self.request))

    def get_initial(self) -> dict[str, Any]:
        """Start from the role that the officer has."""
        return {"role": self.person.role}

    def form_valid(self, form: OfficerRoleForm) -> HttpResponse:
        """Change the role."""
        asked = form.cleaned_data
        person = change_role(
            user=self.person, role=asked["role"], reason=asked["reason"], by=officer_of(self.request)
        )
        words = {"person": person, "role": person.get_role_display()}
        messages.success(self.request, _("%(person)s: %(role)s. We will email them.") % words)
        return super().form_valid(form)


class CloseOfficer(OneOfficer):
    """Close an officer's account at once."""

    template_name = "desk/close_officer.html"
    form_class = CloseOfficerForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close the account, unless someone has just closed it."""
        with transaction.atomic():
            lock_senior_officers(by=officer_of(request))
            return super().post(request, *args, **kwargs)

    def form_valid(self, form: CloseOfficerForm) -> HttpResponse:
        """Close the account."""
        reason = form.cleaned_data["reason"]
        person = close_officer(
            user=self.person, reason=reason, by=officer_of(self.request), now=timezone.now()
        )
        messages.success(self.request, _("The account of %(person)s is closed.") % {"person": person})
        return super().form_valid(form)
