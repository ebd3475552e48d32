"""The pages of a registration: the task list, one question, and check and send.

An app's page about the visitor's own record is an `OwnRecord`. Combined with one of the other classes here,
it becomes a page of the registration. Templates extend those of the same name in `templates/registration/`.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from core.registration import progress
from core.registration.forms import StepForm
from core.registration.progress import Link
from core.registration.services import Incomplete
from core.registration.steps import Step
from core.seen import Edits


class Task(NamedTuple):
    """A question in the task list (`components/task_list.html`)."""

    title: Any
    url: str
    state: str
    status: str


class OwnRecord:
    """A page about a record that the person registered, and the addresses of its registration pages.

    The app names the registration pages `tasks`, `step`, `check` and `sent`; `home` names the page that shows
    the answers.
    """

    steps: ClassVar[Sequence[Step]]
    home: ClassVar[str]

    @property
    @abstractmethod
    def record(self) -> Any:
        """The person's record."""

    @property
    @abstractmethod
    def is_registering(self) -> bool:
        """Whether the person is still registering, rather than changing answers later."""

    @abstractmethod
    def address(self, page: str, *args: Any) -> str:
        """Return the address of one of these pages by its name."""

    def step_address(self, step: Step) -> str:
        """Return the address where a question is answered."""
        return self.address("step", step.slug)

    def may_change(self, step: Step) -> bool:
        """Return whether an answer can be given or changed now."""
        return True

    def changes(self) -> dict[str, str]:
        """Return the addresses where answers can be changed now, by question slug."""
        return {step.slug: self.step_address(step) for step in self.steps if self.may_change(step)}

    def links(self, steps: Iterable[Step]) -> list[Link]:
        """Return questions with their addresses."""
        return [Link(step.title, self.step_address(step)) for step in steps]


class TaskList(OwnRecord, TemplateView):
    """The task list: what is done and what is left to do."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list of questions, and whether each is answered."""
        asked = progress.asked_of(self.steps, self.record)
        missing = progress.missing(self.steps, self.record)
        return super().get_context_data(
            **kwargs,
            record=self.record,
            tasks=[self.task(step, is_done=step not in missing) for step in asked],
            left=len(missing),
            total=len(asked),
            check_url=self.address("check"),
        )

    def task(self, step: Step, *, is_done: bool) -> Task:
        """Return one line of the list."""
        state, status = ("done", _("Done")) if is_done else ("not_started", _("To do"))
        return Task(step.title, self.step_address(step), state, status)


class AnswerStep(Edits, OwnRecord, FormView):  # type: ignore[type-arg]  # generic only in the stubs
    """One question, while registering or later."""

    forms: ClassVar[Mapping[str, type[StepForm]]]
    saved: ClassVar[Any]
    step: Step

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the question. Raises Http404 if there is none with this slug."""
        super().setup(request, *args, **kwargs)
        found = [step for step in self.steps if step.slug == kwargs["step"]]
        if not found:
            raise Http404
        self.step = found[0]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the question. Raises Http404 if it does not apply to the record."""
        if not self.step.makes_sense_for(self.record):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> type[StepForm]:
        """Return the form for this question."""
        return self.forms[self.step.slug]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the record, whose current answer fills the form."""
        given = {key: value for key, value in super().get_form_kwargs().items() if key != "initial"}
        return {**given, "record": self.record, "day": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the progress of the registration and where else to go."""
        return super().get_context_data(
            **kwargs,
            is_registering=self.is_registering,
            number=self.steps.index(self.step) + 1,
            total=len(self.steps),
            tasks_url=self.address("tasks"),
            home_url=self.address(self.home),
        )

    @abstractmethod
    def keep(self, answers: dict[str, Any], now: datetime) -> None:
        """Save the answer, and keep the saved record on the view."""

    def form_valid(self, form: StepForm) -> HttpResponse:
        """Save the answer and continue."""
        now = timezone.now()
        self.keep(form.answers(now), now)
        return self.go_on()

    def go_on(self) -> HttpResponse:
        """Redirect to the next unanswered question, or to the check; after registration, to the answers."""
        if not self.is_registering:
            messages.success(self.request, self.saved)
            return redirect(self.address(self.home))
        step = progress.next_after(self.steps, self.step, self.record)
        return redirect(self.step_address(step) if step else self.address("check"))


class CheckAnswers(OwnRecord, TemplateView):
    """All answers on one page, each with a link to change it, and a button to send."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the questions that are still unanswered."""
        return super().get_context_data(
            **kwargs,
            missing=self.links(progress.missing(self.steps, self.record)),
            changes=self.changes(),
            tasks_url=self.address("tasks"),
        )

    @abstractmethod
    def send(self) -> None:
        """Send the registration. Sending it twice is not an error. Raises Incomplete."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the registration."""
        try:
            self.send()
        except Incomplete:
            messages.error(request, _("Answer the missing questions, then send your registration."))
            return redirect(self.address("check"))
        return redirect(self.address("sent"))
