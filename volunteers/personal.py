from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal
from volunteers.yes_or_no import QUESTIONS

UNFINISHED = Keep(
    90,
    "days",
    after=_("your last answer, if you do not finish registering. If you do, it goes when you leave"),
    work="volunteers.retention.forget_unfinished",
)
UNFINISHED_STANDING = replace(UNFINISHED, after=_("your last answer, if you never finish registering"))
LEFT = Keep(2, "years", after=_("you stop volunteering"), work="volunteers.retention.forget_left")
CERTIFICATE_LIFE = Keep(6, "months", after=_("the decision"), work="volunteers.retention.forget_certificates")
IDENTITY = Personal(
    what=_("A volunteer’s name and telephone number"),
    why=_("To contact you about volunteering"),
    keep=(UNFINISHED,),
    seen_by=_("You and officers"),
)
AGE = Personal(
    what=_("Your date of birth, or that you are over 18"),
    why=_("Some roles have a minimum age"),
    keep=(UNFINISHED,),
    seen_by=_("You and officers"),
)
HOME = Personal(
    what=_("Your postcode and how far you travel"),
    why=_("To find roles near you"),
    keep=(UNFINISHED,),
    seen_by=_("You and officers. No one else sees more than the first half"),
)
WISHES = Personal(
    what=_("When you are free, your skills, languages and interests, and how many roles you want"),
    why=_("To find roles that suit you"),
    keep=(UNFINISHED,),
    seen_by=_("You and officers"),
)
STANDING = Personal(
    what=_(
        "That you volunteer: your account, reference number, when you registered and whether you are active"
    ),
    why=_("To know who we can ask, and who was trusted to do what"),
    keep=(UNFINISHED_STANDING, LEFT),
    seen_by=_("You and officers"),
)
DBS = Personal(
    what=_("Which DBS check you told us you have, which one an officer has seen and when it expires"),
    why=_("Some roles need a check, to keep children and adults at risk safe"),
    keep=(UNFINISHED,),
    seen_by=_("You and officers"),
)
CERTIFICATE = Personal(
    what=_("When a DBS certificate was issued and an officer’s note about it. Never what it says"),
    why=_("To decide if we accept the check"),
    keep=(CERTIFICATE_LIFE,),
    seen_by=_("You and officers"),
)
DECISION = Personal(
    what=_("What an officer decided about a DBS check: its level, when it expires, who decided and when"),
    why=_("To show that the check was made, and who was trusted to do what"),
    keep=(UNFINISHED_STANDING, LEFT),
    seen_by=_("You and officers"),
)
ASKED = Personal(
    what=_("When we last asked you and when you last took a role"),
    why=_("To share out requests fairly"),
    keep=(LEFT,),
    seen_by=_("You and officers"),
)
PERSONAL = {
    "volunteers.Volunteer": {
        "name": IDENTITY,
        "phone": IDENTITY,
        "born_on": AGE,
        "is_over_18": AGE,
        "postcode": HOME,
        "latitude": HOME,
        "longitude": HOME,
        "ward": HOME,
        "travel_miles": HOME,
        "travel_by": HOME,
        "serves_wards": WISHES,
        "availability": WISHES,
        "skills": WISHES,
        "skills_strong": WISHES,
        "languages": WISHES,
        "interests": WISHES,
        **{
            question.field: Personal(
                what=question.title,
                why=_("Some roles need it"),
                keep=(UNFINISHED,),
                seen_by=_("You and officers"),
            )
            for question in QUESTIONS
        },
        "placement_limit": WISHES,
        "asks_limit": WISHES,
        "last_asked_on": ASKED,
        "last_placed_on": ASKED,
        "profile": WISHES,
        "reach_miles": HOME,
        "asked_day": ASKED,
        "waiting_day": ASKED,
        "user": STANDING,
        "reference": STANDING,
        "state": STANDING,
        "registered_at": STANDING,
        "answered": STANDING,
        "dbs_declared": DBS,
        "dbs_level": DBS,
        "dbs_valid_until": DBS,
        "dbs_reminded_days": DBS,
    },
    "volunteers.ServedWard": {
        "volunteer": WISHES,
        "ward": WISHES,
    },
    "volunteers.TimeAway": {
        "volunteer": WISHES,
        "starts_on": WISHES,
        "ends_on": WISHES,
    },
    "volunteers.ScreeningCheck": {
        "volunteer": DECISION,
        "level": DECISION,
        "issued_on": CERTIFICATE,
        "valid_until": DECISION,
        "is_accepted": DECISION,
        "note": CERTIFICATE,
        "checked_by": DECISION,
        "checked_at": DECISION,
        "replaces": DECISION,
    },
}
