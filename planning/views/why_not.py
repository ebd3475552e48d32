"""Officers ask a plan why someone is not in a role."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.signed_in import person_of
from core.keys import keys_in
from initiatives.models import Role
from matching.models import Viewing
from matching.views.looks import LogsLooks
from planning.models import Question
from planning.plans.answers import Answer, answer_from_json
from planning.plans.page_data import moves_of
from planning.plans.pair_status import NotInPlan, other_candidates, status_of
from planning.plans.question_services import ask_question, cancel_question
from planning.plans.services.errors import PlanNotReady
from planning.views.one_plan import OnePlan, OneReadyPlan
from volunteers.models import Volunteer

MAX_OTHERS = 20
MAX_FOUND = 10


class AboutRole(LogsLooks, OnePlan):
    """A page about one role of a plan, and perhaps about a person, whom the address or the form names."""

    purpose = Viewing.Purpose.PLAN

    def looked_at(self) -> list[Volunteer]:
        """Return the person, if one is named."""
        return [self.volunteer] if self.volunteer else []

    def looked_for(self) -> Role:
        """Return the role."""
        return self.role

    @cached_property
    def role(self) -> Role:
        """Find the role."""
        roles = Role.objects.select_related("initiative__group")
        role: Role = get_object_or_404(roles, pk=self.kwargs["role"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return role

    @cached_property
    def volunteer(self) -> Volunteer | None:
        """Find the person; nobody where none is named."""
        request: HttpRequest = self.request
        named = [*request.GET.getlist("volunteer"), *request.POST.getlist("volunteer")]
        return Volunteer.objects.to_match(self.plan.as_of).filter(pk__in=keys_in(named)).first()

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
        address = reverse(f"planning:{name}", args=[self.plan.pk, self.role.pk])
        return f"{address}?volunteer={self.volunteer.pk}" if self.volunteer else address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role and the person."""
        return super().get_context_data(**kwargs | {"role": self.role, "volunteer": self.volunteer})

    def status(self, person: Volunteer) -> Answer:
        """Return the status of a person for the role, or answer 404 if they take no part."""
        try:
            return status_of(self.plan, person.pk, self.role.pk)
        except NotInPlan as error:
            raise Http404 from error

    def answer(self, status: Answer) -> Answer | None:
        """Return the answer about the two, if there is one that still applies."""
        question = self.question
        return answer_from_json(status, question.answer) if question and question.is_answered else None


class WhyNot(AboutRole, OneReadyPlan, TemplateView):
    """Why someone is not in a role of the plan, what forcing them in would cost, and what would help.

    Gates that are not passed show at once. What takes solving is asked for and found in the background.
    """

    template_name = "planning/why_not.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the person's status and answer. Without a person, list who else could do the role."""
        context = super().get_context_data(**kwargs)
        return context | (self.about(self.volunteer) if self.volunteer else self.choice())

    def about(self, person: Volunteer) -> dict[str, Any]:
        """Return the status of a person for the role, and the answer about them."""
        status = self.status(person)
        answer = self.answer(status)
        return {
            "answer": answer or status,
            "is_sent": self.plan.pairs.sent().exists(),
            "is_pinned": status.is_in and self.is_pinned(person),
            "is_answered": answer is not None,
            "question": self.question,
            "address": self.address,
            "cancel": self.page("cancel_question"),
            "moves": moves_of(answer.forcing, person.pk) if answer and answer.forcing else None,
        }

    def is_pinned(self, person: Volunteer) -> bool:
        """Whether a person is in the role because an officer pinned that."""
        return bool(self.plan.pairs.filter(role=self.role, volunteer=person, is_pinned=True).exists())

    def choice(self) -> dict[str, Any]:
        """Return who could do the role and is not in it, and who was searched for."""
        try:
            return {"others": other_candidates(self.plan, self.role.pk, MAX_OTHERS), "found": self.found()}
        except NotInPlan as error:
            raise Http404 from error

    def found(self) -> list[Volunteer]:
        """Return the people whose name contains what was typed, or whose reference it is."""
        words = self.request.GET.get("q", "").strip()
        if not words:
            return []
        named = Q(name__icontains=words) | Q(reference__iexact=words)
        to_match = Volunteer.objects.to_match(self.plan.as_of)
        return list(to_match.filter(named).order_by("name", "pk")[:MAX_FOUND])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have the background find out, unless there is nothing to find out or an answer already."""
        person = self.volunteer
        if person is None or not self.plan.has_result:
            return redirect(self.address)
        if not self.status(person).is_settled:
            self.ask(person, is_again="again" in request.POST)
        return redirect(self.address)

    def ask(self, person: Volunteer, *, is_again: bool) -> None:
        """Ask, or say why not."""
        officer = person_of(self.request)
        try:
            ask_question(plan=self.plan, role=self.role, volunteer=person, by=officer, is_again=is_again)
        except PlanNotReady:
            messages.warning(self.request, _("Nothing was worked out. Run the plan first."))


class CancelQuestion(AboutRole, View):
    """An officer cancels a question."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel it. A running question stops at its next step."""
        if self.question is not None:
            cancel_question(question=self.question, by=person_of(request), now=timezone.now())
        return redirect(self.address)
