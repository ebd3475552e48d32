"""Who looked at a volunteer's details: officers' pages log it, and the person sees it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.signed_in import person_of
from core.lists import CursorList
from initiatives.models import Role
from matching.models import Viewing
from matching.services import log_looks
from volunteers.models import Volunteer
from volunteers.views.own import OwnProfile


class LogsLooks:
    """An officers' page that shows volunteers one by one: whoever is shown it has looked at them."""

    request: HttpRequest
    purpose: ClassVar[Viewing.Purpose]

    def looked_at(self) -> list[Volunteer]:
        """Return whom the page shows."""
        raise NotImplementedError

    def looked_for(self) -> Role | None:
        """Return the role that they are seen from, if there is one."""
        return None

    def why(self) -> Viewing.Purpose:
        """Return what the officer is doing on the page."""
        return self.purpose

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Log the look: once a day for each purpose, whatever is sent or loaded again."""
        log_looks(
            volunteers=self.looked_at(),
            purpose=self.why(),
            role=self.looked_for(),
            by=person_of(self.request),
            now=timezone.now(),
        )
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view
        return context


class MyLooks(OwnProfile, CursorList):
    """When officers looked at the person's details, and what for; never which officer."""

    template_name = "matching/my_looks.html"
    context_object_name = "looks"

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the person may know of."""
        return Viewing.objects.told_to(self.request.user, today=timezone.localdate())
