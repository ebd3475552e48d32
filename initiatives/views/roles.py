"""A group's people say which volunteers an initiative needs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View

from core.once import MakesOne
from core.pending import with_change
from core.seen import Edits
from initiatives.forms.roles import RoleForm
from initiatives.models import Initiative, InitiativeChange, Role
from initiatives.rules import is_read_whole, may_change_role, must_wait_in_role, was_approved, was_read
from initiatives.services import (
    ChangeDecided,
    PlacesHeld,
    close_role,
    create_role,
    open_role,
    save_role,
    withdraw_change,
)
from initiatives.views.own import SAVED, SENT, WITHDRAWN, Editing, OwnRole


class RoleCreate(MakesOne, Editing, FormView):
    """Add a role."""

    template_name = "initiatives/role_create.html"
    form_class = RoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say what day it is."""
        return {**super().get_form_kwargs(), "day": timezone.localdate()}

    def form_valid(self, form: RoleForm) -> HttpResponse:
        """Keep the role."""
        return self.keep(form, lambda: self._create(form), _("Role added"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who reads it first, where the public sees the initiative already."""
        return super().get_context_data(**kwargs, is_read_first=was_approved(self.initiative))

    def _create(self, form: RoleForm) -> None:
        answers = form.cleaned_data
        create_role(initiative=self.initiative, answers=answers, by=self.person, now=timezone.now())


class RoleEdit(Edits, OwnRole, Editing, FormView):
    """Change a role."""

    template_name = "initiatives/role_edit.html"
    form_class = RoleForm

    def take(self) -> None:
        """Lock the role, and its initiative before it, as every change of a role does."""
        Initiative.objects.lock(self.initiative.pk)
        self.initiative, self.role = self.find(), self.find_role()

    @property
    def is_shut(self) -> bool:
        """Whether an officer reads the role, or its initiative."""
        return not may_change_role(self.role)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with the role as it is, and with what waits in its place."""
        return {**super().get_form_kwargs(), "role": self.as_wanted(), "day": timezone.localdate()}

    @property
    def change(self) -> InitiativeChange | None:
        """What waits of it for an officer."""
        return InitiativeChange.objects.filter(role=self.role).first()

    def as_wanted(self) -> Role:
        """Return the role as its group wants it."""
        return with_change(self.role, self.change)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what an officer reads first."""
        is_read = was_read(self.role)
        return super().get_context_data(
            **kwargs,
            change=self.change,
            is_read_first=not is_read,
            words_wait=was_approved(self.initiative) and is_read,
            must_wait=is_read and is_read_whole(self.initiative),
        )

    def form_valid(self, form: RoleForm) -> HttpResponse:
        """Keep the changes, unless people may hold the places that would go."""
        try:
            return self.keep(form, lambda: self._save(form), self._done(form))
        except PlacesHeld:
            form.add_error("places_maximum", _held(self.role.places_maximum))
            return self.form_invalid(form)

    def _done(self, form: RoleForm) -> Any:
        waiting = [name for name in form.changed_data if self._must_wait(name, form.cleaned_data[name])]
        return SENT if waiting else SAVED

    def _must_wait(self, name: str, value: Any) -> bool:
        return must_wait_in_role(self.role, name, value)

    def _save(self, form: RoleForm) -> None:
        save_role(role=self.role, answers=form.cleaned_data, by=self.person, now=timezone.now())


class RoleState(OwnRole, View):
    """A button that lets a role look for people, or stop."""

    http_method_names = ["post"]
    change: Callable[..., Any]
    done = gettext_lazy("Done")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the change."""
        return self.try_to(self._change, str(self.done), self.manage_url)

    def _change(self) -> None:
        type(self).change(role=self.role, by=self.person, now=timezone.now())


class RoleOpen(RoleState):
    """Look for people."""

    change = staticmethod(open_role)


class RoleClose(RoleState):
    """Stop looking."""

    change = staticmethod(close_role)


def _held(places: int) -> str:
    return ngettext(
        "Someone may already have this place. Ask an officer to reduce the number of places from %(number)d",
        (
            "People may already have some of these places. Ask an officer to reduce the "
            "number of places from %(number)d"
        ),
        places,
    ) % {"number": places}


class WithdrawRoleChange(RoleState):
    """Take a change back that an officer has not read."""

    done = WITHDRAWN

    def _change(self) -> None:
        change = InitiativeChange.objects.with_subject().filter(role=self.role).first()
        if change is None:
            raise ChangeDecided
        withdraw_change(change=change, by=self.person)
