from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal
from volunteers.personal import LEFT

WORDS_LIFE = Keep(2, "years", after=_("your answer"), work="matching.retention.forget_words")
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
PERSONAL = {
    "matching.Offer": {
        "role": OFFERS,
        "volunteer": OFFERS,
        "state": OFFERS,
        "made_by": OFFERS,
        "made_at": OFFERS,
        "answered_at": OFFERS,
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
NOT_PERSONAL = {"matching.Offer": ["place_number", "expires_at"]}
