"""Pages where a group's people manage it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, View

from accounts.limits import may_mail
from accounts.signed_in import person_of
from core.once import MakesOne, nothing_made
from core.pending import Waiting
from groups.forms import LABELS
from groups.forms.members import MemberForm
from groups.models import Group, GroupChange, Invitation
from groups.querysets import GroupQuerySet
from groups.rules import may_own_group, missing_steps, new_questions
from groups.services import (
    AlreadyMember,
    ChangeDecided,
    InvitationEnded,
    NotAllowed,
    TooManyInvitations,
    TooManyMembers,
    accept_invitation,
    decline_invitation,
    invite,
    remove_member,
    withdraw_change,
    withdraw_invitation,
)
from groups.views.own import OwnGroup

REFUSALS: dict[type[Exception], Any] = {
    AlreadyMember: gettext_lazy("This person can already change your group’s pages"),
    NotAllowed: gettext_lazy("You cannot invite anyone to your group at the moment"),
    TooManyMembers: gettext_lazy(
        "The group already has the most people allowed. Someone must leave it first"
    ),
    TooManyInvitations: gettext_lazy("You have invited the most people allowed in a day. Try again tomorrow"),
    InvitationEnded: gettext_lazy("This invitation has ended. Ask the group to invite you again"),
}


class Mine(ListView):
    """The groups that the person may act for."""

    template_name = "groups/mine.html"
    context_object_name = "groups"

    def get_queryset(self) -> GroupQuerySet:
        """Return the person's own groups."""
        return Group.objects.of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the invitations that wait for the person's answer."""
        waiting = Invitation.objects.to_address(person_of(self.request).email).open(timezone.now())
        return super().get_context_data(**kwargs, invitations=waiting)


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
            invitations=self.group.invitations.open(timezone.now()),
            is_owner=may_own_group(self.person, self.group),
            waiting=self.waiting(),
        )

    def waiting(self) -> Waiting | None:
        """Return what waits for an officer, if anything does."""
        change = GroupChange.objects.with_subject().filter(group=self.group).first()
        if change is None:
            return None
        links = [
            (LABELS[name], self.step_address(step))
            for step in self.steps
            for name in step.fields
            if name in change.answers
        ]
        return Waiting(change, links, self.address("withdraw_change"))


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
    """An owner invites a person who can help."""

    template_name = "groups/add_member.html"
    form_class = MemberForm

    def form_valid(self, form: MemberForm) -> HttpResponse:
        """Invite the person. The message is the same for all addresses, and at limits on mail."""
        email = form.cleaned_data["email"]
        is_mailed = may_mail(self.request, email)
        try:
            invite(group=self.group, email=email, is_mailed=is_mailed, by=self.person, now=timezone.now())
        except (AlreadyMember, NotAllowed, TooManyMembers, TooManyInvitations) as error:
            form.add_error("email", REFUSALS[type(error)])
            return self.form_invalid(form)
        messages.success(
            self.request, _("Invitation made. We will email them if they can get more email today.")
        )
        return redirect("groups:manage", self.group.pk)


class WithdrawInvitation(OwnedGroup, TemplateView):
    """An owner takes an invitation back, after a confirmation page."""

    template_name = "groups/withdraw_invitation.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the invitation among the group's own."""
        super().setup(request, *args, **kwargs)
        self.invitation = get_object_or_404(self.group.invitations, pk=kwargs["invitation"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the invitation."""
        return super().get_context_data(**{**kwargs, "invitation": self.invitation})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it back."""
        withdraw_invitation(invitation=self.invitation, by=self.person)
        messages.success(request, _("This invitation can no longer be accepted."))
        return redirect("groups:manage", self.group.pk)


class AnswerInvitation(MakesOne, TemplateView):
    """The person at an invited address accepts the invitation or declines it. Others get 404."""

    template_name = "groups/invitation.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the invitation among those to the person's address."""
        super().setup(request, *args, **kwargs)
        own = Invitation.objects.to_address(person_of(request).email)
        self.invitation = get_object_or_404(own, pk=kwargs["invitation"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the invitation, and whether it can still be answered."""
        is_open = self.invitation.group.is_listed and self.invitation.is_open(timezone.now())
        return super().get_context_data(**{**kwargs, "invitation": self.invitation}, is_open=is_open)

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept or decline it."""
        answer = {"invitation": self.invitation, "by": person_of(request), "now": timezone.now()}
        try:
            if request.POST.get("answer") == "accept":
                accept_invitation(**answer)
                messages.success(request, _("You can now change this group’s pages."))
                return redirect("groups:manage", self.invitation.group_id)
            decline_invitation(**answer)
            messages.success(request, _("You have declined the invitation."))
        except (InvitationEnded, TooManyMembers) as error:
            messages.error(request, REFUSALS[type(error)])
            return nothing_made("groups:mine")
        return redirect("groups:mine")


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
