"""Officers pin and forbid pairs of a plan, and keep people apart in it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.signed_in import person_of
from core.cleaning import printable
from core.keys import keys_in
from initiatives.models import Role
from planning.models import PlanRule
from planning.plans.services.errors import PlanBusy, PlanSent
from planning.plans.services.rules import add_rule, remove_rule
from planning.views.one_plan import OnePlan
from volunteers.models import Volunteer


class AddPlanRule(OnePlan, View):
    """An officer pins or forbids a pair."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the rule. It takes effect when the plan is solved again."""
        asked = request.POST
        kind = asked.get("kind")
        people = Volunteer.objects.to_match(self.plan.as_of)
        role = Role.objects.filter(pk__in=keys_in(asked.getlist("role"))).first()
        person = people.filter(pk__in=keys_in(asked.getlist("volunteer"))).first()
        other = people.filter(reference=printable(asked.get("other", "")).strip().upper()).first()
        apart = kind == PlanRule.Kind.APART
        if apart and person and role and not is_complete(kind, role, other, person):
            return self.ask_again(person, role)
        if person and is_complete(kind, role, other, person):
            self.add(
                kind=kind,
                volunteer=person,
                role=None if apart else role,
                other=other if apart else None,
            )
        else:
            messages.warning(request, _("Nothing has changed. Choose a person and a role in the plan."))
        return redirect("planning:plan", self.plan.pk)

    def ask_again(self, person: Volunteer, role: Role) -> HttpResponse:
        """Go back to the page that asks whom to keep apart from a person."""
        words = _(
            "Nothing has changed because no other registered volunteer aged 18 or over has that "
            "reference number."
        )
        messages.warning(self.request, words)
        return redirect(f"{reverse('planning:why_not', args=[self.plan.pk, role.pk])}?volunteer={person.pk}")

    def add(self, **rule: Any) -> None:
        """Add the rule, or say why not."""
        try:
            was_approved = self.plan.pairs.approved().exists()
            add_rule(plan=self.plan, by=person_of(self.request), **rule)
            messages.success(self.request, f"{_('Noted.')} {what_next(was_approved=was_approved)}")
        except (PlanBusy, PlanSent):
            messages.warning(self.request, _("Nothing has changed because you cannot change this plan now."))


def is_complete(kind: str | None, role: Role | None, other: Volunteer | None, person: Volunteer) -> bool:
    """Whether a rule names all that its kind needs."""
    if kind == PlanRule.Kind.APART:
        return other is not None and other != person
    return kind in PlanRule.Kind.values and role is not None


def what_next(*, was_approved: bool) -> str:
    """Say what to do after the rules of a plan have changed."""
    if was_approved:
        return _("Run the plan again. You will need to approve the pairs again.")
    return _("Run the plan again to see the result.")


class RemovePlanRule(OnePlan, View):
    """An officer removes a rule of the plan."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove the rule, unless another officer has."""
        rule = self.plan.rules.filter(pk=kwargs["rule"]).first()
        if rule is None:
            messages.warning(request, _("Nothing has changed because that was already withdrawn."))
            return redirect("planning:plan", self.plan.pk)
        try:
            was_approved = self.plan.pairs.approved().exists()
            remove_rule(rule=rule, by=person_of(request))
            messages.success(request, f"{_('Taken back.')} {what_next(was_approved=was_approved)}")
        except (PlanBusy, PlanSent):
            messages.warning(request, _("Nothing has changed because you cannot change this plan now."))
        return redirect("planning:plan", self.plan.pk)
