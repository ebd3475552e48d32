from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.models import User
from volunteers.models import Volunteer
from volunteers.steps import STEPS


class OwnProfile:
    """A page about the person's own profile. For who has none it does not exist."""

    volunteer: Volunteer
    person: User
    states: frozenset[str] = frozenset({Volunteer.State.ACTIVE, Volunteer.State.PAUSED})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the profile. One in another state has another page."""
        self.person = cast("User", request.user)
        volunteer: Volunteer = get_object_or_404(
            Volunteer.objects.of(request.user).select_related("ward", "user")
        )
        if volunteer.state == Volunteer.State.LEFT:
            return redirect("volunteers:start")
        if volunteer.state not in self.states:
            return redirect("matching:my" if volunteer.is_registered else "volunteers:tasks")
        self.volunteer = volunteer
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view it is mixed into

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the person."""
        return super().get_context_data(**kwargs, volunteer=self.volunteer)  # type: ignore[misc]  # as above

    def changes(self) -> dict[str, str]:
        """Return the address where each answer is changed, by question."""
        page = "volunteers:change" if self.volunteer.is_registered else "volunteers:step"
        return {step.slug: reverse(page, args=[step.slug]) for step in STEPS}
