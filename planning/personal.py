from django.utils.translation import gettext_lazy as _

from core.privacy import Personal
from volunteers.personal import LEFT

PLANS = Personal(
    what=_("That a city plan suggested you for a role, and why"),
    why=_("To fill places fairly"),
    keep=(LEFT,),
    seen_by=_("Officers"),
)
PERSONAL = {
    "planning.Plan": {"made_by": PLANS, "changes": PLANS},  # what-if plans assume changes to people
    "planning.Review": {"made_by": PLANS},
    "planning.Fix": {"review": PLANS, "volunteer": PLANS},
    "planning.Question": dict.fromkeys(("plan", "role", "volunteer", "made_by", "answer"), PLANS),
    "planning.PlanRule": dict.fromkeys(("plan", "kind", "volunteer", "role", "other", "made_by"), PLANS),
    "planning.PlanPair": dict.fromkeys(
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
}
BACKGROUND = [
    "stage",
    "progress",
    "is_cancel_requested",
    "attempt_id",
    "attempts",
    "started_at",
    "heartbeat_at",
    "finished_at",
    "error",
]
NOT_PERSONAL = {
    "planning.Question": ["state", *BACKGROUND],
    "planning.Review": ["state", "as_of", "weights", "places", "filled", *BACKGROUND],
    "planning.Fix": [
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
    "planning.FairnessReport": ["month", "measures"],
    "planning.Plan": [
        "title",
        "state",
        "as_of",
        "scope",
        "fairness",
        "weights",
        "base",
        "fingerprint",
        "request_fingerprint",
        "facts_fingerprint",
        "is_preview",
        "previewed_at",
        "problem",
        "objective",
        "bound",
        "measures",
        *BACKGROUND,
    ],
}
