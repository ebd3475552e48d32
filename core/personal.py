from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

CHAIN_LIFE = Keep(
    6, "years", after=_("the last thing done to the same record"), work="core.retention.forget_old_events"
)
ACTS = Personal(
    what=_("What was done on the site: by whom, when and why"),
    why=_("To put mistakes right and to answer for what we decide"),
    keep=(CHAIN_LIFE,),
    seen_by=_("Officers"),
)
COUNT_LIFE = Keep(
    1, "days", after=_("you last asked for open data"), work="core.retention.forget_request_counts"
)
COUNT = Personal(
    what=_("How often open data was asked for from your internet address, which is kept as a hash"),
    why=_("To keep the site quick for everybody"),
    keep=(COUNT_LIFE,),
    seen_by=_("Nobody"),
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
}
NOT_PERSONAL = {
    "core.AuditEvent": ["position", "previous_hash", "hash"],
    "core.SearchEntry": ["kind", "record"],
}
