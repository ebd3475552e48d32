from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from core.registration.steps import Step
from core.registration.views import OwnRecord
from groups.models import Group
from groups.rules import may_answer
from groups.steps import STEP_BY_SLUG, STEPS


class OwnGroup(OwnRecord):
    """A page about a group that the person may act for. Other groups give 404."""

    group: Group
    person: User
    steps = STEPS
    home = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the group among the person's own."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view provides it
        self.person = cast("User", request.user)
        self.group = get_object_or_404(Group.objects.of(self.person), pk=kwargs["pk"])

    @property
    def record(self) -> Group:
        """The group."""
        return self.group

    @property
    def is_registering(self) -> bool:
        """Whether the group is not approved yet."""
        return not self.group.is_listed

    def address(self, page: str, *args: Any) -> str:
        """Return the address of a page about the group."""
        return reverse(f"groups:{page}", args=[self.group.pk, *args])

    def may_change(self, step: Step) -> bool:
        """Return whether the group's people may change this answer in its current state."""
        return may_answer(self.group, STEP_BY_SLUG[step.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the group, and the officer's message if changes are asked for."""
        asked = self.group.state == Group.State.CHANGES_REQUESTED
        decision = self.group.decisions.first() if asked else None
        return super().get_context_data(  # type: ignore[misc]  # the view provides it
            **kwargs, group=self.group, asked_for=decision.message if decision else ""
        )
