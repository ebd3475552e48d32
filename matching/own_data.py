"""A volunteer's data with the offers and placements that they had."""

from typing import Any

from matching.models import Offer, Placement
from matching.suggestions import PLACE_PARTS
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
        "your_reason": offer.decline_reason,
    }


def _score_parts(offer: Offer) -> dict[str, float]:
    """Return the parts of the score, but for a private place none that would tell where it is."""
    is_private = offer.role.initiative.is_place_private
    return {
        code: value for code, value in offer.score_parts.items() if not (is_private and code in PLACE_PARTS)
    }


def _placement(placement: Placement) -> dict[str, Any]:
    return {
        "role": placement.role.title,
        "initiative": placement.role.initiative.title,
        "starts_on": placement.starts_on,
        "ended_on": placement.ended_on,
        "end_reason": placement.get_end_reason_display(),
    }
