"""Pages where a group registers: one question per page, then check, then send."""

from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.models import EmailLink, User
from accounts.views import AskForLink
from core.once import MakesOne, nothing_made
from core.pending import with_change
from core.registration import progress, views
from core.registration.forms import StepForm
from groups.forms import FORMS
from groups.models import Group, GroupChange
from groups.rules import SUBMIT, may_move, must_wait
from groups.services import (
    MOST_UNFINISHED,
    NotAllowed,
    TooManyUnfinished,
    save_answer,
    start_registration,
    submit_registration,
)
from groups.steps import STEP_BY_SLUG, STEPS
from groups.views.own import OwnGroup

SAVED = gettext_lazy("Saved. Public changes are on the website now.")
SENT = gettext_lazy(
    "Saved. Anything you changed is with an officer. Until they have checked it, nothing changes."
)


class Register(AskForLink):
    """The first page: say what is needed and send a link."""

    purpose = EmailLink.Purpose.REGISTER_GROUP
    template_name = "groups/register.html"


class Start(MakesOne, TemplateView):
    """Where the link leads: continue a registration, or start one."""

    template_name = "groups/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the person's unfinished registrations."""
        unfinished = Group.objects.of(self.request.user).unfinished()
        return super().get_context_data(**kwargs, unfinished=unfinished, steps=STEPS)

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Start a registration."""
        try:
            group = start_registration(by=cast("User", request.user))
        except TooManyUnfinished:
            words = _("Continue one of your unfinished registrations first. You have %(count)s.")
            messages.error(request, words % {"count": MOST_UNFINISHED})
            return nothing_made("groups:start")
        return redirect("groups:step", group.pk, progress.resume_at(STEPS, group).slug)


class Registration(OwnGroup):
    """A page of a registration that can still be changed; otherwise redirects to the group's own page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Redirect unless the registration is open."""
        if not self.is_open():
            messages.info(request, _("You cannot change this now."))
            return redirect("groups:manage", self.group.pk)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view provides it

    def is_open(self) -> bool:
        """Return whether the page applies to the group's current state."""
        return may_move(self.group, SUBMIT)


class Tasks(Registration, views.TaskList):
    """What is done and what is left of the registration."""

    template_name = "groups/tasks.html"


class AnswerStep(Registration, views.AnswerStep):
    """One question. Approved groups use the same page to change some of their answers."""

    forms = FORMS

    def take(self) -> None:
        """Lock the group."""
        self.group = Group.objects.lock(self.group.pk)

    def is_open(self) -> bool:
        """Return whether this answer can be changed now."""
        return self.may_change(self.step)

    def get_template_names(self) -> list[str]:
        """Use the question's own template, if it has one."""
        return [f"groups/step_{self.step.slug}.html", "groups/step.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with what waits for an officer in the place of what is kept."""
        wanted = with_change(self.group, GroupChange.objects.filter(group=self.group).first())
        return {**super().get_form_kwargs(), "record": wanted}

    @property
    def must_wait(self) -> bool:
        """Whether an officer reads a change first."""
        return must_wait(self.group, STEP_BY_SLUG[self.step.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that an officer reads a change first."""
        return super().get_context_data(**kwargs, must_wait=self.must_wait)

    @property
    def saved(self) -> Any:
        """What to say once an answer is saved."""
        return SENT if self.must_wait else SAVED

    def keep(self, answers: dict[str, Any], now: datetime) -> None:
        """Save the answer."""
        step = STEP_BY_SLUG[self.step.slug]
        self.group = save_answer(group=self.group, step=step, answers=answers, by=self.person, now=now)

    def form_valid(self, form: StepForm) -> HttpResponse:
        """Save the answer and continue, unless the registration has been sent in the meantime."""
        try:
            return super().form_valid(form)
        except NotAllowed:
            messages.error(
                self.request, _("Your answer was not saved because your registration has just changed.")
            )
            return redirect("groups:manage", self.group.pk)


class CheckAnswers(Registration, views.CheckAnswers):
    """All answers on one page, each with a link to change it, and a button to send."""

    template_name = "groups/check.html"

    def send(self) -> None:
        """Send the registration to the officers."""
        with suppress(NotAllowed):  # already sent, by a second click or another member
            submit_registration(group=self.group, by=self.person, now=timezone.now())


class Sent(OwnGroup, TemplateView):
    """The registration has been sent: its reference number and what happens next."""

    template_name = "groups/sent.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Redirect unless the registration is waiting for an officer."""
        if self.group.state != Group.State.SUBMITTED:
            return redirect("groups:manage", self.group.pk)
        return super().dispatch(request, *args, **kwargs)
