"""Pages where a group's people manage it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from core.once import MakesOne
from core.pending import Waiting
from groups.forms import LABELS
from groups.forms.members import MemberForm
from groups.models import Group, GroupChange
from groups.querysets import GroupQuerySet
from groups.rules import may_own_group, missing_steps, new_questions
from groups.services import (
    ChangeDecided,
    NotAllowed,
    TooManyMembers,
    add_member,
    remove_member,
    withdraw_change,
)
from groups.views.own import OwnGroup


class Mine(ListView):
    """The groups that the person may act for."""

    template_name = "groups/mine.html"
    context_object_name = "groups"

    def get_queryset(self) -> GroupQuerySet:
        """Return the person's own groups."""
        return Group.objects.of(self.request.user)


class Manage(OwnGroup, TemplateView):
    """One group: its state, what to do next, its answers and its people."""

    template_name = "groups/manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts of the page."""
        return super().get_context_data(
            **kwargs,
            changes=self.changes(),
            decision=self.group.decisions.first(),
            left=len(missing_steps(self.group)),
            new_questions=self.links(new_questions(self.group)),
            members=self.group.memberships.with_people(),
            is_owner=may_own_group(self.person, self.group),
            waiting=self.waiting(),
        )

    def waiting(self) -> Waiting | None:
        """Return what waits for an officer, if anything does."""
        change = GroupChange.objects.with_subject().filter(group=self.group).first()
        if change is None:
            return None
        names = [label for name, label in LABELS.items() if name in change.answers]
        return Waiting(change, names, self.address("withdraw_change"))


class WithdrawChange(OwnGroup, View):
    """A button that takes a change back which an officer has not read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw it, unless an officer was quicker."""
        change = GroupChange.objects.filter(group=self.group).first()
        try:
            if change is None:
                raise ChangeDecided
            withdraw_change(change=change, by=self.person)
        except (ChangeDecided, NotAllowed):
            messages.error(request, _("You cannot do this now. Check the status of your group."))
        else:
            messages.success(request, _("Your change is withdrawn. Nothing changes."))
        return redirect("groups:manage", self.group.pk)


class OwnedGroup(OwnGroup):
    """A page that only an owner of an approved group may open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse people who are not owners."""
        if not (self.group.is_listed and may_own_group(self.person, self.group)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view provides it


class AddMember(MakesOne, OwnedGroup, FormView):
    """An owner adds a person who can help."""

    template_name = "groups/add_member.html"
    form_class = MemberForm

    def form_valid(self, form: MemberForm) -> HttpResponse:
        """Add the person. The message is the same for new and existing addresses."""
        try:
            add_member(group=self.group, email=form.cleaned_data["email"], by=self.person)
        except TooManyMembers:
            form.add_error(
                "email", _("Your group already has the most people allowed. Remove someone first.")
            )
            return self.form_invalid(form)
        except NotAllowed:
            form.add_error(None, _("You cannot add anyone to your group at the moment"))
            return self.form_invalid(form)
        messages.success(self.request, _("Person added. We will email them."))
        return redirect("groups:manage", self.group.pk)


class RemoveMember(OwnedGroup, TemplateView):
    """An owner removes an editor, after a confirmation page."""

    template_name = "groups/remove_member.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the editor among the group's people."""
        super().setup(request, *args, **kwargs)
        editors = self.group.memberships.editors().with_people()
        self.membership = get_object_or_404(editors, pk=kwargs["member"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the editor."""
        return super().get_context_data(**kwargs, membership=self.membership)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove the editor."""
        remove_member(membership=self.membership, by=self.person)
        messages.success(request, _("They can no longer change your group’s pages."))
        return redirect("groups:manage", self.group.pk)
