"""An officer holds two volunteers side by side for one role."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from core.keys import keys_in
from matching.ranking import PAGE_SIZE, Look, look_at
from matching.views.current_weights import weights_now
from matching.views.officers import OneRole
from volunteers.models import Volunteer

TWO = 2


class Compare(OneRole, TemplateView):
    """Two people as seen from a role: every gate, every part of the score, and when each was last asked."""

    template_name = "matching/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Judge both as of now; of more or fewer than two, ask for two."""
        people = self.chosen()
        if len(people) != TWO:
            return super().get_context_data(**kwargs, people=[], chosen=people)
        today = timezone.localdate()
        looks = look_at(self.role, *people, on=today, weights=weights_now())
        return super().get_context_data(**kwargs, people=list(zip(people, looks, strict=True)), **rows(looks))

    def chosen(self) -> list[Volunteer]:
        """Return the people in the address, in its order; nonsense is nobody."""
        keys = keys_in(self.request.GET.getlist("person"))
        found = Volunteer.objects.registered().in_bulk(keys[:PAGE_SIZE])
        return [found[key] for key in keys if key in found]


def rows(looks: list[Look]) -> dict[str, Any]:
    """Return gates and parts line by line: what the one and the other has of each."""
    return {
        "gates": list(zip(*(look.verdict.findings for look in looks), strict=True)),
        "parts": list(zip(*(look.score.parts for look in looks), strict=True)),
    }
