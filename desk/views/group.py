from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.once import SENT_BEFORE, MakesOne
from desk.forms import CheckForm, DecisionForm, GroupDecisionForm
from desk.queues import initiatives_for_officers
from desk.services import decide_on_group
from desk.views.decide import OWN_GROUP, DecisionPage, Refused, Stale
from desk.views.officer import officer_of
from groups.models import Check, Group
from groups.rules import missing_checks
from groups.services import ChecksMissing, NotAllowed, OwnAffair, StaleDecision, record_check


class GroupPage(DecisionPage):
    """One registration: every fact, what was looked into, and the decision."""

    template_name = "desk/group.html"
    decision_form = GroupDecisionForm

    def find(self, pk: Any) -> Group:
        """Return a group that was sent; drafts are their people's own."""
        group: Group = get_object_or_404(Group.objects.for_officers().select_related("ward"), pk=pk)
        return group

    def decide(self, form: DecisionForm) -> HttpResponse:
        """Decide on the group."""
        decision = form.cleaned_data["decision"]
        try:
            group = decide_on_group(
                group=self.subject,
                decision=decision,
                message=form.cleaned_data["message"],
                by=officer_of(self.request),
                now=timezone.now(),
                expected_version=form.cleaned_data["version"],
            )
        except StaleDecision as stale:
            raise Stale(stale.group) from stale
        except ChecksMissing as missing:
            names = "; ".join(str(kind.label) for kind in missing.kinds)
            raise Refused(_("Record these checks first: {names}").format(names=names)) from missing
        except OwnAffair as own:
            raise Refused(OWN_GROUP) from own
        except NotAllowed as error:
            raise Refused(_("You cannot make this decision because of the group’s current status")) from error
        messages.success(self.request, _("Decision saved. We will email the group."))
        return redirect("desk:group", group.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the facts and the forms."""
        group = self.subject
        check_form = kwargs.pop("check_form", None) or CheckForm()
        current = {check.kind: check for check in group.checks.with_officer().current()}
        return super().get_context_data(
            **kwargs,
            group=group,
            check_form=check_form,
            checks=[(kind, current.get(kind)) for kind in Check.Kind],
            missing=missing_checks(group),
            older=group.checks.with_officer().exclude(superseded_at=None),
            decisions=group.decisions.with_officer(),
            members=group.memberships.with_people(),
            resembling=Group.objects.resembling(group)[:5],
            initiatives=initiatives_for_officers().of_group(group),
        )


class RecordCheck(MakesOne, GroupPage):
    """The same page, where an officer records what they looked into."""

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the check down."""
        self.subject = self.find(kwargs["pk"])
        form = CheckForm(request.POST)
        if not form.is_valid():
            return self.show(check_form=form)
        try:
            record_check(group=self.subject, by=officer_of(request), now=timezone.now(), **form.cleaned_data)
        except OwnAffair:
            form.add_error(None, OWN_GROUP)
            return self.show(check_form=form)
        messages.success(request, _("Check recorded."))
        return redirect("desk:group", self.subject.pk)

    def sent_before(self, landed_on: str) -> HttpResponse:
        """Keep what was typed."""
        self.subject = self.find(self.kwargs["pk"])
        form = CheckForm(self.request.POST)
        form.add_error(None, SENT_BEFORE)
        return self.show(check_form=form)
