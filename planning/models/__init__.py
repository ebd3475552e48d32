"""Plans for the whole city and questions about them, reviews of what holds it back, fairness reports."""

from planning.models.plans import Plan, PlanPair, PlanRule
from planning.models.questions import Question
from planning.models.reviews import FairnessReport, Fix, Review

__all__ = ["FairnessReport", "Fix", "Plan", "PlanPair", "PlanRule", "Question", "Review"]
