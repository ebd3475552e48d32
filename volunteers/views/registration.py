"""A volunteer registers: one question a page, then check, then send."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.models import EmailLink, User
from accounts.views import AskForLink
from volunteers.forms import FORMS, StepForm
from volunteers.models import Volunteer
from volunteers.rules import missing_steps, steps_for
from volunteers.services import (
    Incomplete,
    NotAllowed,
    TooYoung,
    finish_registration,
    save_answer,
    start_profile,
)
from volunteers.steps import STEP_BY_SLUG, STEPS
from volunteers.views.own import OwnProfile


class Register(AskForLink):
    """The first page: says what volunteers do and sends a link."""

    purpose = EmailLink.Purpose.REGISTER_VOLUNTEER
    template_name = "volunteers/register.html"


class Start(TemplateView):
    """Where the link leads: begin, or go on where the person stopped."""

    template_name = "volunteers/start.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead people who have begun to where they are."""
        volunteer = Volunteer.objects.of(request.user).first()
        if volunteer is None or volunteer.state == Volunteer.State.LEFT:
            return super().get(request, *args, **kwargs)
        return redirect("matching:my" if volunteer.is_registered else "volunteers:tasks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what will be asked."""
        return super().get_context_data(**kwargs, steps=STEPS, minimum_age=settings.MINIMUM_VOLUNTEER_AGE)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin."""
        volunteer = start_profile(by=cast("User", request.user))
        if volunteer.is_registered:
            return redirect("matching:my")
        first = (missing_steps(volunteer) or [STEPS[0]])[0]
        return redirect("volunteers:step", first.slug)


class Registration(OwnProfile):
    """A page of a registration that is not finished."""

    states = frozenset({Volunteer.State.DRAFT})


class Tasks(Registration, TemplateView):
    """What is done and what is left of the registration."""

    template_name = "volunteers/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the questions, each with whether it is answered."""
        missing = missing_steps(self.volunteer)
        rows = [(step, step not in missing) for step in steps_for(self.volunteer)]
        return super().get_context_data(**kwargs, rows=rows, left=len(missing), total=len(rows))


class Step(OwnProfile, FormView):
    """One question, while registering."""

    template_name = "volunteers/step.html"
    form_class = StepForm
    states = Registration.states

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the question."""
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in STEP_BY_SLUG:
            raise Http404
        self.step = STEP_BY_SLUG[kwargs["step"]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the question, if it makes sense to ask this person."""
        if self.step not in steps_for(self.volunteer):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> type[StepForm]:
        """Ask this question."""
        return FORMS[self.step.slug]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what was answered before."""
        return {
            **{key: value for key, value in super().get_form_kwargs().items() if key != "initial"},
            "volunteer": self.volunteer,
            "day": timezone.localdate(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how far the registration is."""
        number = STEPS.index(self.step) + 1
        return super().get_context_data(**kwargs, step=self.step, number=number, total=len(STEPS))

    def form_valid(self, form: StepForm) -> HttpResponse:
        """Keep the answer. A date of birth of somebody too young is not kept."""
        try:
            volunteer = save_answer(
                volunteer=self.volunteer,
                step=self.step,
                answers=form.answers(),
                by=self.person,
                now=timezone.now(),
            )
        except TooYoung:
            context = {"minimum_age": settings.MINIMUM_VOLUNTEER_AGE}
            return render(self.request, "volunteers/too_young.html", context)
        except NotAllowed:
            return redirect("volunteers:start")
        return self.go_on(volunteer)

    def go_on(self, volunteer: Volunteer) -> HttpResponse:
        """Lead to the first open question after this one, or else to the check."""
        later = STEPS[STEPS.index(self.step) + 1 :]
        missing = [step for step in missing_steps(volunteer) if step in later]
        return redirect("volunteers:step", missing[0].slug) if missing else redirect("volunteers:check")


class Check(Registration, TemplateView):
    """All answers on one page, each with a link to change it; then send."""

    template_name = "volunteers/check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is still missing."""
        return super().get_context_data(
            **kwargs, missing=missing_steps(self.volunteer), changes=self.changes()
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Finish."""
        try:
            finish_registration(volunteer=self.volunteer, by=self.person, now=timezone.now())
        except (Incomplete, TooYoung):
            messages.error(request, _("Answer the questions that are missing, then send."))
            return redirect("volunteers:check")
        except NotAllowed:
            pass  # sent already, by a second click: the next page says so
        return redirect("volunteers:sent")


class Sent(OwnProfile, TemplateView):
    """The registration is complete: its reference number and what comes next."""

    template_name = "volunteers/sent.html"
