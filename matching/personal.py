from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal
from volunteers.personal import LEFT

WORDS_LIFE = Keep(2, "years", after=_("your answer"), work="matching.retention.forget_words")
DECISIONS_LIFE = Keep(
    2, "years", after=_("you stop volunteering"), work="matching.retention.forget_decisions"
)
OFFER_WORDS = Personal(
    what=_(
        "What was said about an offer: why the place suits you, our message and your reason for declining"
    ),
    why=_("To fill places fairly and show why we asked you"),
    keep=(WORDS_LIFE,),
    seen_by=_("You and officers"),
)
OFFERS = Personal(
    what=_("Which places we offered you, who offered them, when, and your answers"),
    why=_("To fill places fairly and not ask anyone twice"),
    keep=(LEFT,),
    seen_by=_("You and officers"),
)
PLACEMENTS = Personal(
    what=_("Where you volunteer, the start and end dates, and why it ended"),
    why=_("To know who is helping where"),
    keep=(LEFT,),
    seen_by=_("You, the group and officers"),
)
CONFLICTS = Personal(
    what=_("Who or what you must not be matched with, and why"),
    why=_("To keep you and other people safe"),
    keep=(DECISIONS_LIFE,),
    seen_by=_("Officers"),
)
LOOK_LIFE = Keep(2, "years", after=_("the look"), work="matching.retention.forget_looks")
LOOKS = Personal(
    what=_("When an officer looked at a volunteer’s details, which officer, and why"),
    why=_("To show that officers only look when they need to"),
    keep=(LOOK_LIFE,),
    seen_by=_("You, but not which officer, unless it is to keep someone safe; and senior officers"),
)
OVERRIDES = Personal(
    what=_(
        "That an officer overrode a check so you could be offered a role, why, how people are kept safe, "
        "and who supervises you"
    ),
    why=_("To show who decided what, and who it was for"),
    keep=(DECISIONS_LIFE,),
    seen_by=_("Officers"),
)
PERSONAL = {
    "matching.Conflict": dict.fromkeys(
        (
            "volunteer",
            "other",
            "group",
            "venue",
            "reason",
            "recorded_by",
            "recorded_at",
            "lifted_by",
            "lifted_at",
        ),
        CONFLICTS,
    ),
    "matching.Viewing": dict.fromkeys(
        ("volunteer", "seen_by", "seen_on", "seen_at", "purpose", "role"), LOOKS
    ),
    "matching.Override": dict.fromkeys(
        (
            "role",
            "volunteer",
            "gate",
            "reason",
            "asked_by",
            "asked_at",
            "agreed_by",
            "agreed_at",
            "offer",
            "risk_assessment",
            "supervisor",
            "ends_on",
            "renews",
            "settled_at",
        ),
        OVERRIDES,
    ),
    "matching.Waiting": dict.fromkeys(
        ("role", "volunteer", "state", "added_by", "added_at", "closed_at", "offer"), OFFERS
    ),
    "matching.Offer": {
        "role": OFFERS,
        "volunteer": OFFERS,
        "state": OFFERS,
        "made_by": OFFERS,
        "made_at": OFFERS,
        "answered_at": OFFERS,
        "reminded_at": OFFERS,
        "decline_code": OFFERS,
        "decline_reason": OFFER_WORDS,
        "message": OFFER_WORDS,
        "score": OFFER_WORDS,
        "score_parts": OFFER_WORDS,
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
NOT_PERSONAL = {
    "matching.Offer": ["place_number", "expires_at", "weights", "source"],
    "matching.Override": ["needs_second", "expires_at", "closed_at"],
    "matching.WeightSet": ["version", "weights", "valid_from", "made_by", "reason"],
}
