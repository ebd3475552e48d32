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
    "role.accepted": _("opened this to volunteers"),
    "role.sent_back": _("sent this back"),
    "role.open": _("opened this to volunteers"),
    "role.closed": _("closed this to volunteers"),
}
OTHERS: dict[str, Any] = {
    "group.started": _("started this registration"),
    "group.answered": _("changed an answer"),
    "group.change_sent": _("sent a change of this"),
    "group.change_withdrawn": _("withdrew a change of this"),
    "group.change_published": _("let a change of this take effect"),
    "group.change_sent_back": _("sent a change of this back"),
    "group.checked": _("recorded a check"),
    "group.invited": _("invited someone"),
    "group.invitation_declined": _("declined an invitation"),
    "group.invitation_withdrawn": _("withdrew an invitation"),
    "group.member_added": _("joined this group"),
    "group.member_removed": _("removed someone"),
    "initiative.created": _("started this"),
    "initiative.changed": _("changed this"),
    "initiative.change_sent": _("sent a change of this"),
    "initiative.change_withdrawn": _("withdrew a change of this"),
    "initiative.change_published": _("let a change of this take effect"),
    "initiative.change_sent_back": _("sent a change of this back"),
    "role.created": _("added this"),
    "role.changed": _("changed this"),
    "role.change_sent": _("sent a change of this"),
    "role.change_withdrawn": _("withdrew a change of this"),
    "role.change_published": _("let a change of this take effect"),
    "role.change_sent_back": _("sent a change of this back"),
    "upload.brought": _("uploaded this file"),
    "upload.confirmed": _("agreed to save this file"),
    "upload.restarted": _("started this file again"),
    "upload.dropped": _("discarded this file"),
    "places.imported": _("saved this file"),
    "places.located": _("found where this is"),
    "places.ward_renewed": _("moved this to its new ward"),
    "message.queued_again": _("sent this email again"),
    "user.made_officer": _("made this person an officer"),
    "user.role_changed": _("changed this person’s role"),
    "user.closed": _("closed this account"),
    "volunteer.screened": _("recorded a DBS check"),
    "volunteer.screening_corrected": _("corrected a DBS check"),
    "volunteer.check_reminded": _("reminded them that their DBS check ends"),
}


def words_for(action: str) -> str:
    """Return what someone did in words, or the action's own name where it has none."""
    return str(MOVES.get(action) or OTHERS.get(action) or action)
