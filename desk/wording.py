"""What the audit trail's actions are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# What moves a group or an initiative from one state to another, as in “Sam approved this”.
MOVES: dict[str, Any] = {
    "group.submitted": _("sent this"),
    "group.changes_requested": _("asked for changes to this"),
    "group.approved": _("approved this"),
    "group.refused": _("refused this"),
    "group.suspended": _("suspended this"),
    "group.reinstated": _("ended the suspension of this"),
    "initiative.submitted": _("sent this"),
    "initiative.taken_back": _("took this back"),
    "initiative.published": _("published this"),
    "initiative.sent_back": _("sent this back"),
    "initiative.paused": _("paused this"),
    "initiative.resumed": _("showed this again"),
    "initiative.closed": _("closed this"),
    "role.submitted": _("sent this"),
    "role.taken_back": _("took this back"),
    "role.accepted": _("let this look for people"),
    "role.sent_back": _("sent this back"),
    "role.open": _("let this look for people"),
    "role.closed": _("stopped this from looking for people"),
}
OTHERS: dict[str, Any] = {
    "group.started": _("began this registration"),
    "group.answered": _("changed an answer"),
    "group.checked": _("recorded a check"),
    "group.member_added": _("added somebody"),
    "group.member_removed": _("removed somebody"),
    "initiative.created": _("began this"),
    "initiative.changed": _("changed this"),
    "role.created": _("added this"),
    "role.changed": _("changed this"),
    "upload.brought": _("brought this file"),
    "upload.confirmed": _("agreed to store this file"),
    "upload.restarted": _("had this file read again"),
    "upload.dropped": _("threw this file away"),
    "places.imported": _("stored this file"),
    "places.located": _("found where this is"),
    "places.ward_renewed": _("moved this into its new ward"),
    "volunteer.screened": _("recorded a DBS check"),
}


def words_for(action: str) -> str:
    """Return what somebody did in words, or the action's own name where it has none."""
    return str(MOVES.get(action) or OTHERS.get(action) or action)
