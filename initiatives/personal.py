from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal
from initiatives import needs

CONTACT_LIFE = Keep(
    2,
    "years",
    after=_("the last change to an initiative that is not public, such as a closed one"),
    work="initiatives.retention.forget_contacts",
)
PROTECTED_LIFE = Keep(
    2,
    "years",
    after=_("the last change to the address and its initiatives, once none of them are public"),
    work="initiatives.retention.forget_protected_addresses",
)
CONTACT = Personal(
    what=_("Who to contact about an initiative: name, email address and telephone number"),
    why=_("So that people can join in"),
    keep=(CONTACT_LIFE,),
    seen_by=_("Everyone, once the initiative is published"),
)
PROTECTED = Personal(
    what=_("A protected address, such as a refuge"),
    why=_("So that only the right volunteer goes there"),
    keep=(PROTECTED_LIFE,),
    seen_by=_("Officers. It is not in any public page, map, list or total"),
)
CHANGE = Personal(
    what=_("What you changed about an initiative, until an officer has checked it, and that it was you"),
    why=_("To check it before everyone can see it"),
    keep=(CONTACT_LIFE,),
    seen_by=_("People in the group, and officers"),
)
PERSONAL = {
    "initiatives.InitiativeChange": dict.fromkeys(
        ("initiative", "role", "answers", "sent_by", "sent_at"), CHANGE
    ),
    "initiatives.Initiative": {
        "contact_name": CONTACT,
        "contact_email": CONTACT,
        "contact_phone": CONTACT,
    },
    "initiatives.ProtectedAddress": {
        "venue": PROTECTED,
        "address": PROTECTED,
        "postcode": PROTECTED,
        "latitude": PROTECTED,
        "longitude": PROTECTED,
        "ward": PROTECTED,
    },
}
NOT_PERSONAL = {
    "initiatives.InitiativeChange": ["version", "officer_message"],
    "initiatives.Venue": [
        "group",
        "name",
        "address",
        "is_protected",
        "postcode",
        "latitude",
        "longitude",
        "ward",
    ],
    "initiatives.Initiative": [
        "group",
        "venue",
        "is_place_private",
        "state",
        "version",
        "title",
        "summary",
        "description",
        "audience",
        "priorities",
        "days",
        "officer_message",
        "postcode",
        "latitude",
        "longitude",
        "ward",
        "submitted_at",
        "published_at",
    ],
    "initiatives.WeeklyTime": ["initiative", "weekday", "starts_at", "ends_at"],
    "initiatives.Role": [
        "initiative",
        "state",
        "version",
        "submitted_at",
        "officer_message",
        "title",
        "tasks",
        "places_minimum",
        "places_maximum",
        "slots",
        "skills",
        "skills_strong",
        "ends_on",
        "is_minimum_hard",
        "languages",
        "minimum_age",
        "dbs_level",
        "starts_on",
        *needs.fields(),
    ],
}
