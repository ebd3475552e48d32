from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

UNSENT = Keep(
    90,
    "days",
    after=_("the last change to a registration that was never sent"),
    work="groups.retention.forget_unsent",
)
REFUSED = Keep(
    1,
    "years",
    after=_("we refuse a registration, or ask for changes that are not made"),
    work="groups.retention.forget_refused",
)
SUSPENDED = Keep(
    6,
    "years",
    after=_("we suspend a group, if the suspension does not end"),
    work="groups.retention.forget_suspended",
)
GROUP_LIFE = (UNSENT, REFUSED, SUSPENDED)
PUBLIC_CONTACT = Personal(
    what=_("How people can contact a group: its email address, telephone number and website"),
    why=_("So that people can join in"),
    keep=GROUP_LIFE,
    seen_by=_("Everyone, once the group is approved"),
)
PRIVATE_CONTACT = Personal(
    what=_("Who we contact in a group: name, email address and telephone number"),
    why=_("To check the registration and talk to the group"),
    keep=GROUP_LIFE,
    seen_by=_("People in the group, and officers"),
)
SAFEGUARDING = Personal(
    what=_("A group’s safeguarding lead: name, email address and telephone number"),
    why=_("To keep children and adults at risk safe"),
    keep=GROUP_LIFE,
    seen_by=_("People in the group, and officers"),
)
BASE = Personal(
    what=_("Where a group is based. This may be someone’s home"),
    why=_("To check it works in this city"),
    keep=GROUP_LIFE,
    seen_by=_("People in the group, and officers"),
)
MEMBERS = Personal(
    what=_("Who can act for a group"),
    why=_("So that only people in the group can change its pages"),
    keep=GROUP_LIFE,
    seen_by=_("People in the group, and officers"),
)
INVITATION_LIFE = Keep(
    30, "days", after=_("the invitation’s time is over"), work="groups.retention.forget_invitations"
)
INVITATIONS = Personal(
    what=_("An email address that was invited to act for a group, by whom, and the answer"),
    why=_("So that nobody acts for a group who has not agreed to it"),
    keep=(INVITATION_LIFE,),
    seen_by=_("The person at that address, and people in the group"),
)
DECISIONS = Personal(
    what=_("What an officer checked and decided about a group, and who the officer was"),
    why=_("To treat groups fairly and account for our decisions"),
    keep=GROUP_LIFE,
    seen_by=_("Officers. The group can see the decision"),
)
CHANGE = Personal(
    what=_("What you changed about a group, until an officer has checked it, and that it was you"),
    why=_("To check it before it takes effect"),
    keep=GROUP_LIFE,
    seen_by=_("People in the group, and officers"),
)
PERSONAL = {
    "groups.GroupChange": dict.fromkeys(("group", "answers", "sent_by", "sent_at"), CHANGE),
    "groups.Group": {
        "public_email": PUBLIC_CONTACT,
        "public_phone": PUBLIC_CONTACT,
        "website": PUBLIC_CONTACT,
        "contact_name": PRIVATE_CONTACT,
        "contact_email": PRIVATE_CONTACT,
        "contact_phone": PRIVATE_CONTACT,
        "safeguarding_name": SAFEGUARDING,
        "safeguarding_email": SAFEGUARDING,
        "safeguarding_phone": SAFEGUARDING,
        "postcode": BASE,
        "latitude": BASE,
        "longitude": BASE,
        "ward": BASE,
    },
    "groups.Membership": {"user": MEMBERS, "group": MEMBERS, "role": MEMBERS},
    "groups.Invitation": {
        "group": INVITATIONS,
        "email": INVITATIONS,
        "invited_by": INVITATIONS,
        "state": INVITATIONS,
        "invited_at": INVITATIONS,
    },
    "groups.Check": {"note": DECISIONS, "checked_by": DECISIONS},
    "groups.Decision": {"message": DECISIONS, "decided_by": DECISIONS},
}
NOT_PERSONAL = {
    "groups.GroupChange": ["version", "officer_message"],
    "groups.Group": [
        "reference",
        "state",
        "version",
        "name",
        "legal_form",
        "register_number",
        "summary",
        "audience",
        "priorities",
        "wards",
        "declared_at",
        "submitted_at",
        "decided_at",
    ],
    "groups.Invitation": ["expires_at"],
    "groups.Check": ["group", "kind", "outcome", "checked_at", "superseded_at"],
    "groups.Decision": ["group", "state", "decided_at"],
}
