"""Officers override one gate for one offer; a second officer agrees if the gate keeps people safe."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.once import MakesOne
from matching.eligibility import Finding, keeps_people_safe, may_be_overridden
from matching.forms.decisions import OverrideForm
from matching.models import Override
from matching.ranking import look_at
from matching.services import (
    NeverOverridable,
    NotOverridable,
    OverrideClosed,
    OverrideOpen,
    agree_override,
    ask_override,
    close_override,
)
from matching.views.current_weights import weights_now
from matching.views.officers import OneRoleAndVolunteer


class AskOverride(MakesOne, OneRoleAndVolunteer, FormView):
    """An officer overrides one gate and says why."""

    template_name = "matching/override.html"
    form_class = OverrideForm

    @cached_property
    def gate(self) -> Finding:
        """Find a gate that is not passed now and can be overridden; other gates have no page."""
        (look,) = look_at(self.role, self.volunteer, on=timezone.localdate(), weights=weights_now())
        in_the_way = [gate for gate in look.verdict.unmet if may_be_overridden(gate.code, look.opening)]
        for gate in in_the_way:
            if gate.code == self.kwargs["gate"]:
                return gate
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which gate, for whom."""
        return super().get_context_data(
            **kwargs,
            volunteer=self.volunteer,
            gate=self.gate,
            needs_second=keeps_people_safe(self.gate.code),
        )

    def form_valid(self, form: OverrideForm) -> HttpResponse:
        """Keep the decision."""
        try:
            override = ask_override(
                role=self.role,
                volunteer=self.volunteer,
                gate=self.gate.code,
                reason=form.cleaned_data["reason"],
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
        words = _("Another officer must agree first.") if override.needs_second else _("Saved.")
        messages.success(self.request, words)
        return redirect("matching:invite", self.role.pk, self.volunteer.pk)


class Overrides(OfficerRequired, TemplateView):
    """The overrides that wait for a second officer, and those that an offer can be made with."""

    template_name = "matching/overrides.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List both."""
        now = timezone.now()
        return super().get_context_data(
            **kwargs,
            waiting=Override.objects.waiting(now).with_facts(),
            usable=Override.objects.usable(now).with_facts(),
        )


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
            messages.warning(request, _("Another officer must agree to this."))
        else:
            messages.success(request, _("Saved."))
        return redirect("matching:overrides")


class Agree(Decide):
    """Agree as the second officer."""

    change = staticmethod(agree_override)


class Close(Decide):
    """Refuse an override, or take it back."""

    change = staticmethod(close_override)
