"""Offers, placements and waiting lists, and what officers decided about them."""

from matching.models.conflicts import Conflict, Override
from matching.models.looks import Viewing
from matching.models.offers import Offer, Placement
from matching.models.waiting import Waiting
from matching.models.weights import WeightSet

__all__ = ["Conflict", "Offer", "Override", "Placement", "Viewing", "Waiting", "WeightSet"]
