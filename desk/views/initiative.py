from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from desk.forms import DecisionForm, InitiativeDecisionForm
from desk.queues import initiatives_for_officers
from desk.views.decide import OWN_GROUP, DecisionPage, Refused, Stale
from desk.views.officer import officer_of
from groups.services import OwnAffair
from initiatives.models import Initiative, ProtectedAddress
from initiatives.services import NotAllowed, StaleDecision, publish_initiative, send_back_initiative


class InitiativePage(DecisionPage):
    """One initiative: all that it says, where it is even when that is protected, and the decision."""

    template_name = "desk/initiative.html"
    decision_form = InitiativeDecisionForm

    def find(self, pk: Any) -> Initiative:
        """Return an initiative that was sent; drafts are their group's own."""
        queryset = initiatives_for_officers().select_related("group", "venue", "ward")
        initiative: Initiative = get_object_or_404(queryset, pk=pk)
        return initiative

    def decide(self, form: DecisionForm) -> HttpResponse:
        """Publish it or send it back."""
        asked = form.cleaned_data
        seen = {
            "initiative": self.subject,
            "by": officer_of(self.request),
            "expected_version": asked["version"],
        }
        try:
            if asked["decision"] == "publish":
                publish_initiative(**seen, now=timezone.now())
            else:
                send_back_initiative(**seen, message=asked["message"])
        except StaleDecision as stale:
            raise Stale(stale.initiative) from stale
        except OwnAffair as own:
            raise Refused(OWN_GROUP) from own
        except NotAllowed as error:
            raise Refused(_("This can’t be decided now. Is the group still approved?")) from error
        messages.success(self.request, _("Decided. The group’s people have been told by mail."))
        return redirect("desk:initiatives")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the facts, the protected address among them."""
        initiative = self.subject
        return super().get_context_data(
            **kwargs,
            initiative=initiative,
            protected=ProtectedAddress.objects.filter(venue=initiative.venue_id).first(),
            times=initiative.weekly_times.all(),
            roles=initiative.roles.all(),
        )
