"""Senior officers see who looked at volunteers' details."""

from typing import Any

from django.db.models import QuerySet

from accounts.mixins import SeniorOfficerRequired
from core.lists import CursorList
from desk.forms import LooksForm
from matching.models import Viewing


class Looks(SeniorOfficerRequired, CursorList):
    """Who looked at whom, when and what for, the newest first."""

    template_name = "desk/looks.html"
    context_object_name = "looks"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the looks that were asked for; nothing while the question has errors."""
        self.form = LooksForm(self.request.GET)
        looks = Viewing.objects.with_facts().order_by("-seen_at", "-pk")
        if not self.form.is_valid():
            return looks.none()
        asked = self.form.cleaned_data
        wanted = {
            "seen_by__name__icontains": asked["officer"],
            "volunteer__reference": asked["reference"].upper(),
            "purpose": asked["purpose"],
        }
        return looks.filter(**{name: value for name, value in wanted.items() if value})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the filters as they were set."""
        return super().get_context_data(**kwargs, form=self.form)
