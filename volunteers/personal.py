from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

VOLUNTEER_LIFE = Keep(_("Until two years after you stop volunteering"), days=2 * 365)
IDENTITY = Personal(
    what=_("A volunteer’s name and telephone number"),
    why=_("To talk to you about volunteering"),
    keep=VOLUNTEER_LIFE,
    seen_by=_("You and officers"),
)
AGE = Personal(
    what=_("Your date of birth, or that you are over 18"),
    why=_("Some roles have a lowest age"),
    keep=VOLUNTEER_LIFE,
    seen_by=_("You and officers"),
)
HOME = Personal(
    what=_("Your postcode and how far you travel"),
    why=_("To find roles near you"),
    keep=VOLUNTEER_LIFE,
    seen_by=_("You and officers. Nobody else sees more than its first half"),
)
WISHES = Personal(
    what=_("When you are free, your skills, languages and interests, and how many roles you want"),
    why=_("To find roles that suit you"),
    keep=VOLUNTEER_LIFE,
    seen_by=_("You and officers"),
)
STANDING = Personal(
    what=_("Your reference number, when you registered and whether you are active"),
    why=_("To know whom we can ask"),
    keep=VOLUNTEER_LIFE,
    seen_by=_("You and officers"),
)
DBS = Personal(
    what=_("Which DBS check you say you have, and which one an officer has seen and until when it counts"),
    why=_("Some roles need a check, to keep children and adults at risk safe"),
    keep=VOLUNTEER_LIFE,
    seen_by=_("You and officers"),
)
CERTIFICATE = Personal(
    what=_("The level and dates of a DBS certificate and what an officer decided. Never what it says"),
    why=_("To know that the check was made"),
    keep=Keep(_("Six months after the decision"), days=183),
    seen_by=_("Officers"),
)
PERSONAL = {
    "volunteers.Volunteer": {
        "user": IDENTITY,
        "name": IDENTITY,
        "phone": IDENTITY,
        "born_on": AGE,
        "is_over_18": AGE,
        "postcode": HOME,
        "latitude": HOME,
        "longitude": HOME,
        "ward": HOME,
        "travel_miles": HOME,
        "availability": WISHES,
        "skills": WISHES,
        "languages": WISHES,
        "interests": WISHES,
        "placement_limit": WISHES,
        "reference": STANDING,
        "state": STANDING,
        "registered_at": STANDING,
        "answered": STANDING,
        "dbs_declared": DBS,
        "dbs_level": DBS,
        "dbs_valid_until": DBS,
    },
    "volunteers.ScreeningCheck": {
        "volunteer": CERTIFICATE,
        "level": CERTIFICATE,
        "issued_on": CERTIFICATE,
        "valid_until": CERTIFICATE,
        "is_accepted": CERTIFICATE,
        "note": CERTIFICATE,
        "checked_by": CERTIFICATE,
        "checked_at": CERTIFICATE,
    },
}
