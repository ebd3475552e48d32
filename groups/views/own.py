from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from groups.models import Group
from groups.rules import may_answer
from groups.steps import STEPS


class OwnGroup:
    """A page about a group that the person may act for. Other people's groups don't exist here."""

    group: Group
    person: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the group among the person's own."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view it is mixed into
        self.person = cast("User", request.user)
        self.group = get_object_or_404(Group.objects.of(self.person), pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the group, with the officer's words while changes are asked for."""
        asked = self.group.state == Group.State.CHANGES_REQUESTED
        decision = self.group.decisions.first() if asked else None
        return super().get_context_data(  # type: ignore[misc]  # the view it is mixed into
            **kwargs, group=self.group, asked_for=decision.message if decision else ""
        )

    def changes(self) -> dict[str, str]:
        """Return the addresses where answers can be changed now, by question."""
        return {
            step.slug: reverse("groups:step", args=[self.group.pk, step.slug])
            for step in STEPS
            if may_answer(self.group, step)
        }
