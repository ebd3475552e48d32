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
    after=_("we refuse a registration, or ask for changes that never come"),
    work="groups.retention.forget_refused",
)
SUSPENDED = Keep(
    6,
    "years",
    after=_("we suspend a group, if it does not come back"),
    work="groups.retention.forget_suspended",
)
GROUP_LIFE = (UNSENT, REFUSED, SUSPENDED)
PUBLIC_CONTACT = Personal(
    what=_("How the public can reach a group: its email address, telephone number and website"),
    why=_("So that people can join in"),
    keep=GROUP_LIFE,
    seen_by=_("Everybody, once the group is approved"),
)
PRIVATE_CONTACT = Personal(
    what=_("Whom we talk to in a group: name, email address and telephone number"),
    why=_("To check the registration and to sort things out with the group"),
    keep=GROUP_LIFE,
    seen_by=_("The group’s people and officers"),
)
SAFEGUARDING = Personal(
    what=_("A group’s safeguarding lead: name, email address and telephone number"),
    why=_("To keep children and adults at risk safe"),
    keep=GROUP_LIFE,
    seen_by=_("The group’s people and officers"),
)
BASE = Personal(
    what=_("Where a group is based. This may be somebody’s home"),
    why=_("To know that it works in this city"),
    keep=GROUP_LIFE,
    seen_by=_("The group’s people and officers"),
)
MEMBERS = Personal(
    what=_("Who may act for a group"),
    why=_("So that only its own people can change what it says"),
    keep=GROUP_LIFE,
    seen_by=_("The group’s people and officers"),
)
DECISIONS = Personal(
    what=_("What an officer checked and decided about a group, and which officer"),
    why=_("To treat groups fairly and to answer for what we decide"),
    keep=GROUP_LIFE,
    seen_by=_("Officers. The group reads the decision"),
)
PERSONAL = {
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
    "groups.Check": {"note": DECISIONS, "checked_by": DECISIONS},
    "groups.Decision": {"message": DECISIONS, "decided_by": DECISIONS},
}
NOT_PERSONAL = {
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
    "groups.Check": ["group", "kind", "outcome", "checked_at", "superseded_at"],
    "groups.Decision": ["group", "state", "decided_at"],
}
