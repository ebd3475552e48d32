"""Officers read what groups change of what is public already, beside what is there now."""

from abc import abstractmethod
from collections import defaultdict
from datetime import timedelta
from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.mixins import OfficerRequired
from core.models import AuditEvent
from core.pending import with_change
from desk.forms import ChangeDecisionForm, DecisionForm
from desk.views.decide import LATEST, OWN_GROUP, DecisionPage, Refused, Stale
from desk.views.initiative import giveaways_of, texts_of, texts_of_role
from desk.views.officer import officer_of
from groups import services as groups
from groups.forms import LABELS as GROUP_LABELS
from groups.models import Group, GroupChange
from initiatives import services as initiatives
from initiatives.contents import TEXTS, contents_of
from initiatives.forms.labels import LABELS, ROLE_LABELS
from initiatives.models import Initiative, InitiativeChange, ProtectedAddress, Role
from strategy.models import Priority

MOST_SHOWN = 100
RECENT = timedelta(days=14)
# What a group changed of something public without an officer.
UNREAD: dict[str, Any] = {
    "group.answered": Group,
    "initiative.changed": Initiative,
    "role.changed": Role,
}
ADDRESSES = {
    "groups.group": "desk:group",
    "initiatives.initiative": "desk:initiative",
    "initiatives.role": "matching:role",
}


class Difference(NamedTuple):
    """One thing that is changed: what it is called, and how it reads now and then."""

    label: Any
    before: str
    after: str


