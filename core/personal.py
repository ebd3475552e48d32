from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

CHAIN_LIFE = Keep(
    6, "years", after=_("the last change to the same record"), work="core.retention.forget_old_events"
)
ACTS = Personal(
    what=_("What was done on the website, who did it, when and why"),
    why=_("To correct mistakes and account for our decisions"),
    keep=(CHAIN_LIFE,),
    seen_by=_("Officers"),
)
COUNT_LIFE = Keep(
    1, "days", after=_("you last requested open data"), work="core.retention.forget_request_counts"
)
COUNT = Personal(
    what=_("How often your internet address requested open data. We keep the address as a hash"),
    why=_("To keep the website fast for everyone"),
    keep=(COUNT_LIFE,),
    seen_by=_("No one"),
)
KEY_LIFE = Keep(7, "days", after=_("you sent the form"), work="core.retention.forget_form_keys")
KEY = Personal(
    what=_("Which page a form of yours led to. We keep what you sent as a hash"),
    why=_("To save a form only once if it is sent twice"),
    keep=(KEY_LIFE,),
    seen_by=_("No one"),
)
PERSONAL = {
    "core.AuditEvent": {
        "action": ACTS,
        "at": ACTS,
        "subject_type": ACTS,
        "subject_id": ACTS,
        "actor_id": ACTS,
        "actor_name": ACTS,
        "reason": ACTS,
        "details": ACTS,
    },
    "core.RequestCount": {"key": COUNT, "since": COUNT, "number": COUNT},
    "core.FormKey": {"key": KEY, "sent": KEY, "landed_on": KEY, "used_at": KEY},
}
NOT_PERSONAL = {
    "core.Heartbeat": ["name", "at"],
    "core.AuditEvent": ["position", "previous_hash", "hash"],
    "core.AuditAnchor": ["day", "last_event", "events", "digest", "previous_hash", "hash"],
    "core.ForgottenEvent": ["hash", "forgotten_at", "seal"],
    "core.SearchEntry": ["kind", "record"],
}
