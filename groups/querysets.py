from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core import search

SEARCH_KIND = "group"
# The fields of a group that hold personal data, with their empty values; and the rows that do.
PEOPLE = {
    "public_email": "",
    "public_phone": "",
    "website": "",
    "contact_name": "",
    "contact_email": "",
    "contact_phone": "",
    "safeguarding_name": "",
    "safeguarding_email": "",
    "safeguarding_phone": "",
    "postcode": "",
    "latitude": None,
    "longitude": None,
    "ward": None,
}
PUBLIC_FACTS = (
    "name", "legal_form", "register_number", "summary", "audience", "public_email", "public_phone", "website",
)  # fmt: skip
PEOPLE_ROWS = ("memberships", "checks", "decisions")


class GroupQuerySet(models.QuerySet[Any]):
    """Community groups."""

    def lock(self, pk: Any) -> Any:
        """Return one group, locked until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def listed(self) -> "GroupQuerySet":
        """Return the groups that the public may see."""
        return self.filter(state="approved")

    def awaiting_officer(self) -> "GroupQuerySet":
        """Return the registrations that are waiting for an officer, oldest first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")

    def for_officers(self) -> "GroupQuerySet":
        """Return the groups that officers may open: those that were ever sent."""
        return self.exclude(state="draft")

    def unfinished(self) -> "GroupQuerySet":
        """Return the registrations that their people are still filling in, newest first."""
        return self.filter(state__in=["draft", "changes_requested"]).order_by("-created_at", "pk")

    def drafts(self) -> "GroupQuerySet":
        """Return the registrations that were never sent."""
        return self.filter(state="draft")

    def turned_down_before(self, moment: datetime) -> "GroupQuerySet":
        """Return groups that were refused before a moment, or sent back for changes and not touched since."""
        return self.filter(
            Q(state="refused", decided_at__lt=moment) | Q(state="changes_requested", updated_at__lt=moment)
        )

    def suspended_before(self, moment: datetime) -> "GroupQuerySet":
        """Return the groups that were suspended before a moment and still are."""
        return self.filter(state="suspended", decided_at__lt=moment)

    def with_people_known(self) -> "GroupQuerySet":
        """Return the groups with any personal data left, in their fields or in related rows."""
        kept = [~Q(**{name: blank}) for name, blank in PEOPLE.items()]
        rows = [
            Exists(
                self.model._meta.get_field(name).related_model.objects.filter(group=OuterRef("pk")).order_by()
            )
            for name in PEOPLE_ROWS
        ]
        return self.filter(reduce(or_, [*kept, *map(Q, rows)]))

    def unchanged_since(self, moment: datetime) -> "GroupQuerySet":
        """Return the groups whose registration was last changed before a moment."""
        return self.filter(updated_at__lt=moment)

    def of(self, user: Any) -> "GroupQuerySet":
        """Return the groups that a person may act for."""
        return self.filter(memberships__user=user)

    def covering(self, ward: Any) -> "GroupQuerySet":
        """Return the groups that work in a ward."""
        return self.filter(wards=ward)

    def serving(self, priority: Any) -> "GroupQuerySet":
        """Return the groups that serve a priority of the strategy."""
        return self.filter(priorities=priority)

    def about(self, words: str) -> "GroupQuerySet":
        """Return the listed groups whose public text has all the words."""
        return self.listed().filter(pk__in=search.matching(SEARCH_KIND, words))

    def named_like(self, words: str) -> "GroupQuerySet":
        """Return the groups whose name or reference contains the words, ignoring case."""
        return self.filter(Q(name__icontains=words) | Q(reference__icontains=words))

    def resembling(self, group: Any) -> "GroupQuerySet":
        """Return other groups that were sent with the same name or register number."""
        same_number = Q(register_number=group.register_number) & ~Q(register_number="")
        return self.for_officers().exclude(pk=group.pk).filter(Q(name__iexact=group.name) | same_number)

    def with_list_facts(self) -> "GroupQuerySet":
        """Return the groups with only what lists show; `named_wards` has the wards' names."""
        wards = self.model._meta.get_field("wards").related_model.objects.only("name")
        return self.only("name", "legal_form", "summary").prefetch_related(
            models.Prefetch("wards", wards, to_attr="named_wards")
        )

    def with_public_facts(self) -> "GroupQuerySet":
        """Return the groups with what their public pages say, in a fixed number of queries."""
        wards, priorities = (
            self.model._meta.get_field(name).related_model.objects for name in ("wards", "priorities")
        )
        return self.only(*PUBLIC_FACTS).prefetch_related(
            models.Prefetch("wards", wards.only("name")),
            models.Prefetch("priorities", priorities.only("name", "is_sensitive")),
        )


class GroupChangeQuerySet(models.QuerySet[Any]):
    """Changes of groups that wait for an officer."""

    def waiting(self) -> "GroupChangeQuerySet":
        """Return the changes that an officer has to read, the oldest first."""
        return self.filter(officer_message="").order_by("sent_at", "pk")

    def with_subject(self) -> "GroupChangeQuerySet":
        """Return the changes, each with its group and who sent it."""
        return self.select_related("group", "sent_by")


class MembershipQuerySet(models.QuerySet[Any]):
    """Who may act for which group."""

    def owners(self) -> "MembershipQuerySet":
        """Return the owners."""
        return self.filter(role="owner")

    def editors(self) -> "MembershipQuerySet":
        """Return the editors, who can be removed."""
        return self.filter(role="editor")

    def with_people(self) -> "MembershipQuerySet":
        """Return the memberships, each with its person."""
        return self.select_related("user")


class InvitationQuerySet(models.QuerySet[Any]):
    """Who was asked to act for which group."""

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Return the invitations that can be answered."""
        return self.filter(state="open", expires_at__gt=now)

    def unanswered(self, now: datetime) -> "InvitationQuerySet":
        """Return the invitations whose time was over before anybody answered."""
        return self.filter(state="open", expires_at__lte=now)

    def declined(self) -> "InvitationQuerySet":
        """Return the invitations that someone said no to."""
        return self.filter(state="declined")

    def to_address(self, email: str) -> "InvitationQuerySet":
        """Return the invitations to an address, each with its group and who invited."""
        return self.filter(email=email).select_related("group", "invited_by")

    def made_since(self, moment: datetime) -> "InvitationQuerySet":
        """Return the invitations made after a moment, whatever has become of them."""
        return self.filter(invited_at__gt=moment)

    def made_by(self, user: Any) -> "InvitationQuerySet":
        """Return the invitations that a person made, for any group."""
        return self.filter(invited_by=user)

    def ended_before(self, moment: datetime) -> "InvitationQuerySet":
        """Return the invitations whose time was over before a moment."""
        return self.filter(expires_at__lt=moment)


class CheckQuerySet(models.QuerySet[Any]):
    """Officers' checks of groups."""

    def with_officer(self) -> "CheckQuerySet":
        """Return the checks, newest first, each with its officer."""
        return self.select_related("checked_by")

    def current(self) -> "CheckQuerySet":
        """Return the checks that count."""
        return self.filter(superseded_at=None)

    def settled(self) -> "CheckQuerySet":
        """Return the checks that count and allow the group to be approved."""
        return self.current().exclude(outcome="failed")


class DecisionQuerySet(models.QuerySet[Any]):
    """Officers' decisions on groups."""

    def with_officer(self) -> "DecisionQuerySet":
        """Return the decisions, newest first, each with its officer."""
        return self.select_related("decided_by")
