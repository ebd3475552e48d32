"""A volunteer's data with the offers, placements and waits that they had.

Conflicts and what officers decided about gates are left out: they are about other people too, and an officer
answers who asks for them.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import SignIn
from matching.models import Offer, Placement, Viewing, Waiting
from matching.scoring import PARTS
from volunteers.models import Volunteer
from volunteers.own_data import own_data as volunteers_own_data


def own_data(volunteer: Volunteer) -> dict[str, Any]:
    """Return a person's data in words, ready for JSON. No place is named that is kept private."""
    return {
        **volunteers_own_data(volunteer),
        "offers": [_offer(offer) for offer in Offer.objects.filter(volunteer=volunteer).with_facts()],
        "placements": [
            _placement(placement) for placement in Placement.objects.filter(volunteer=volunteer).with_facts()
        ],
        "officers_looked": [
            _look(look) for look in Viewing.objects.told_to(volunteer.user, today=timezone.localdate())
        ],
        "sign_ins": [_sign_in(sign_in) for sign_in in SignIn.objects.of(volunteer.user)],
        "waiting_lists": [
            _wait(wait)
            for wait in Waiting.objects.filter(volunteer=volunteer).select_related("role__initiative")
        ],
    }


def _look(look: Viewing) -> dict[str, Any]:
    return {
        "on": look.seen_on,
        "who": gettext("An officer"),
        "why": look.get_purpose_display(),
        "role": look.role.title if look.role else None,
    }


def _sign_in(sign_in: SignIn) -> dict[str, Any]:
    return {
        "at": sign_in.at,
        "network": sign_in.network,
        "device": sign_in.device,
        "how": sign_in.how,
    }


def _wait(wait: Waiting) -> dict[str, Any]:
    return {
        "role": wait.role.title,
        "initiative": wait.role.initiative.title,
        "state": wait.get_state_display(),
        "since": wait.added_at,
        "until": wait.closed_at,
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "role": offer.role.title,
        "initiative": offer.role.initiative.title,
        "state": offer.get_state_display(),
        "made_at": offer.made_at,
        "expires_at": offer.expires_at,
        "answered_at": offer.answered_at,
        "message": offer.message,
        "why_it_suits": _score_parts(offer),
        "why_not": offer.get_decline_code_display(),
        "your_reason": offer.decline_reason,
        "reminded_at": offer.reminded_at,
    }


def _score_parts(offer: Offer) -> dict[str, float]:
    """Return the parts of the score, but none that tells where the place is, which may have been private."""
    hidden = {part.code for part in PARTS if part.tells_place}
    return {code: value for code, value in offer.score_parts.items() if code not in hidden}


def _placement(placement: Placement) -> dict[str, Any]:
    return {
        "role": placement.role.title,
        "initiative": placement.role.initiative.title,
        "starts_on": placement.starts_on,
        "ended_on": placement.ended_on,
        "end_reason": placement.get_end_reason_display(),
    }
