"""Officers make a plan, preview its problem, have it solved and see its progress."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.keys import key_in
from core.lists import PagedList
from core.once import MakesOne
from planning.forms import NewPlanForm
from planning.models import Plan, PlanRule
from planning.plans.page_data import (
    assumed_changes,
    chances_of,
    fill_by_role,
    fill_by_ward,
    gap_of,
    pair_rows,
    roles_with_fill,
    scope_words,
    ward_filter,
)
from planning.plans.plan_problem import ineligible_pin_rules
from planning.plans.scope import Scope
from planning.plans.services.errors import PlanBusy, PlanNotReady, PlanReady, PlanSent
from planning.plans.services.locks import BUSY
from planning.plans.services.making import cancel_plan, create_plan, preview_plan, queue_plan
from planning.views.one_plan import OnePlan, OneReadyPlan

PAIRS_ON_A_PAGE = 25
ROLES_ON_A_PAGE = 50


class PlanList(OfficerRequired, PagedList):
    """Every plan, the newest first."""

    template_name = "planning/plans.html"
    context_object_name = "plans"

    def get_queryset(self) -> QuerySet[Plan]:
        """Return the plans, each with who made it."""
        plans: QuerySet[Plan] = Plan.objects.latest_first()
        return plans


class NewPlan(MakesOne, OfficerRequired, FormView):
    """An officer says what a plan is for."""

    template_name = "planning/new_plan.html"
    form_class = NewPlanForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer today's priorities and wards."""
        return {**super().get_form_kwargs(), "day": timezone.localdate()}

    def form_valid(self, form: NewPlanForm) -> HttpResponse:
        """Create the plan and have its problem previewed."""
        chosen = form.cleaned_data
        scope = Scope(
            priority=chosen["priority"].pk if chosen["priority"] else None,
            wards=tuple(chosen["wards"]),
            starts_from=chosen["starts_from"],
            starts_until=chosen["starts_until"],
        )
        officer, now = person_of(self.request), timezone.now()
        plan = create_plan(title=chosen["title"], scope=scope, by=officer, now=now)
        preview_plan(plan=plan, by=officer, now=now)
        return redirect("planning:plan", plan.pk)


class PlanPage(OnePlan, TemplateView):
    """One plan: its problem before it is solved, its progress, and its result."""

    def get_template_names(self) -> list[str]:
        """Choose the page by the state of the plan."""
        if self.plan.state in BUSY:
            return ["planning/plan_progress.html"]
        return ["planning/plan.html" if self.plan.has_result else "planning/plan_preview.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what there is."""
        context = super().get_context_data(**kwargs, about=scope_words(self.plan))
        if self.plan.state in BUSY:
            return context
        return context | (self.result() if self.plan.has_result else self.problem())

    def problem(self) -> dict[str, Any]:
        """Return the rules, and which pins no plan can keep now. The plan has the size of its problem."""
        rules = self.rules()
        return {"rules": rules, "ineligible": ineligible_pin_rules(self.plan, rules)}

    def rules(self) -> list[PlanRule]:
        """Return officers' rules for the plan."""
        return list(self.plan.rules.select_related("volunteer", "role", "other"))

    def result(self) -> dict[str, Any]:
        """Return the plan's figures and one page of its pairs."""
        pairs = Paginator(self.pairs.with_facts(), PAIRS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        return {
            "gap": gap_of(self.plan),
            "wards": fill_by_ward(self.plan),
            "chances": chances_of(self.plan),
            "assumed_changes": assumed_changes(self.plan) if self.plan.changes else [],
            "page": pairs,
            "rows": pair_rows(pairs, self.plan),
            "chosen": self.chosen,
            "steps": self.plan.pairs.order_by().next_steps(),
            "rules": self.rules(),
        }

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The filters of the list: a ward, a role, or none."""
        asked = self.request.GET
        ward, role = asked.get("ward"), key_in(asked.get("role"))
        known = {row.what.pk if row.what else "": row.what for row in fill_by_ward(self.plan)}
        return {
            "ward": ward if ward in known else None,
            "ward_name": known.get(ward or ""),
            "role": role,
            "query": urlencode(
                {name: asked[name] for name in ("ward", "role") if asked.get(name) is not None}
            ),
        }

    @property
    def pairs(self) -> Any:
        """The pairs in the order of their roles, filtered."""
        pairs = self.plan.pairs.order_by("role__title", "role_id", "-score", "pk")
        if self.chosen["ward"] is not None:
            pairs = pairs.filter(**ward_filter(self.chosen["ward"]))
        return pairs.filter(role=self.chosen["role"]) if self.chosen["role"] else pairs


class PlanRoles(OneReadyPlan, TemplateView):
    """How full each role is in a plan; those that are short come first."""

    template_name = "planning/plan_roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show one page of them."""
        page = Paginator(fill_by_role(self.plan), ROLES_ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs, page=page, rows=roles_with_fill(page))


class RunPlan(OnePlan, View):
    """An officer has the plan solved, for the first time or again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Queue it."""
        try:
            queue_plan(plan=self.plan, by=person_of(request), now=timezone.now())
        except PlanBusy:
            messages.warning(request, _("Nothing has changed because the plan is already in progress."))
        except PlanSent:
            messages.warning(request, _("Nothing has changed because offers from this plan have been sent."))
        return redirect("planning:plan", self.plan.pk)


class PreviewPlan(OnePlan, View):
    """An officer has the problem previewed again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Queue it."""
        try:
            preview_plan(plan=self.plan, by=person_of(request), now=timezone.now())
        except PlanBusy:
            messages.warning(request, _("Nothing has changed because the plan is already in progress."))
        except (PlanReady, PlanSent):
            messages.warning(request, _("Nothing has changed because the plan already has a result."))
        return redirect("planning:plan", self.plan.pk)


class CancelPlan(OnePlan, View):
    """An officer cancels the plan."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel it. A running plan stops at its next stage."""
        try:
            plan = cancel_plan(plan=self.plan, by=person_of(request), now=timezone.now())
        except PlanNotReady:
            messages.warning(request, _("Nothing has changed because the plan was already finished."))
        else:
            at_once = _("Plan cancelled.")
            soon = _("The plan will stop when its current step is finished.")
            messages.success(request, soon if plan.is_cancel_requested else at_once)
        return redirect("planning:plan", self.plan.pk)
