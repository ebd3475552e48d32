"""Pages where a volunteer registers: one question per page, then check, then send."""

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.models import EmailLink, User
from accounts.views import AskForLink
from core.once import MakesOne
from core.registration import progress, views
from core.registration.forms import StepForm
from core.registration.services import Incomplete
from volunteers.forms import FORMS
from volunteers.models import Volunteer
from volunteers.services import NotAllowed, TooYoung, finish_registration, save_answer, start_profile
from volunteers.steps import STEP_BY_SLUG, STEPS
from volunteers.views.own import OwnProfile


class Register(AskForLink):
    """The first page: say what volunteers do and send a link."""

    purpose = EmailLink.Purpose.REGISTER_VOLUNTEER
    template_name = "volunteers/register.html"


class Start(MakesOne, TemplateView):
    """Where the link leads: start, or continue where the person stopped."""

    template_name = "volunteers/start.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect people who have started to where they are."""
        volunteer = Volunteer.objects.of(request.user).first()
        if volunteer is None or volunteer.state == Volunteer.State.LEFT:
            return super().get(request, *args, **kwargs)
        return redirect("matching:my" if volunteer.is_registered else "volunteers:tasks")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what will be asked."""
        return super().get_context_data(**kwargs, steps=STEPS, minimum_age=settings.MINIMUM_VOLUNTEER_AGE)

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Start, or continue."""
        volunteer = start_profile(by=cast("User", request.user))
        if volunteer.is_registered:
            return redirect("matching:my")
        return redirect("volunteers:step", progress.resume_at(STEPS, volunteer).slug)


class Registration(OwnProfile):
    """A page of an unfinished registration."""

    states = frozenset({Volunteer.State.DRAFT})


class Tasks(Registration, views.TaskList):
    """What is done and what is left of the registration."""

    template_name = "volunteers/tasks.html"


class AnswerStep(OwnProfile, views.AnswerStep):
    """One question, while registering."""

    template_name = "volunteers/step.html"
    states = Registration.states
    forms = FORMS
    saved = gettext_lazy("Saved.")

    def take(self) -> None:
        """Lock the profile."""
        self.volunteer = Volunteer.objects.lock(self.volunteer.pk)

    def keep(self, answers: dict[str, Any], now: datetime) -> None:
        """Save the answer."""
        self.volunteer = save_answer(
            volunteer=self.volunteer, step=self.step, answers=answers, by=self.person, now=now
        )

    def form_valid(self, form: StepForm) -> HttpResponse:
        """Save the answer and continue. The date of birth of someone too young is not saved."""
        try:
            return super().form_valid(form)
        except TooYoung:
            context = {"minimum_age": settings.MINIMUM_VOLUNTEER_AGE}
            return render(self.request, "volunteers/too_young.html", context)
        except NotAllowed:
            return redirect("volunteers:start")


class CheckAnswers(Registration, views.CheckAnswers):
    """All answers on one page, each with a link to change it, and a button to send."""

    template_name = "volunteers/check.html"

    def send(self) -> None:
        """Finish the registration. If the date of birth makes the person too young, ask for it again."""
        try:
            finish_registration(volunteer=self.volunteer, by=self.person, now=timezone.now())
        except TooYoung as error:
            raise Incomplete([STEP_BY_SLUG["age"]]) from error
        except NotAllowed:
            pass  # already sent, by a second click


class Sent(OwnProfile, TemplateView):
    """The registration is complete: its reference number and what happens next."""

    template_name = "volunteers/sent.html"
