"""Pages where a volunteer registers: one question per page, then check, then send."""

from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
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
from volunteers.forms import FORMS
from volunteers.models import Volunteer
from volunteers.services import (
    NotAllowed,
    TooYoung,
    finish_registration,
    refuse_too_young,
    save_answer,
    start_profile,
)
from volunteers.steps import STEPS
from volunteers.views.own import OwnProfile


class Register(AskForLink):
    """The first page: say what volunteers do and send a link."""

    purpose = EmailLink.Purpose.REGISTER_VOLUNTEER
    template_name = "volunteers/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say from which age on, before anybody gives their address."""
        return super().get_context_data(**kwargs, minimum_age=settings.MINIMUM_VOLUNTEER_AGE)


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


class RefusesTooYoung(OwnProfile):
    """A page on which it may turn out that someone is too young."""

    request: HttpRequest

    def refuse(self) -> HttpResponse:
        """Say so kindly. Whoever is registering is signed out, and nothing of them is kept."""
        is_registering = self.is_registering
        if is_registering:
            refuse_too_young(volunteer=self.volunteer, by=self.person, now=timezone.now())
            logout(self.request)
        context = {"minimum_age": settings.MINIMUM_VOLUNTEER_AGE, "is_registering": is_registering}
        return render(self.request, "volunteers/too_young.html", context)


class Registration(OwnProfile):
    """A page of an unfinished registration."""

    states = frozenset({Volunteer.State.DRAFT})


class Tasks(Registration, views.TaskList):
    """What is done and what is left of the registration."""

    template_name = "volunteers/tasks.html"


class AnswerStep(RefusesTooYoung, OwnProfile, views.AnswerStep):
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
        """Save the answer and continue. Nothing is kept of someone too young."""
        try:
            return super().form_valid(form)
        except TooYoung:
            return self.refuse()
        except NotAllowed:
            return redirect("volunteers:start")


class CheckAnswers(RefusesTooYoung, Registration, views.CheckAnswers):
    """All answers on one page, each with a link to change it, and a button to send."""

    template_name = "volunteers/check.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the registration. Nothing is kept of someone too young."""
        try:
            return super().post(request, *args, **kwargs)
        except TooYoung:
            return self.refuse()

    def send(self) -> None:
        """Finish the registration."""
        with suppress(NotAllowed):  # already sent, by a second click
            finish_registration(volunteer=self.volunteer, by=self.person, now=timezone.now())


class Sent(OwnProfile, TemplateView):
    """The registration is complete: its reference number and what happens next."""

    template_name = "volunteers/sent.html"
