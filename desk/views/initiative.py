"""The officers read what groups want to show: whole initiatives, and roles that are added to them later."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.forms import DecisionForm, InitiativeDecisionForm, RoleDecisionForm
from desk.queues import initiatives_for_officers, roles_for_officers
from desk.views.decide import OWN_GROUP, DecisionPage, Refused, Stale
from desk.views.officer import officer_of
from groups.services import OwnAffair
from initiatives.giveaway import giveaways
from initiatives.models import Initiative, ProtectedAddress, Role
from initiatives.services import (
    NotAllowed,
    StaleDecision,
    accept_role,
    publish_initiative,
    send_back_initiative,
    send_back_role,
)


class Reading(DecisionPage):
    """A page where an officer reads something and lets it be shown, or sends it back."""

    queue: ClassVar[str]
    too_late: ClassVar[Any]

    def settle(self, *, decision: str, message: str, **seen: Any) -> None:
        """Do what was decided. Raises what the services of initiatives raise."""
        raise NotImplementedError

    def decide(self, form: DecisionForm) -> HttpResponse:
        """Do it, or say in words what stands in the way."""
        asked = form.cleaned_data
        seen = {"by": officer_of(self.request), "expected_version": asked["version"]}
        try:
            self.settle(decision=asked["decision"], message=asked["message"], **seen)
        except StaleDecision as stale:
            raise Stale(stale.subject) from stale
        except OwnAffair as own:
            raise Refused(OWN_GROUP) from own
        except NotAllowed as error:
            raise Refused(self.too_late) from error
        messages.success(self.request, _("Decision saved. We will email the group."))
        return redirect(self.queue)


class InitiativePage(Reading):
    """One initiative: all that it says, where it is even when that is protected, and the decision."""

    template_name = "desk/initiative.html"
    decision_form = InitiativeDecisionForm
    queue = "desk:initiatives"
    too_late = gettext_lazy("You cannot decide this now. Check the group is still approved.")

    def find(self, pk: Any) -> Initiative:
        """Return an initiative that was sent; drafts are their group's own."""
        queryset = initiatives_for_officers().select_related("group", "venue", "ward")
        initiative: Initiative = get_object_or_404(queryset, pk=pk)
        return initiative

    def settle(self, *, decision: str, message: str, **seen: Any) -> None:
        """Publish it or send it back."""
        if decision == "publish":
            publish_initiative(initiative=self.subject, now=timezone.now(), **seen)
        else:
            send_back_initiative(initiative=self.subject, message=message, **seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the facts, the protected address among them."""
        initiative, roles = self.subject, list(self.subject.roles.all())
        protected = ProtectedAddress.objects.filter(venue=initiative.venue_id).first()
        return super().get_context_data(
            **kwargs,
            initiative=initiative,
            protected=protected,
            giveaways=giveaways_of(protected, *texts_of(initiative), *map(texts_of_role, roles)),
            times=initiative.weekly_times.all(),
            roles=roles,
        )


class RolePage(Reading):
    """A role that was added to a published initiative: all that it says, and the decision."""

    template_name = "desk/role.html"
    decision_form = RoleDecisionForm
    queue = "desk:roles_to_read"
    too_late = gettext_lazy("You cannot decide this now. Check the initiative is not closed.")

    def find(self, pk: Any) -> Role:
        """Return a role that was sent by itself; others are read with their initiatives."""
        role: Role = get_object_or_404(roles_for_officers(), pk=pk)
        return role

    def settle(self, *, decision: str, message: str, **seen: Any) -> None:
        """Let it look for people or send it back."""
        now = timezone.now()
        if decision == "accept":
            accept_role(role=self.subject, now=now, **seen)
        else:
            send_back_role(role=self.subject, now=now, message=message, **seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role and what it belongs to."""
        role = self.subject
        protected = ProtectedAddress.objects.filter(venue=role.initiative.venue_id).first()
        return super().get_context_data(
            **kwargs,
            role=role,
            initiative=role.initiative,
            giveaways=giveaways_of(protected, texts_of_role(role)),
        )


def texts_of(initiative: Initiative) -> list[str]:
    """Return all that an initiative says in its group's words."""
    contact = (initiative.contact_name, initiative.contact_email, initiative.contact_phone)
    return [initiative.title, initiative.summary, initiative.description, initiative.audience, *contact]


def texts_of_role(role: Role) -> str:
    """Return all that a role says in its group's words."""
    return f"{role.title}\n{role.tasks}"


def giveaways_of(protected: ProtectedAddress | None, *texts: str) -> list[str]:
    """Return the parts of a protected address that some texts contain."""
    if protected is None:
        return []
    return giveaways("\n".join(texts), address=protected.address, postcode=protected.postcode)
