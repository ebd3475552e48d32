"""A group registers: one question a page, then check, then send."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.models import EmailLink, User
from accounts.views import AskForLink
from groups.forms.steps import FORMS, StepForm
from groups.models import Group
from groups.rules import SUBMIT, may_answer, may_move, missing_steps
from groups.services import (
    MOST_UNFINISHED,
    Incomplete,
    NotAllowed,
    TooManyUnfinished,
    save_answer,
    start_registration,
    submit_registration,
)
from groups.steps import STEP_BY_SLUG, STEPS
from groups.views.own import OwnGroup


class Register(AskForLink):
    """The first page: says what is needed and sends a link."""

    purpose = EmailLink.Purpose.REGISTER_GROUP
    template_name = "groups/register.html"


class Start(TemplateView):
    """Where the link leads: go on with a registration, or begin one."""

    template_name = "groups/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List what the person has not finished."""
        unfinished = Group.objects.of(self.request.user).unfinished()
        return super().get_context_data(**kwargs, unfinished=unfinished, steps=STEPS)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a registration."""
        try:
            group = start_registration(by=cast("User", request.user))
        except TooManyUnfinished:
            words = _("You have %(count)s unfinished registrations. Go on with one of them first.")
            messages.error(request, words % {"count": MOST_UNFINISHED})
            return redirect("groups:start")
        return redirect("groups:step", group.pk, STEPS[0].slug)


class Registration(OwnGroup):
    """A page of a registration that its people may still change; others lead to the group's own page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let people in while the registration is open."""
        if not self.is_open():
            messages.info(request, _("You can’t change this now."))
            return redirect("groups:manage", self.group.pk)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view it is mixed into

    def is_open(self) -> bool:
        """Whether the page makes sense in the group's present state."""
        return may_move(self.group, SUBMIT)


class Tasks(Registration, TemplateView):
    """What is done and what is left of the registration."""

    template_name = "groups/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the questions, each with whether it is answered."""
        missing = missing_steps(self.group)
        rows = [(step, step not in missing) for step in STEPS]
        return super().get_context_data(**kwargs, rows=rows, left=len(missing), total=len(STEPS))


class AnswerStep(Registration, FormView):
    """One question. Approved groups change some of their answers by the same page."""

    form_class = StepForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the question."""
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in STEP_BY_SLUG:
            raise Http404
        self.step = STEP_BY_SLUG[kwargs["step"]]

    def is_open(self) -> bool:
        """Whether this answer can be changed now."""
        return may_answer(self.group, self.step)

    def get_template_names(self) -> list[str]:
        """Some questions have a page of their own."""
        return [f"groups/step_{self.step.slug}.html", "groups/step.html"]

    def get_form_class(self) -> type[StepForm]:
        """Ask this question."""
        return FORMS[self.step.slug]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what was answered before."""
        return {
            **{key: value for key, value in super().get_form_kwargs().items() if key != "initial"},
            "group": self.group,
            "day": timezone.localdate(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far the registration is."""
        number = STEPS.index(self.step) + 1
        return super().get_context_data(**kwargs, step=self.step, number=number, total=len(STEPS))

    def form_valid(self, form: StepForm) -> HttpResponse:
        """Keep the answer and go on to the next open question."""
        now = timezone.now()
        try:
            group = save_answer(
                group=self.group, step=self.step, answers=form.answers(now), by=self.person, now=now
            )
        except NotAllowed:
            messages.error(self.request, _("This was not saved: your registration has just changed."))
            return redirect("groups:manage", self.group.pk)
        return self.go_on(group)

    def go_on(self, group: Group) -> HttpResponse:
        """Lead to the first open question after this one, or else to the check."""
        if group.is_listed:
            messages.success(self.request, _("Saved. The change is public where it can be seen."))
            return redirect("groups:manage", group.pk)
        later = STEPS[STEPS.index(self.step) + 1 :]
        missing = [step for step in missing_steps(group) if step in later]
        return (
            redirect("groups:step", group.pk, missing[0].slug)
            if missing
            else redirect("groups:check", group.pk)
        )


class CheckAnswers(Registration, TemplateView):
    """All answers on one page, each with a link to change it; then send."""

    template_name = "groups/check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is still missing."""
        return super().get_context_data(**kwargs, missing=missing_steps(self.group), changes=self.changes())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the registration to the officers."""
        try:
            submit_registration(group=self.group, by=self.person, now=timezone.now())
        except Incomplete:
            messages.error(request, _("Answer the questions that are missing, then send."))
            return redirect("groups:check", self.group.pk)
        except NotAllowed:
            pass  # sent already, by a second click or by a second person: the next page says so
        return redirect("groups:sent", self.group.pk)


class Sent(OwnGroup, TemplateView):
    """The registration has been sent: its reference number and what comes next."""

    template_name = "groups/sent.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Stand only while the registration waits for an officer."""
        if self.group.state != Group.State.SUBMITTED:
            return redirect("groups:manage", self.group.pk)
        return super().dispatch(request, *args, **kwargs)
