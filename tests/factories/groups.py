from datetime import UTC, datetime, timedelta

import factory
from django.utils import timezone

from groups.models import Check, Decision, Group, GroupChange, Invitation, Membership
from tests.factories.accounts import OfficerFactory, UserFactory

A_MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class DraftGroupFactory(factory.django.DjangoModelFactory):
    """A registration that was begun and holds nothing yet."""

    class Meta:
        model = Group

    reference = factory.Sequence(lambda n: f"SWP-G-T{n:05d}")


class SubmittedGroupFactory(DraftGroupFactory):
    """A complete registration that waits for an officer."""

    state = Group.State.SUBMITTED
    name = factory.Sequence(lambda n: f"Group {n}")
    legal_form = Group.LegalForm.RESIDENTS
    summary = "We bring neighbours together."
    audience = "Anyone who lives nearby"
    postcode = "WV1 1RG"
    public_email = "hello@group.example"
    contact_name = "Asha Contact"
    contact_email = "asha@group.example"
    contact_phone = "01632 960 001"
    safeguarding_name = "Sita Lead"
    safeguarding_email = "sita@group.example"
    safeguarding_phone = "01632 960 002"
    declared_at = A_MONDAY
    submitted_at = A_MONDAY


class GroupFactory(SubmittedGroupFactory):
    """A group that the public may see."""

    state = Group.State.APPROVED
    decided_at = A_MONDAY


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.OWNER


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    group = factory.SubFactory(GroupFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.com")
    invited_by = factory.SubFactory(UserFactory)
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda invitation: invitation.invited_at + timedelta(days=14))


class CheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Check

    group = factory.SubFactory(SubmittedGroupFactory)
    kind = Check.Kind.CONTACT
    outcome = Check.Outcome.PASSED
    checked_by = factory.SubFactory(OfficerFactory)
    checked_at = A_MONDAY


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    group = factory.SubFactory(GroupFactory)
    state = Group.State.APPROVED
    decided_by = factory.SubFactory(OfficerFactory)
    decided_at = A_MONDAY


class GroupChangeFactory(factory.django.DjangoModelFactory):
    """A new purpose of an approved group, which waits for an officer."""

    class Meta:
        model = GroupChange

    group = factory.SubFactory(GroupFactory)
    answers = factory.LazyFunction(lambda: {"summary": "We bring everybody together."})
    version = 1
    sent_by = factory.SubFactory(UserFactory)
    sent_at = A_MONDAY
