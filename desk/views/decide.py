"""What the officers' pages about a group and about an initiative share: facts, a decision, its history."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.mixins import OfficerRequired
from core.models import AuditEvent
from desk.forms import DecisionForm
from desk.wording import MOVES

LATEST = 50
OWN_GROUP = gettext_lazy("You act for this group, so you cannot decide. Ask another officer.")


class Stale(Exception):
    """Someone else decided in the meantime; `subject` is as it is now."""

    def __init__(self, subject: Any) -> None:
        super().__init__(str(subject))
        self.subject = subject


class Refused(Exception):
    """The decision can't be made; the words say why."""


class DecisionPage(OfficerRequired, TemplateView):
    """A page with a decision to make. What is posted is decided, unless someone else was quicker."""

    decision_form: ClassVar[type[DecisionForm]]
    subject: Any

    def find(self, pk: Any) -> Any:
        """Return the subject, or answer 404."""
        raise NotImplementedError

    def decide(self, form: DecisionForm) -> HttpResponse:
        """Do what was decided. Raises Stale or Refused."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        self.subject = self.find(kwargs["pk"])
        return self.show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, or say what stands in the way."""
        self.subject = self.find(kwargs["pk"])
        form = self.decision_form(request.POST, subject=self.subject)
        if not form.is_valid():
            return self.show(decision_form=form)
        try:
            return self.decide(form)
        except Refused as reason:
            form.add_error("decision", str(reason))
            return self.show(decision_form=form)
        except Stale as stale:
            return self.show_stale(stale, form)

    def show_stale(self, stale: Stale, form: DecisionForm) -> HttpResponse:
        """Say who was quicker, and keep the words that the officer wrote."""
        self.subject = stale.subject
        moves = AuditEvent.objects.about(self.subject).filter(action__in=MOVES)
        kept = {"version": self.subject.version, "message": form.cleaned_data["message"]}
        again = self.decision_form(subject=self.subject, initial=kept)
        return self.show(status=409, decision_form=again, quicker=moves.last())

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the page."""
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the form, where there is something to decide, and what happened so far."""
        form = kwargs.pop("decision_form", None) or self.decision_form(subject=self.subject)
        events = AuditEvent.objects.about(self.subject).order_by("-position")[:LATEST]
        return super().get_context_data(**kwargs, subject=self.subject, decision_form=form, events=events)
