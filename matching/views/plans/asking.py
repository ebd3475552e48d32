"""Officers ask a plan why, pin and forbid pairs, and try what would be if."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from initiatives.models import Role
from matching.changes import Change, Kind
from matching.forms import WhatIfForm
from matching.models import Plan, PlanRule
from matching.plans.explaining import Answer, Explainer, NotInPlan
from matching.plans.services import (
    PlanBusy,
    PlanNotReady,
    PlanSent,
    add_rule,
    remove_rule,
    what_if,
)
from matching.plans.showing import (
    Comparison,
    fill_by_role,
    fill_by_ward,
    pairs_that_differ,
    roles_with_fill,
    supposed,
)
from matching.views.keys import keys_in
from matching.views.person import person_of
from matching.views.plans.one import OnePlan, OneReadyPlan, has_result
from volunteers.models import Volunteer

ROLES_ON_A_PAGE = 50
MOST_OTHERS = 20
MOST_FOUND = 10
FIGURES = {
    "pairs": gettext_lazy("Places filled"),
    "people": gettext_lazy("People with a place"),
    "below_minimum": gettext_lazy("Roles below their fewest people"),
}


class PlanRoles(OneReadyPlan, TemplateView):
    """How full each role is in a plan; those that are short come first."""

    template_name = "matching/plan_roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show one page of them."""
        page = Paginator(fill_by_role(self.plan), ROLES_ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs, page=page, rows=roles_with_fill(page))


