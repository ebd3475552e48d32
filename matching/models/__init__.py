"""Who was offered what, on which grounds, and what came of it."""

from matching.models.conflicts import Conflict, Override
from matching.models.offers import Offer, Placement
from matching.models.plans import Plan, PlanPair, PlanRule
from matching.models.questions import Question
from matching.models.reviews import FairnessReport, Fix, Review
from matching.models.waiting import Waiting
from matching.models.weights import WeightSet

__all__ = [
    "Conflict",
    "FairnessReport",
    "Fix",
    "Offer",
    "Override",
    "Placement",
    "Plan",
    "PlanPair",
    "PlanRule",
    "Question",
    "Review",
    "Waiting",
    "WeightSet",
]
