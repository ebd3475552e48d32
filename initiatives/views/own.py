from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from groups.models import Group
from initiatives.models import Initiative, Role
from initiatives.rules import may_change
from initiatives.services import ChangeDecided, NotAllowed

SAVED = gettext_lazy("Saved")
SENT = gettext_lazy("Sent. An officer will check it. Until then, people see what was there before.")
WITHDRAWN = gettext_lazy(
    "Your change is withdrawn. People see what was there before. A private address stays private."
)
LOCKED = gettext_lazy(
    "You cannot change this now. If an officer is checking it, take it back first, "
    "using the button on the initiative’s page."
)


class OwnGroup:
    """A page of a group that the person may act for. Other people's groups don't exist here."""

    request: HttpRequest
    group: Group
    person: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the group among the person's own."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view it is mixed into
        self.person = cast("User", request.user)
        self.group = get_object_or_404(Group.objects.of(self.person), pk=kwargs["group"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the group."""
        return super().get_context_data(**{**kwargs, "group": self.group})  # type: ignore[misc]  # the same

    def try_to(self, change: Callable[[], Any], done: str, then: Any) -> HttpResponse:
        """Make a change and say so, or say that it can't be made now; go on either way."""
        try:
            change()
        except (NotAllowed, ChangeDecided):
            messages.error(self.request, _("You cannot do this now. Check the status of the initiative."))
        else:
            messages.success(self.request, done)
        return redirect(then)


class OwnInitiative(OwnGroup):
    """A page of one initiative of such a group."""

    initiative: Initiative
    kwargs: dict[str, Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the initiative among the group's."""
        super().setup(request, *args, **kwargs)
        self.initiative = self.find()

    def find(self) -> Initiative:
        """Return the initiative, or answer 404."""
        own = Initiative.objects.of_group(self.group).select_related("group", "ward", "venue")
        initiative: Initiative = get_object_or_404(own, pk=self.kwargs["pk"])
        return initiative

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the initiative."""
        return super().get_context_data(**kwargs, initiative=self.initiative)

    @property
    def manage_url(self) -> str:
        """The address of the page about how the initiative stands."""
        return self.initiative.get_manage_url()


class Editing(OwnInitiative):
    """A page to change such an initiative, or its roles, with a form. It is shut while an officer reads."""

    @property
    def is_shut(self) -> bool:
        """Whether nothing can be changed now."""
        return not may_change(self.initiative)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or lead to how the initiative stands."""
        if not self.is_shut:
            shown: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]  # the form's view
            return shown
        messages.error(request, LOCKED)
        return redirect(self.manage_url)

    def keep(self, form: Form, change: Callable[[], Any], done: Any) -> HttpResponse:
        """Make a change and go back; if it can't be made any more, say so and show what was typed."""
        try:
            change()
        except NotAllowed:
            form.add_error(None, LOCKED)
            refused: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]  # the same
            return refused
        messages.success(self.request, str(done))
        return redirect(self.manage_url)


class OwnRole(OwnInitiative):
    """A page of one role of such an initiative."""

    role: Role

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the role among the initiative's."""
        super().setup(request, *args, **kwargs)
        self.role = self.find_role()

    def find_role(self) -> Role:
        """Return the role, or answer 404."""
        role: Role = get_object_or_404(self.initiative.roles, pk=self.kwargs["role"])
        role.initiative = self.initiative
        return role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role."""
        return super().get_context_data(**{**kwargs, "role": self.role})
