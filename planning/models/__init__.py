"""Proposals for the whole city at once, what was asked about them, and what holds the city back."""

from planning.models.plans import Plan, PlanPair, PlanRule
from planning.models.questions import Question
from planning.models.reviews import FairnessReport, Fix, Review

__all__ = ["FairnessReport", "Fix", "Plan", "PlanPair", "PlanRule", "Question", "Review"]
