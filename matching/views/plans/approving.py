"""Officers approve a plan in part or whole, and send its offers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from matching.plans.posing import is_fresh
from matching.plans.services import (
    NothingToSend,
    PlanBusy,
    PlanNotReady,
    PlanStale,
    PlanSupposes,
    approve_pairs,
    second_pairs,
    send_plan,
)
from matching.plans.showing import ward_filter
from matching.views.keys import key_in
from matching.views.person import person_of
from matching.views.plans.one import OnePlan, OneReadyPlan


class ApprovePlan(OneReadyPlan, TemplateView):
    """An officer approves the pairs of a plan, all or those of a ward or role, after a last look."""

    template_name = "matching/approve_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what would be approved, and whether the plan still fits."""
        pairs = self.pairs.proposed()
        return super().get_context_data(
            **kwargs,
            count=pairs.count(),
            at_risk=pairs.safeguarding().count(),
            everything=self.plan.pairs.proposed().count(),
            is_fresh=is_fresh(self.plan),
        )

    @property
    def pairs(self) -> Any:
        """The pairs that the address names: of a ward, a role, one alone, or all."""
        asked, pairs = self.request.GET, self.plan.pairs.all()
        role, pair = key_in(asked.get("role")), asked.get("pair", "")
        if "ward" in asked:
            pairs = pairs.filter(**ward_filter(asked["ward"]))
        if pair.isdecimal():
            pairs = pairs.filter(pk=pair[:9])
        return pairs.filter(role=role) if role else pairs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve them, unless the plan does not fit any more."""
        try:
            count = approve_pairs(plan=self.plan, pairs=self.pairs, by=person_of(request), now=timezone.now())
        except PlanStale:
            messages.warning(request, stale_words())
        except PlanSupposes:
            messages.warning(request, _("Nothing was approved: the plan supposes what is not so."))
        except PlanNotReady:
            messages.warning(request, _("Nothing was approved: the plan has no result."))
        else:
            messages.success(request, _("Approved: %(count)s.") % {"count": count})
        return redirect("matching:plan", self.plan.pk)


class SecondPlan(OnePlan, View):
    """A second officer agrees to what was approved for roles that reach people at risk."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Agree to all that another officer approved."""
        try:
            count = second_pairs(plan=self.plan, by=person_of(request), now=timezone.now())
        except PlanStale:
            messages.warning(request, stale_words())
        except PlanNotReady:
            messages.warning(request, _("Nothing was approved: the plan has no result."))
        else:
            words = _("Agreed to: %(count)s. What you approved yourself waits for another officer.")
            messages.success(request, words % {"count": count})
        return redirect("matching:plan", self.plan.pk)


class SendPlan(OnePlan, TemplateView):
    """An officer sends the offers of what is approved, after a question."""

    template_name = "matching/send_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many offers go to how many people."""
        pairs = self.plan.pairs.to_be_sent().order_by()
        return super().get_context_data(
            **kwargs,
            count=pairs.count(),
            people=pairs.values("volunteer").distinct().count(),
            waiting=self.plan.pairs.awaiting_second().count(),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand them to the background."""
        try:
            count = send_plan(plan=self.plan, by=person_of(request), now=timezone.now())
        except (PlanNotReady, PlanBusy, NothingToSend):
            messages.warning(request, _("Nothing was sent: no approved pair waits for its offer."))
        else:
            messages.success(request, _("Offers on their way: %(count)s.") % {"count": count})
        return redirect("matching:plan", self.plan.pk)


def stale_words() -> str:
    """Say that a plan does not fit any more."""
    return _(
        "Nothing was approved: people or roles have changed since the plan was worked out. Run it again."
    )
