from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.models import User
from core.registration.steps import Step
from core.registration.views import OwnRecord
from volunteers.models import Volunteer
from volunteers.steps import STEPS


class OwnProfile(OwnRecord):
    """A page about the person's own profile. People without a profile get 404."""

    volunteer: Volunteer
    person: User
    states: frozenset[str] = frozenset({Volunteer.State.ACTIVE, Volunteer.State.PAUSED})
    steps = STEPS
    home = "details"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Load the profile. If it is in another state, redirect to the page for that state."""
        self.person = cast("User", request.user)
        volunteer: Volunteer = get_object_or_404(
            Volunteer.objects.of(request.user).select_related("ward", "user")
        )
        if volunteer.state == Volunteer.State.LEFT:
            return redirect("volunteers:start")
        if volunteer.state not in self.states:
            return redirect("matching:my" if volunteer.is_registered else "volunteers:tasks")
        self.volunteer = volunteer
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view provides it

    @property
    def record(self) -> Volunteer:
        """The profile."""
        return self.volunteer

    @property
    def is_registering(self) -> bool:
        """Whether the registration is not finished."""
        return not self.volunteer.is_registered

    def address(self, page: str, *args: Any) -> str:
        """Return the address of one of the person's own pages."""
        return reverse(f"volunteers:{page}", args=args)

    def step_address(self, step: Step) -> str:
        """Return the address where a question is answered, while registering or later."""
        return self.address("step" if self.is_registering else "change", step.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the volunteer."""
        return super().get_context_data(**kwargs, volunteer=self.volunteer)  # type: ignore[misc]  # as above
