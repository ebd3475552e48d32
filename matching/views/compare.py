"""An officer holds two volunteers side by side for one role."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.keys import keys_in
from initiatives.models import Role
from matching.models import Viewing
from matching.ranking import PAGE_SIZE, Look, look_at
from matching.views.current_weights import weights_now
from matching.views.looks import LogsLooks
from matching.views.officers import OneRole
from volunteers.models import Volunteer

TWO = 2


class Compare(LogsLooks, OneRole, TemplateView):
    """Two people as seen from a role: every gate, every part of the score, and when each was last asked."""

    template_name = "matching/compare.html"
    purpose = Viewing.Purpose.MATCHING

    def looked_at(self) -> list[Volunteer]:
        """Return the two; of any other number only names are shown."""
        return self.chosen if len(self.chosen) == TWO else []

    def looked_for(self) -> Role:
        """Return the role."""
        return self.role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Judge both as of now; of more or fewer than two, ask for two."""
        people = self.chosen
        if len(people) != TWO:
            return super().get_context_data(**kwargs, people=[], chosen=people)
        today = timezone.localdate()
        looks = look_at(self.role, *people, on=today, weights=weights_now())
        return super().get_context_data(**kwargs, people=list(zip(people, looks, strict=True)), **rows(looks))

    @cached_property
    def chosen(self) -> list[Volunteer]:
        """Return the people in the address, in its order; nonsense is nobody."""
        keys = keys_in(self.request.GET.getlist("person"))
        found = Volunteer.objects.to_match(timezone.localdate()).in_bulk(keys[:PAGE_SIZE])
        return [found[key] for key in keys if key in found]


def rows(looks: list[Look]) -> dict[str, Any]:
    """Return gates and parts line by line: what the one and the other has of each."""
    return {
        "gates": list(zip(*(look.verdict.findings for look in looks), strict=True)),
        "parts": list(zip(*(look.score.parts for look in looks), strict=True)),
    }
