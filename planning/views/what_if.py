"""Officers have a plan solved with a change to a role or person assumed."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from accounts.signed_in import person_of
from core.once import MakesOne, nothing_made
from planning.forms import WhatIfForm
from planning.models import Plan
from planning.plans.page_data import Comparison, assumed_changes, fill_by_ward, pairs_that_differ
from planning.plans.services.errors import PlanNotReady
from planning.plans.services.what_if import what_if
from planning.views.one_plan import OneReadyPlan
from planning.views.why_not import AboutRole
from planning.what_if import Change, ChangeKind

FIGURES = {
    "pairs": gettext_lazy("Places filled"),
    "people": gettext_lazy("People with a place"),
    "below_minimum": gettext_lazy("Roles below their minimum"),
}


class WhatIf(MakesOne, AboutRole, OneReadyPlan, FormView):
    """An officer chooses a change to a role, and has the plan solved as if it had happened."""

    template_name = "planning/what_if.html"
    form_class = WhatIfForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the role as it is."""
        return {"slots": self.role.slots, "number": 1}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say which role it is about."""
        return {**super().get_form_kwargs(), "role": self.role}

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Solve with what was chosen or, for a person, with the smallest change that brings them in."""
        if not self.plan.has_result:
            return nothing_made("planning:plan", self.plan.pk)
        if self.volunteer is None:
            return super().make(request, *args, **kwargs)
        answer = self.answer(self.status(self.volunteer))
        if answer is None or answer.smallest_change is None:
            messages.warning(request, _("Nothing was worked out. First find out what would include them."))
            return nothing_made(self.address)
        change, pair = answer.smallest_change, (self.volunteer.pk, self.role.pk)
        return self.work_out(list(change.changes), pair=pair, is_pinned=change.is_pinned)

    def form_valid(self, form: WhatIfForm) -> HttpResponse:
        """Assume what was chosen."""
        given, kind = form.cleaned_data, ChangeKind(form.cleaned_data["kind"])
        values = {ChangeKind.SLOTS: given["slots"], ChangeKind.CHECK: self.role.dbs_level}
        person = given["volunteer"].pk if kind is ChangeKind.CHECK else None
        change = Change(kind, volunteer=person, role=self.role.pk, value=values.get(kind, given["number"]))
        return self.work_out([change])

    def work_out(self, changes: list[Change], **about: Any) -> HttpResponse:
        """Start the what-if plan and show it."""
        try:
            copy = what_if(plan=self.plan, changes=changes, by=person_of(self.request), **about)
        except PlanNotReady:
            messages.warning(self.request, _("Nothing was worked out. Run the plan first."))
            return nothing_made("planning:plan", self.plan.pk)
        return redirect("planning:plan", copy.pk)


class ComparePlans(OneReadyPlan, TemplateView):
    """A what-if plan beside the plan that it was copied from."""

    template_name = "planning/compare_plans.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show both, or only the plan if there is nothing to compare it with."""
        if not self.plan.base or not self.plan.base.has_result:
            return redirect("planning:plan", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put figures, wards and pairs side by side."""
        plan, base = self.plan, cast("Plan", self.plan.base)
        before = {row.what: row for row in fill_by_ward(base)}
        joins, leaves = pairs_that_differ(plan, base)
        return super().get_context_data(
            **kwargs,
            base=base,
            is_base_newer=base.finished_at is not None and base.finished_at > plan.created_at,
            assumed_changes=assumed_changes(plan),
            figures=[
                Comparison(label, base.measures.get(code), plan.measures.get(code))
                for code, label in FIGURES.items()
            ],
            wards=[(before.get(row.what), row) for row in fill_by_ward(plan)],
            joins=joins,
            leaves=leaves,
            back=reverse("planning:plan", args=[plan.pk]),
        )