class ChangePage(DecisionPage):
    """One change: what is public now, what would be, and the decision."""

    template_name = "desk/change.html"
    decision_form = ChangeDecisionForm
    address: ClassVar[str]

    @abstractmethod
    def publish(self, **seen: Any) -> None:
        """Let it take effect. Raises what the services of its app raise."""

    @abstractmethod
    def send_back(self, message: str, **seen: Any) -> None:
        """Send it back. Raises the same."""

    def decide(self, form: DecisionForm) -> HttpResponse:
        """Let it take effect or send it back, or say what stands in the way."""
        asked = form.cleaned_data
        seen = {"by": officer_of(self.request), "expected_version": asked["version"]}
        try:
            if asked["decision"] == "publish":
                self.publish(**seen)
            else:
                self.send_back(asked["message"], **seen)
        except (groups.StaleChange, initiatives.StaleDecision) as stale:
            raise Stale(stale.subject) from stale
        except (groups.ChangeDecided, initiatives.ChangeDecided):
            messages.warning(
                self.request, _("Nothing has changed because there is nothing to decide any more.")
            )
            return redirect("desk:changes")
        except groups.OwnAffair as own:
            raise Refused(OWN_GROUP) from own
        except (groups.NotAllowed, initiatives.NotAllowed, initiatives.PlacesHeld) as error:
            raise Refused(_("This cannot take effect now. Check the group and the initiative.")) from error
        messages.success(self.request, _("Decision saved. We will email the group."))
        return redirect("desk:changes")

    def show_stale(self, stale: Stale, form: DecisionForm) -> HttpResponse:
        """Say that the group has changed it since, and keep the words that the officer wrote."""
        self.subject = stale.subject
        kept = {"version": self.subject.version, "message": form.cleaned_data["message"]}
        again = self.decision_form(subject=self.subject, initial=kept)
        return self.show(status=409, decision_form=again, is_overtaken=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what happened to what it is of."""
        change = self.subject
        events = AuditEvent.objects.about(change.subject).order_by("-position")[:LATEST]
        context = super().get_context_data(**kwargs, change=change, address=self.address)
        return {**context, "events": events}


class GroupChangePage(ChangePage):
    """A change of an approved group."""

    address = "desk:group_change"

    def find(self, pk: Any) -> GroupChange:
        """Return a change that nobody has decided about."""
        change: GroupChange = get_object_or_404(GroupChange.objects.with_subject(), pk=pk)
        return change

    def publish(self, **seen: Any) -> None:
        """Let it take effect."""
        groups.publish_change(change=self.subject, now=timezone.now(), **seen)

    def send_back(self, message: str, **seen: Any) -> None:
        """Send it back."""
        groups.send_back_change(change=self.subject, message=message, **seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hold old and new side by side."""
        change = self.subject
        rows = [
            Difference(label, getattr(change.group, name), change.answers[name])
            for name, label in GROUP_LABELS.items()
            if name in change.answers
        ]
        return super().get_context_data(
            **kwargs, rows=rows, group=change.group, giveaways=giveaways_of_group(change)
        )


class InitiativeChangePage(ChangePage):
    """A change of an initiative that the public sees, or of a role of one."""

    address = "desk:initiative_change"

    def find(self, pk: Any) -> InitiativeChange:
        """Return a change that nobody has decided about."""
        change: InitiativeChange = get_object_or_404(InitiativeChange.objects.with_subject(), pk=pk)
        return change

    def publish(self, **seen: Any) -> None:
        """Let it take effect."""
        initiatives.publish_change(change=self.subject, **seen)

    def send_back(self, message: str, **seen: Any) -> None:
        """Send it back."""
        initiatives.send_back_change(change=self.subject, message=message, **seen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hold old and new side by side, and name what gives a private address away."""
        change, role = self.subject, self.subject.role
        whole = change.whole
        protected = ProtectedAddress.objects.filter(venue=whole.venue_id).first()
        wanted = with_change(role, change) if role else None
        new = [texts_of_role(wanted)] if wanted else [change.answers.get(name, "") for name in TEXTS]
        return super().get_context_data(
            **kwargs,
            group=whole.group,
            initiative=whole,
            rows=[] if role else differences(whole, change.answers),
            role=role,
            wanted=wanted,
            giveaways=giveaways_of(protected, *texts_of(whole), *new),
        )


def giveaways_of_group(change: GroupChange) -> list[str]:
    """Return the parts of any private address of a group that the words of a change contain."""
    words = [str(value) for value in change.answers.values()]
    found = [
        giveaways_of(protected, *words)
        for protected in ProtectedAddress.objects.filter(venue__group=change.group)
    ]
    return sorted({part for parts in found for part in parts})


def differences(initiative: Initiative, answers: dict[str, Any]) -> list[Difference]:
    """Return what a change would change of an initiative."""
    present = contents_of(initiative)
    return [
        Difference(label, in_words(name, present.get(name)), in_words(name, answers[name]))
        for name, label in LABELS.items()
        if name in answers
    ]


def in_words(name: str, value: Any) -> str:
    """Return a value of an initiative as officers read it, a line each."""
    if name == "priorities":
        return "\n".join(Priority.objects.filter(pk__in=value).values_list("name", flat=True))
    if name == "weekly_times":
        return "\n".join(f"{WEEKDAYS[day]}, {starts} – {ends}" for day, starts, ends in value)
    if name == "private_place":
        return _("Private, from now on") if value else ""
    if name == "place":
        return place_in_words(value)
    return str(value)


def place_in_words(place: dict[str, Any] | None) -> str:
    """Return where an initiative is; of a private place, only that it is private."""
    if place is None or place["is_protected"]:
        return _("A private address")
    return "\n".join(filter(None, (place["name"], place["address"], place["postcode"])))


class Unread(NamedTuple):
    """What a group changed of something public without an officer."""

    event: AuditEvent
    subject: Any
    address: str
    names: list[Any]


class Changes(OfficerRequired, TemplateView):
    """What waits to be read, the oldest first, and what took effect at once, the newest first."""

    template_name = "desk/changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List both."""
        of_groups = GroupChange.objects.waiting().with_subject()
        of_initiatives = InitiativeChange.objects.waiting().with_subject()
        return super().get_context_data(
            **kwargs,
            of_groups=of_groups[:MOST_SHOWN],
            of_initiatives=of_initiatives[:MOST_SHOWN],
            unread=self.unread(),
            days=RECENT.days,
        )

    def unread(self) -> list[Unread]:
        """Return what took effect at once, the newest first. The same queries for any number."""
        events = list(
            AuditEvent.objects.filter(
                action__in=UNREAD, at__gte=timezone.now() - RECENT, details__is_public=True
            ).order_by("-at", "-pk")[:MOST_SHOWN]
        )
        keys: dict[str, set[str]] = defaultdict(set)
        for event in events:
            keys[event.action].add(event.subject_id)
        found = {
            action: {str(each.pk): each for each in model.objects.filter(pk__in=keys[action])}
            for action, model in UNREAD.items()
        }
        labels = {**ROLE_LABELS, **LABELS, **GROUP_LABELS}
        return [
            Unread(
                event,
                found[event.action][event.subject_id],
                ADDRESSES[event.subject_type],
                [labels[name] for name in event.details["fields"] if name in labels],
            )
            for event in events
            if event.subject_id in found[event.action]
        ]
