from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal
from volunteers.personal import LEFT

WORDS_LIFE = Keep(2, "years", after=_("your answer"), work="matching.retention.forget_words")
GROUNDS_LIFE = Keep(2, "years", after=_("you stop volunteering"), work="matching.retention.forget_grounds")
OFFER_WORDS = Personal(
    what=_("What was said with an offer: why the place suits you, our message and your reason to say no"),
    why=_("To fill places fairly and to show why we asked you"),
    keep=(WORDS_LIFE,),
    seen_by=_("You and officers"),
)
OFFERS = Personal(
    what=_("Which places we offered you, who did and when, and what you answered"),
    why=_("To fill places fairly and to ask nobody twice"),
    keep=(LEFT,),
    seen_by=_("You and officers"),
)
PLACEMENTS = Personal(
    what=_("Where you volunteer, from when until when, and why it ended"),
    why=_("To know who helps where"),
    keep=(LEFT,),
    seen_by=_("You, the group and officers"),
)
CONFLICTS = Personal(
    what=_("Whom or what you must not be matched with, and why"),
    why=_("To keep you and others safe"),
    keep=(GROUNDS_LIFE,),
    seen_by=_("Officers"),
)
OVERRIDES = Personal(
    what=_("That an officer let you be asked although one thing was in the way, and why"),
    why=_("To show who decided what, for whom"),
    keep=(GROUNDS_LIFE,),
    seen_by=_("Officers"),
)
PLANS = Personal(
    what=_("That a plan for the whole city thought of you for a role, and why"),
    why=_("To fill places fairly"),
    keep=(LEFT,),
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
    "matching.Override": dict.fromkeys(
        ("role", "volunteer", "gate", "reason", "asked_by", "asked_at", "agreed_by", "agreed_at", "offer"),
        OVERRIDES,
    ),
    "matching.Waiting": dict.fromkeys(
        ("role", "volunteer", "state", "added_by", "added_at", "closed_at", "offer"), OFFERS
    ),
    "matching.Plan": {"made_by": PLANS, "changes": PLANS},  # what-if plans suppose things about people
    "matching.Review": {"made_by": PLANS},
    "matching.Fix": {"review": PLANS, "volunteer": PLANS},
    "matching.Question": dict.fromkeys(("plan", "role", "volunteer", "made_by", "answer"), PLANS),
    "matching.PlanRule": dict.fromkeys(("plan", "kind", "volunteer", "role", "other", "made_by"), PLANS),
    "matching.PlanPair": dict.fromkeys(
        (
            "plan",
            "role",
            "volunteer",
            "points",
            "score",
            "score_parts",
            "is_pinned",
            "state",
            "note",
            "approved_by",
            "approved_at",
            "seconded_by",
            "seconded_at",
            "offer",
        ),
        PLANS,
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
BACKGROUND = [
    "stage",
    "progress",
    "is_cancel_asked",
    "run",
    "attempts",
    "started_at",
    "seen_alive_at",
    "finished_at",
    "error",
]
NOT_PERSONAL = {
    "matching.Offer": ["place_number", "expires_at", "weights", "source"],
    "matching.Override": ["needs_second", "expires_at", "closed_at"],
    "matching.Question": ["state", *BACKGROUND],
    "matching.Review": ["state", "as_of", "weights", "places", "filled", *BACKGROUND],
    "matching.Fix": [
        "kind",
        "unlocks",
        "role",
        "initiative",
        "ward",
        "value",
        "people",
        "by_ward",
        "by_priority",
    ],
    "matching.FairnessReport": ["month", "measures"],
    "matching.WeightSet": ["version", "weights", "valid_from", "made_by", "reason"],
    "matching.Plan": [
        "title",
        "state",
        "as_of",
        "scope",
        "fairness",
        "weights",
        "base",
        "fingerprint",
        "is_preview",
        "previewed_at",
        "problem",
        "objective",
        "bound",
        "measures",
        *BACKGROUND,
    ],
}
