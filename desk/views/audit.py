"""The audit trail, for senior officers: who did what, when and why, in words."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.mixins import SeniorOfficerRequired
from core.evidence.anchors import end_of
from core.lists import CursorList
from core.models import AuditEvent
from desk.forms import AuditForm
from desk.trail import TooManyPeople, actions, done_by, kinds, sentences, subjects_about

PEOPLE: Mapping[str, Callable[[str], Q]] = {"person": subjects_about, "by": done_by}


class Audit(SeniorOfficerRequired, CursorList):
    """Who did what, when and why, the newest first."""

    template_name = "desk/audit.html"
    context_object_name = "events"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the events that were asked for; nothing while the question has errors."""
        events = AuditEvent.objects.order_by("-at", "-pk")
        self.form = AuditForm(self.request.GET, actions=actions(), subjects=kinds())
        if not self.form.is_valid():
            return events.none()
        asked = self.form.cleaned_data
        wanted = {
            "subject_type": asked["subject"],
            "subject_id": str(asked["record"] or ""),
            "action": asked["action"],
            "at__gte": asked["since"] and end_of(asked["since"] - timedelta(days=1)),
            "at__lt": asked["until"] and end_of(asked["until"]),
        }
        people = self._people(asked)
        if not self.form.is_valid():
            return events.none()
        return events.filter(*people, **{name: value for name, value in wanted.items() if value})

    def _people(self, asked: dict[str, Any]) -> list[Q]:
        """Return the conditions on people; too many of one name are an error of the form."""
        found = []
        for name, condition in PEOPLE.items():
            try:
                found += [condition(asked[name])] if asked[name] else []
            except TooManyPeople:
                self.form.add_error(name, _("Too many people have this name. Enter more of it"))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the filters as they were set, and each event as a sentence."""
        context = super().get_context_data(**kwargs, form=self.form)
        return {**context, "lines": sentences(context["events"])}
