"""Changes to offers and placements, and to all that decides about them. Each raises what `errors` lists."""

from matching.services.checks import remind_of_check
from matching.services.conflicts import lift_conflict, record_conflict
from matching.services.ending import wind_up
from matching.services.errors import (
    ConflictKnown,
    DeclinedBefore,
    NeverOverridable,
    NoLongerSafe,
    NotEligible,
    NotOverridable,
    NotWaiting,
    OfferClosed,
    OverrideClosed,
    OverrideOpen,
    PlacementEnded,
    PlacesHeld,
    RoleFull,
    StillUnmet,
)
from matching.services.locks import lock_role, lock_volunteer
from matching.services.looks import log_looks
from matching.services.mails import tell_offers
from matching.services.making import make_offer
from matching.services.offers import accept_offer, decline_offer, expire_offer, remind, withdraw_offer
from matching.services.overrides import (
    Safeguards,
    agree_override,
    ask_override,
    close_override,
    renew_override,
    settle_override,
)
from matching.services.people import leave
from matching.services.placements import change_places, end_placement
from matching.services.waiting import fill_places, in_line, join_waiting_list, leave_waiting_list
from matching.services.weights import change_weights, weights_in_force

__all__ = [
    "ConflictKnown",
    "DeclinedBefore",
    "NeverOverridable",
    "NoLongerSafe",
    "NotEligible",
    "NotOverridable",
    "NotWaiting",
    "OfferClosed",
    "OverrideClosed",
    "OverrideOpen",
    "PlacementEnded",
    "PlacesHeld",
    "RoleFull",
    "Safeguards",
    "StillUnmet",
    "accept_offer",
    "agree_override",
    "ask_override",
    "change_places",
    "change_weights",
    "close_override",
    "decline_offer",
    "end_placement",
    "expire_offer",
    "fill_places",
    "in_line",
    "join_waiting_list",
    "leave",
    "leave_waiting_list",
    "lift_conflict",
    "lock_role",
    "lock_volunteer",
    "log_looks",
    "make_offer",
    "record_conflict",
    "remind",
    "remind_of_check",
    "renew_override",
    "settle_override",
    "tell_offers",
    "weights_in_force",
    "wind_up",
    "withdraw_offer",
]
