"""Officers ask a plan why, pin and forbid pairs, and try what would be if."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from core.cleaning import printable
from initiatives.models import Role
from matching.changes import Change, Kind
from matching.forms import WhatIfForm
from matching.models import Plan, PlanRule, Question
from matching.plans.answers import Answer, told
from matching.plans.asking import ask_why, cancel_question
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
    moves_of,
    pairs_that_differ,
    roles_with_fill,
    supposed,
)
from matching.plans.standing import NotInPlan, others, standing
from matching.views.keys import keys_in
from matching.views.person import person_of
from matching.views.plans.one import OnePlan, OneReadyPlan
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


class AboutRole(OnePlan):
    """A page about one role of a plan, and perhaps about a person, whom the address or the form names."""

    @cached_property
    def role(self) -> Role:
        """Find the role."""
        roles = Role.objects.select_related("initiative__group")
        role: Role = get_object_or_404(roles, pk=self.kwargs["role"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return role

    @cached_property
    def volunteer(self) -> Volunteer | None:
        """Find the person; nobody where none is named."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # of the view it is mixed into
        named = [*request.GET.getlist("volunteer"), *request.POST.getlist("volunteer")]
        return Volunteer.objects.registered().filter(pk__in=keys_in(named)).first()

    @cached_property
    def question(self) -> Question | None:
        """Find what was asked about the two, if it was."""
        questions = self.plan.questions.filter(role=self.role, volunteer=self.volunteer)
        question: Question | None = questions.first()
        return question

    @cached_property
    def address(self) -> str:
        """The page that says why the person is not in the role, or who else could be."""
        return self.page("why_not")

    def page(self, name: str) -> str:
        """Return the address of a page about the role, and the person where one is named."""
        address = reverse(f"matching:{name}", args=[self.plan.pk, self.role.pk])
        return f"{address}?volunteer={self.volunteer.pk}" if self.volunteer else address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role and the person."""
        return super().get_context_data(**kwargs | {"role": self.role, "volunteer": self.volunteer})

    def standing(self, person: Volunteer) -> Answer:
        """Say how a person stands with the role, or answer 404 where they take no part."""
        try:
            return standing(self.plan, person.pk, self.role.pk)
        except NotInPlan as error:
            raise Http404 from error

    def told(self, stands: Answer) -> Answer | None:
        """Return what was found out about the two, where it still fits."""
        question = self.question
        return told(stands, question.answer) if question and question.is_answered else None


class WhyNot(AboutRole, OneReadyPlan, TemplateView):
    """Why somebody is not in a role of the plan, what it would lose by forcing that, and what would help.

    What is in their way stands there at once. What solving tells is asked for and comes from the background.
    """

    template_name = "matching/why_not.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how the person stands and what was found out; without one, list who could do the role too."""
        context = super().get_context_data(**kwargs)
        return context | (self.about(self.volunteer) if self.volunteer else self.choice())

    def about(self, person: Volunteer) -> dict[str, Any]:
        """Return how a person stands with the role, and what was found out."""
        stands = self.standing(person)
        answer = self.told(stands)
        return {
            "answer": answer or stands,
            "is_answered": answer is not None,
            "question": self.question,
            "address": self.address,
            "cancel": self.page("cancel_question"),
            "moves": moves_of(answer.forcing, person.pk) if answer and answer.forcing else None,
        }

    def choice(self) -> dict[str, Any]:
        """Return who could do the role and is not in it, and who was looked for."""
        try:
            return {"others": others(self.plan, self.role.pk, MOST_OTHERS), "found": self.found()}
        except NotInPlan as error:
            raise Http404 from error

    def found(self) -> list[Volunteer]:
        """Return the people whose name or reference holds what was typed."""
        words = self.request.GET.get("q", "").strip()
        if not words:
            return []
        named = Q(name__icontains=words) | Q(reference__iexact=words)
        return list(Volunteer.objects.registered().filter(named).order_by("name", "pk")[:MOST_FOUND])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have the background find out, unless there is nothing to find out, or it is known already."""
        person = self.volunteer
        if person is None or not self.plan.has_result:
            return redirect(self.address)
        if not self.standing(person).is_settled:
            self.ask(person, is_again="again" in request.POST)
        return redirect(self.address)

    def ask(self, person: Volunteer, *, is_again: bool) -> None:
        """Ask, or say why not."""
        officer = person_of(self.request)
        try:
            ask_why(plan=self.plan, role=self.role, volunteer=person, by=officer, is_again=is_again)
        except PlanNotReady:
            messages.warning(self.request, _("Nothing was worked out: run the plan first."))


class CancelQuestion(AboutRole, View):
    """An officer stops looking for an answer."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop it, at its next step where it is under way."""
        if self.question is not None:
            cancel_question(question=self.question, by=person_of(request), now=timezone.now())
        return redirect(self.address)


class AddPlanRule(OnePlan, View):
    """An officer pins or forbids a pair."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it down. It counts when the plan is run again."""
        asked = request.POST
        kind = asked.get("kind")
        people = Volunteer.objects.registered()
        role = Role.objects.filter(pk__in=keys_in(asked.getlist("role"))).first()
        person = people.filter(pk__in=keys_in(asked.getlist("volunteer"))).first()
        other = people.filter(reference=printable(asked.get("other", "")).strip()).first()
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


class WhatIf(AboutRole, OneReadyPlan, FormView):
    """An officer supposes something about a role, and has the plan worked out as if it were so."""

    template_name = "matching/what_if.html"
    form_class = WhatIfForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the role as it is."""
        return {"slots": self.role.slots, "number": 1}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Work out what was chosen, or for a person what was found to bring them in."""
        if not self.plan.has_result:
            return redirect("matching:plan", self.plan.pk)
        if self.volunteer is None:
            return super().post(request, *args, **kwargs)
        answer = self.told(self.standing(self.volunteer))
        if answer is None or answer.way is None:
            messages.warning(request, _("Nothing was worked out: find out first what would bring them in."))
            return redirect(self.address)
        return self.work_out(list(answer.way.changes))

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
        if not self.plan.base or not self.plan.base.has_result:
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