class AboutRole(OneReadyPlan):
    """A page about one role of a plan, and perhaps about a person, who stands in the address's query."""

    @cached_property
    def role(self) -> Role:
        """Find the role."""
        roles = Role.objects.select_related("initiative__group")
        role: Role = get_object_or_404(roles, pk=self.kwargs["role"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return role

    @cached_property
    def volunteer(self) -> Volunteer | None:
        """Find the person; nobody where the address names none."""
        asked = self.request.GET  # type: ignore[attr-defined]  # of the view it is mixed into
        return Volunteer.objects.registered().filter(pk__in=keys_in(asked.getlist("volunteer"))).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role and the person."""
        return super().get_context_data(**kwargs | {"role": self.role, "volunteer": self.volunteer})

    def answer(self, explainer: Explainer, person: Volunteer) -> Answer:
        """Ask why a person is not in the role, or answer 404 where they take no part."""
        try:
            return explainer.why(person.pk, self.role.pk)
        except NotInPlan as error:
            raise Http404 from error


class WhyNot(AboutRole, TemplateView):
    """Why somebody is not in a role of the plan, what it would lose by forcing that, and what would help."""

    template_name = "matching/why_not.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the plan; without a person, list who could do the role as well."""
        explainer = Explainer(self.plan)
        context = super().get_context_data(**kwargs, is_fresh=explainer.is_fresh, found=self.found())
        if self.volunteer:
            return {**context, "answer": self.answer(explainer, self.volunteer)}
        try:
            return {**context, "others": explainer.others(self.role.pk, MOST_OTHERS)}
        except NotInPlan as error:
            raise Http404 from error

    def found(self) -> list[Volunteer]:
        """Return the people whose name or reference holds what was typed."""
        words = self.request.GET.get("q", "").strip()
        if not words:
            return []
        named = Q(name__icontains=words) | Q(reference__iexact=words)
        return list(Volunteer.objects.registered().filter(named).order_by("name", "pk")[:MOST_FOUND])


class AddPlanRule(OnePlan, View):
    """An officer pins or forbids a pair."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it down. It counts when the plan is run again."""
        asked = request.POST
        kind = asked.get("kind")
        people = Volunteer.objects.registered()
        role = Role.objects.filter(pk__in=keys_in(asked.getlist("role"))).first()
        person = people.filter(pk__in=keys_in(asked.getlist("volunteer"))).first()
        other = people.filter(reference=asked.get("other", "").strip()).first()
        apart = kind == PlanRule.Kind.APART
        if person and is_complete(kind, role, other, person):
            self.add(
                kind=kind,
                volunteer=person,
                role=None if apart else role,
                other=other if apart else None,
            )
        else:
            messages.warning(request, _("Nothing has changed: choose a person and a role of the plan."))
        return redirect("matching:plan", self.plan.pk)

    def add(self, **rule: Any) -> None:
        """Add the rule, or say why not."""
        try:
            add_rule(plan=self.plan, by=person_of(self.request), **rule)
            messages.success(self.request, _("Noted. Run the plan again to see what comes of it."))
        except (PlanBusy, PlanSent):
            messages.warning(self.request, _("Nothing has changed: this plan can’t be changed now."))


def is_complete(kind: str | None, role: Role | None, other: Volunteer | None, person: Volunteer) -> bool:
    """Whether a rule names all that its kind needs."""
    if kind == PlanRule.Kind.APART:
        return other is not None and other != person
    return kind in PlanRule.Kind.values and role is not None


class RemovePlanRule(OnePlan, View):
    """An officer takes a word about the plan back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it back. Where another officer did, there is nothing left to do."""
        rule = self.plan.rules.filter(pk=kwargs["rule"]).first()
        if rule is None:
            messages.warning(request, _("Nothing has changed: that was taken back already."))
            return redirect("matching:plan", self.plan.pk)
        try:
            remove_rule(rule=rule, by=person_of(request))
            messages.success(request, _("Taken back. Run the plan again to see what comes of it."))
        except (PlanBusy, PlanSent):
            messages.warning(request, _("Nothing has changed: this plan can’t be changed now."))
        return redirect("matching:plan", self.plan.pk)


class WhatIf(AboutRole, FormView):
    """An officer supposes something about a role, and has the plan worked out as if it were so."""

    template_name = "matching/what_if.html"
    form_class = WhatIfForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the role as it is."""
        return {"slots": self.role.slots, "number": 1}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Work out what was chosen, or for a person what would bring them in."""
        if not has_result(self.plan):
            return redirect("matching:plan", self.plan.pk)
        if self.volunteer is None:
            return super().post(request, *args, **kwargs)
        way = self.answer(Explainer(self.plan), self.volunteer).way
        return self.work_out(list(way.changes) if way else [])

    def form_valid(self, form: WhatIfForm) -> HttpResponse:
        """Suppose what was chosen."""
        given, kind = form.cleaned_data, Kind(form.cleaned_data["kind"])
        values = {Kind.SLOTS: given["slots"], Kind.CHECK: self.role.dbs_level}
        person = given["volunteer"].pk if kind is Kind.CHECK else None
        change = Change(kind, volunteer=person, role=self.role.pk, value=values.get(kind, given["number"]))
        return self.work_out([change])

    def work_out(self, changes: list[Change]) -> HttpResponse:
        """Start the what-if plan and show it."""
        try:
            copy = what_if(plan=self.plan, changes=changes, by=person_of(self.request))
        except PlanNotReady:
            messages.warning(self.request, _("Nothing was worked out: run the plan first."))
            return redirect("matching:plan", self.plan.pk)
        return redirect("matching:plan", copy.pk)


class ComparePlans(OneReadyPlan, TemplateView):
    """A what-if plan beside the plan that it was made from."""

    template_name = "matching/compare_plans.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show both, or the plan alone where it was made from none."""
        if not self.plan.base or not has_result(self.plan.base):
            return redirect("matching:plan", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put figures, wards and pairs side by side."""
        plan, base = self.plan, cast("Plan", self.plan.base)
        before = {row.what: row for row in fill_by_ward(base)}
        joins, leaves = pairs_that_differ(plan, base)
        return super().get_context_data(
            **kwargs,
            base=base,
            supposed=supposed(plan),
            figures=[
                Comparison(label, base.measures.get(code), plan.measures.get(code))
                for code, label in FIGURES.items()
            ],
            wards=[(before.get(row.what), row) for row in fill_by_ward(plan)],
            joins=joins,
            leaves=leaves,
            back=reverse("matching:plan", args=[plan.pk]),
        )
