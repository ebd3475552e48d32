"""What the pages about one plan share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from accounts.mixins import OfficerRequired
from planning.models import Plan


class OnePlan(OfficerRequired):
    """A page about one plan, for officers."""

    @cached_property
    def plan(self) -> Plan:
        """Find the plan."""
        plans = Plan.objects.select_related("made_by", "weights", "base")
        plan: Plan = get_object_or_404(plans, pk=self.kwargs["pk"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return plan

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the plan."""
        return super().get_context_data(**kwargs, plan=self.plan)  # type: ignore[misc]  # the view it is mixed into


class OneReadyPlan(OnePlan):
    """A page about the result of a plan; without one it leads to the plan, which says why."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or the plan."""
        if not self.plan.has_result:
            return redirect("planning:plan", self.plan.pk)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]  # the view it is mixed into
