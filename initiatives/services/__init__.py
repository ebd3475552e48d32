"""Changes to initiatives and their roles."""

from initiatives.services.changes import PRIVATE_PLACE, publish_change, send_back_change, withdraw_change
from initiatives.services.drafting import (
    MeetingTime,
    create_initiative,
    save_initiative,
    set_venue,
    set_weekly_times,
)
from initiatives.services.errors import ChangeDecided, Incomplete, NotAllowed, PlacesHeld, StaleDecision
from initiatives.services.indexing import rebuild as rebuild_index
from initiatives.services.roles import (
    accept_role,
    close_ended_roles,
    close_role,
    create_role,
    open_role,
    save_role,
    send_back_role,
)
from initiatives.services.states import (
    close_initiative,
    pause_all,
    pause_initiative,
    publish_initiative,
    resume_initiative,
    send_back_initiative,
    submit_initiative,
    take_back_initiative,
)

__all__ = [
    "PRIVATE_PLACE",
    "ChangeDecided",
    "Incomplete",
    "MeetingTime",
    "NotAllowed",
    "PlacesHeld",
    "StaleDecision",
    "accept_role",
    "close_ended_roles",
    "close_initiative",
    "close_role",
    "create_initiative",
    "create_role",
    "open_role",
    "pause_all",
    "pause_initiative",
    "publish_change",
    "publish_initiative",
    "rebuild_index",
    "resume_initiative",
    "save_initiative",
    "save_role",
    "send_back_change",
    "send_back_initiative",
    "send_back_role",
    "set_venue",
    "set_weekly_times",
    "submit_initiative",
    "take_back_initiative",
    "withdraw_change",
]
