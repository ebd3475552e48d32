from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

ACTS = Personal(
    what=_("What was done on the site: by whom, when and why"),
    why=_("To put mistakes right and to answer for what we decide"),
    keep=Keep(_("Six years after it was done"), days=6 * 365),
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
