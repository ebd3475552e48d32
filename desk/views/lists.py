"""The officers' day and their lists."""

from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.mixins import OfficerRequired
from core.lists import CursorList
from desk.forms import ListForm
from desk.queues import (
    initiatives_for_officers,
    last_day_of_notice,
    roles_for_officers,
    roles_needing_people,
    volunteers_for_officers,
)
from desk.views.officer import officer_of
from groups.models import Group, GroupChange
from initiatives.models import Initiative, InitiativeChange
from matching.models import Offer, Override
from notifications.models import Message
from volunteers.models import Volunteer

FIRST_FEW = 10


class Home(OfficerRequired, TemplateView):
    """The officer's day: what waits, the oldest first."""

    template_name = "desk/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count what waits and show the first few of it."""
        groups = Group.objects.awaiting_officer()
        initiatives = Initiative.objects.awaiting_officer()
        new_roles = roles_for_officers().awaiting_officer()
        roles = roles_needing_people(on=timezone.localdate())
        day = timezone.localdate()
        checks = Offer.objects.with_check_ending(by=last_day_of_notice(day)).with_facts()
        return super().get_context_data(
            **kwargs,
            checks_to_see_to_count=Offer.objects.to_see_to(day).count(),
            checks=checks[:FIRST_FEW],
            group_count=groups.count(),
            initiative_count=initiatives.count(),
            new_role_count=new_roles.count(),
            role_count=roles.count(),
            change_count=GroupChange.objects.waiting().count() + InitiativeChange.objects.waiting().count(),
            forbidden_count=Offer.objects.forbidden().count(),
            override_count=Override.objects.to_decide(timezone.now()).count(),
            undelivered_count=self._undelivered(),
            groups=groups[:FIRST_FEW],
            initiatives=initiatives.select_related("group")[:FIRST_FEW],
            new_roles=new_roles[:FIRST_FEW],
            roles=roles[:FIRST_FEW],
        )

    def _undelivered(self) -> int:
        """Return how many emails were not delivered, for whoever may see them."""
        user = officer_of(self.request)
        return Message.objects.undelivered().count() if user.is_senior_officer else 0


class StateList(OfficerRequired, CursorList):
    """A list that is narrowed down by state, with plain links, and by words."""

    states: ClassVar[Any]

    def everything(self) -> QuerySet[Any]:
        """Return what officers may see, in the order of the list."""
        raise NotImplementedError

    def waiting_first(self, rows: QuerySet[Any], state: str) -> QuerySet[Any]:
        """Return the rows of a state in the order that suits it."""
        return rows.filter(state=state)

    def with_words(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """Keep what has the words."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """Return what was asked for; nothing while the question has errors."""
        self.form = ListForm(self.request.GET, states=[("", ""), *self.states.choices])
        rows = self.everything()
        if not self.form.is_valid():
            return rows.none()
        asked = self.form.cleaned_data
        rows = self.with_words(rows, asked["q"]) if asked["q"] else rows
        return self.waiting_first(rows, asked["state"]) if asked["state"] else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the links to each state, with how many there are."""
        rows = self.everything().order_by().values_list("state").annotate(number=Count("pk"))
        counts = dict(rows)
        links = [(state, words, counts[state]) for state, words in self.states.choices if state in counts]
        chosen = self.form.cleaned_data.get("state", "")
        return super().get_context_data(
            **kwargs, form=self.form, links=links, chosen=chosen, everything=sum(counts.values())
        )


class GroupList(StateList):
    """Every group that was ever sent; those that wait for an officer come oldest first."""

    template_name = "desk/groups.html"
    context_object_name = "groups"
    states = Group.State

    def everything(self) -> QuerySet[Any]:
        """Return all but drafts."""
        return Group.objects.for_officers()

    def waiting_first(self, rows: QuerySet[Any], state: str) -> QuerySet[Any]:
        """Put the oldest registration first where officers have to act."""
        rows = super().waiting_first(rows, state)
        return rows.order_by("submitted_at", "pk") if state == Group.State.SUBMITTED else rows

    def with_words(self, rows: Any, words: str) -> QuerySet[Any]:
        """Keep the groups with this in their name or reference."""
        return rows.named_like(words)


class InitiativeList(StateList):
    """Every initiative that was ever sent; those that wait for an officer come oldest first."""

    template_name = "desk/initiatives.html"
    context_object_name = "initiatives"
    states = Initiative.State

    def everything(self) -> QuerySet[Any]:
        """Return all but drafts, each with its group."""
        return initiatives_for_officers()

    def waiting_first(self, rows: QuerySet[Any], state: str) -> QuerySet[Any]:
        """Put the oldest first where officers have to act."""
        rows = super().waiting_first(rows, state)
        return rows.order_by("submitted_at", "pk") if state == Initiative.State.SUBMITTED else rows

    def with_words(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """Keep the initiatives with this in their title."""
        return rows.filter(title__icontains=words)


class VolunteerList(StateList):
    """Everybody who has finished registering as a volunteer."""

    template_name = "desk/volunteers.html"
    context_object_name = "volunteers"
    states = Volunteer.State

    def everything(self) -> QuerySet[Any]:
        """Return all but unfinished registrations."""
        return volunteers_for_officers()

    def with_words(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """Keep the people with this in their name or reference."""
        return rows.filter(Q(name__icontains=words) | Q(reference__icontains=words))


class RoleList(OfficerRequired, CursorList):
    """The roles that need people, those that start first at the top."""

    template_name = "desk/roles.html"
    context_object_name = "roles"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the open roles with too few people."""
        return roles_needing_people(on=timezone.localdate())


class RolesToRead(OfficerRequired, CursorList):
    """The roles that were added to what is published, those that have waited longest first."""

    template_name = "desk/roles_to_read.html"
    context_object_name = "roles"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the roles that wait for an officer."""
        return roles_for_officers().awaiting_officer()
