"""Officers override one gate for one offer; a senior officer agrees if the gate keeps people safe."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.once import MakesOne
from initiatives.models import Role
from matching.eligibility import Finding, barred_gates, keeps_people_safe, may_be_overridden
from matching.forms.decisions import OverrideForm, SafeOverrideForm
from matching.models import Override
from matching.openings import facts_about, opening_of, public_place
from matching.ranking import look_at
from matching.rules import may_agree
from matching.services import (
    NeverOverridable,
    NotOverridable,
    OverrideClosed,
    OverrideOpen,
    Safeguards,
    StillUnmet,
    agree_override,
    ask_override,
    close_override,
    renew_override,
    settle_override,
)
from matching.views.current_weights import weights_now
from matching.views.officers import OneRoleAndVolunteer
from volunteers.models import Volunteer

NOTICE = timedelta(days=30)  # officers see what ends so many days before


class AskOverride(MakesOne, OneRoleAndVolunteer, FormView):
    """An officer overrides one gate and says why."""

    template_name = "matching/override.html"

    @cached_property
    def gate(self) -> Finding:
        """Find a gate that is not passed now and can be overridden; other gates have no page."""
        gate = self.gate_in_the_way(self.kwargs["gate"])
        if gate is None:
            raise Http404
        return gate

    def gate_in_the_way(self, code: str) -> Finding | None:
        """Return a gate if it is not passed now and can be overridden."""
        (look,) = look_at(self.role, self.volunteer, on=timezone.localdate(), weights=weights_now())
        found = [gate for gate in look.verdict.unmet if may_be_overridden(gate.code, look.opening)]
        return next((gate for gate in found if gate.code == code), None)

    @property
    def needs_second(self) -> bool:
        """Whether the gate keeps people safe."""
        return keeps_people_safe(self.gate.code)

    def get_form_class(self) -> type[OverrideForm]:
        """Ask how people are kept safe where the gate does that."""
        return SafeOverrideForm if self.needs_second else OverrideForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say from which day on an override may last."""
        today = {"today": timezone.localdate()} if self.needs_second else {}
        return {**super().get_form_kwargs(), **today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which gate, for whom."""
        return super().get_context_data(
            **kwargs, volunteer=self.volunteer, gate=self.gate, needs_second=self.needs_second
        )

    def ask(self, **facts: Any) -> Override:
        """Ask for the override."""
        return ask_override(role=self.role, volunteer=self.volunteer, gate=self.gate.code, **facts)

    def form_valid(self, form: OverrideForm) -> HttpResponse:
        """Keep the decision."""
        answers = dict(form.cleaned_data)
        reason = answers.pop("reason")
        try:
            override = self.ask(
                reason=reason,
                safeguards=Safeguards(**answers) if answers else None,
                by=person_of(self.request),
                now=timezone.now(),
            )
        except OverrideOpen:
            form.add_error(
                None, _("An officer has already overridden this, or is waiting for another officer to agree")
            )
            return self.form_invalid(form)
        except NotOverridable:
            form.add_error(None, _("You cannot make this decision about yourself"))
            return self.form_invalid(form)
        words = _("A senior officer must agree first.") if override.needs_second else _("Saved.")
        messages.success(self.request, words)
        return redirect(self.after())

    def after(self) -> str:
        """Return where to go on: the invitation."""
        return reverse("matching:invite", args=[self.role.pk, self.volunteer.pk])


class RenewOverride(AskOverride):
    """An officer asks that an override goes on counting for a place that someone has by it."""

    extra_context = {"renews": True}

    @cached_property
    def override(self) -> Override:
        """Find an override by which someone has a place."""
        ending = Override.objects.ending(by=date.max).with_facts()
        override: Override = get_object_or_404(ending, pk=self.kwargs["pk"])
        return override

    @cached_property
    def role(self) -> Role:
        """Return the role of the place."""
        return self.override.role

    @cached_property
    def volunteer(self) -> Volunteer:
        """Return who has the place."""
        return self.override.volunteer

    @cached_property
    def gate(self) -> Finding:
        """Return the gate. Without it the page is not shown."""
        gate = self.gate_in_the_way(self.override.gate)
        if gate is None:
            raise OverrideClosed
        return gate

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Go back to the list where there is nothing to renew."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except OverrideClosed:
            words = _("They pass this check now, or nobody can override it for this role any more.")
            messages.warning(request, words)
            return redirect(self.after())

    def ask(self, **facts: Any) -> Override:
        """Ask for the override that follows."""
        return renew_override(override=self.override, **facts)

    def after(self) -> str:
        """Return where to go on: the overrides."""
        return reverse("matching:overrides")


class Row(NamedTuple):
    """An override in a list, and what whoever looks can do about it."""

    override: Override
    may_agree: bool
    is_barred: bool  # the role has become one for which nobody may override the gate
    has_ended: bool


class Overrides(OfficerRequired, TemplateView):
    """The overrides that wait for a senior officer, that an offer can be made with, and that end."""

    template_name = "matching/overrides.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List all three."""
        now, today = timezone.now(), timezone.localdate()
        overrides = Override.objects.with_facts()
        lists = {
            "waiting": list(overrides.waiting(now).oldest_first()),
            "usable": list(overrides.usable(now).oldest_first()),
            "ending": list(overrides.ending(by=today + NOTICE)),
        }
        barred = barred_by_role((each.role for found in lists.values() for each in found), on=today)
        rows = {name: [self.row(each, barred, today) for each in found] for name, found in lists.items()}
        return super().get_context_data(**kwargs, **rows)

    def row(self, override: Override, barred: Mapping[Any, frozenset[str]], today: date) -> Row:
        """Return what whoever looks can do about an override."""
        return Row(
            override,
            may_agree=may_agree(person_of(self.request), override),
            is_barred=override.gate in barred[override.role_id],
            has_ended=bool(override.ends_on and override.ends_on < today),
        )


def barred_by_role(roles: Iterable[Role], *, on: date) -> dict[Any, frozenset[str]]:
    """Return the gates that nobody may override, by role. The same queries for any number of roles."""
    roles = list(roles)
    facts = facts_about(roles, on=on)
    return {role.pk: barred_gates(opening_of(role, facts, public_place(role), on=on)) for role in roles}


class Decide(OfficerRequired, View):
    """A button by which an officer decides about an override."""

    http_method_names = ["post"]
    change: Callable[..., Override]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, and say what came of it."""
        override = get_object_or_404(Override.objects.with_facts(), pk=kwargs["pk"])
        try:
            type(self).change(override=override, by=person_of(request), now=timezone.now())
        except OverrideClosed:
            messages.warning(
                request, _("Nothing has changed because this override was already used, decided or expired.")
            )
        except NeverOverridable:
            messages.warning(
                request, _("Nothing has changed because nobody can override this check for this role.")
            )
        except NotOverridable:
            messages.warning(
                request, _("Nothing has changed because another officer, who is senior, must agree.")
            )
        except StillUnmet:
            messages.warning(request, _("Nothing has changed because they still do not pass this check."))
        else:
            messages.success(request, _("Saved."))
        return redirect("matching:overrides")


class Agree(Decide):
    """Agree as the second officer."""

    change = staticmethod(agree_override)


class Settle(Decide):
    """Note that whoever has a place by an override passes the gate after all."""

    change = staticmethod(settle_override)


class Close(Decide):
    """Refuse an override, or take it back."""

    change = staticmethod(close_override)
