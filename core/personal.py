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
}
NOT_PERSONAL = {
    "core.AuditEvent": ["position", "previous_hash", "hash"],
    "core.SearchEntry": ["kind", "record"],
}
