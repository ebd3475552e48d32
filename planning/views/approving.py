"""Officers approve a plan in part or whole, and send its offers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.signed_in import person_of
from core.keys import key_in
from planning.plans.freshness import has_new_facts, has_new_rules
from planning.plans.page_data import ward_filter
from planning.plans.services.approving import approve_pairs, second_pairs
from planning.plans.services.errors import (
    NothingToSend,
    PlanBusy,
    PlanIsHypothetical,
    PlanNotReady,
    PlanStale,
)
from planning.plans.services.sending import send_plan
from planning.plans.staleness import still_valid
from planning.views.one_plan import OnePlan, OneReadyPlan


class ApprovePlan(OneReadyPlan, TemplateView):
    """An officer approves the pairs of a plan, all or those of a ward or role, after a last look."""

    template_name = "planning/approve_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what would be approved, which pairs are no longer valid, and whether anything has changed."""
        asked = self.pairs.proposed()
        valid = [pair.pk for pair in still_valid(self.plan, asked)]
        pairs = asked.filter(pk__in=valid)
        is_sent = self.plan.pairs.sent().exists()
        return super().get_context_data(
            **kwargs,
            count=len(valid),
            at_risk=pairs.safeguarding().count(),
            everything=self.plan.pairs.proposed().count(),
            doubtful=asked.exclude(pk__in=valid).with_facts().order_by("volunteer__name", "pk"),
            has_new_rules=has_new_rules(self.plan),
            has_new_facts=not is_sent and has_new_facts(self.plan),  # the plan's own offers are new facts
            is_sent=is_sent,
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
        """Approve those that are still valid."""
        try:
            asked = self.pairs.proposed().count()
            count = approve_pairs(plan=self.plan, pairs=self.pairs, by=person_of(request), now=timezone.now())
        except PlanStale:
            messages.warning(request, stale_words())
        except PlanIsHypothetical:
            messages.warning(request, _("Nothing was approved because this is a what-if plan."))
        except PlanNotReady:
            messages.warning(request, _("Nothing was approved because the plan has no result."))
        else:
            messages.success(request, approved_words(count, asked - count))
        return redirect("planning:plan", self.plan.pk)


class SecondPlan(OnePlan, View):
    """A second officer agrees to what was approved for roles that reach people at risk."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Agree to all that another officer approved."""
        try:
            count = second_pairs(plan=self.plan, by=person_of(request), now=timezone.now())
        except PlanStale:
            messages.warning(request, stale_words())
        except PlanNotReady:
            messages.warning(request, _("Nothing was approved because the plan has no result."))
        else:
            words = _(
                "Another officer must agree to any pairs you approved yourself. Pairs you have "
                "agreed to: %(count)s."
            )
            messages.success(request, words % {"count": count})
        return redirect("planning:plan", self.plan.pk)


class SendPlan(OnePlan, TemplateView):
    """An officer sends the offers of what is approved, after a question."""

    template_name = "planning/send_plan.html"

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
            messages.warning(request, _("Nothing was sent because there are no approved pairs."))
        else:
            messages.success(request, _("Offers being sent: %(count)s.") % {"count": count})
        return redirect("planning:plan", self.plan.pk)


def approved_words(count: int, left: int) -> str:
    """Say how many pairs were approved, and how many could not be."""
    if left:
        words = _(
            "Some people or roles have changed, so those pairs were not approved. Approved: "
            "%(count)s. Not approved: %(left)s."
        )
        return words % {"count": count, "left": left}
    return _("Pairs approved: %(count)s.") % {"count": count}


def stale_words() -> str:
    """Say that a plan does not fit any more."""
    return _(
        "Nothing was approved because people or roles have changed since the plan was made. Run it again."
    )
