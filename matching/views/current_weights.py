"""What scores are made with when a page is shown."""

from django.utils import timezone

from matching.scoring import Weights
from matching.services import weights_in_force


def weights_now() -> Weights:
    """Return the weights in force."""
    weights: Weights = weights_in_force(timezone.now()).weights
    return weights
