from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

PLACEMENT_LIFE = Keep(_("Until two years after you stop volunteering"), days=2 * 365)
OFFERS = Personal(
    what=_("Which places we offered you, why they suit you, and what you answered"),
    why=_("To fill places fairly and to ask nobody twice"),
    keep=PLACEMENT_LIFE,
    seen_by=_("You and officers"),
)
PLACEMENTS = Personal(
    what=_("Where you volunteer, from when until when, and why it ended"),
    why=_("To know who helps where"),
    keep=PLACEMENT_LIFE,
    seen_by=_("You, the group and officers"),
)
PERSONAL = {
    "matching.Offer": {
        "role": OFFERS,
        "volunteer": OFFERS,
        "state": OFFERS,
        "made_by": OFFERS,
        "made_at": OFFERS,
        "answered_at": OFFERS,
        "decline_reason": OFFERS,
        "message": OFFERS,
        "score": OFFERS,
        "score_parts": OFFERS,
    },
    "matching.Placement": {
        "offer": PLACEMENTS,
        "role": PLACEMENTS,
        "volunteer": PLACEMENTS,
        "starts_on": PLACEMENTS,
        "ended_on": PLACEMENTS,
        "end_reason": PLACEMENTS,
    },
}
NOT_PERSONAL = {"matching.Offer": ["place_number", "expires_at"]}
