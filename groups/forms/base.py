from core.registration import forms
from groups.steps import STEP_BY_SLUG


class StepForm(forms.StepForm):
    """One question about a group."""

    steps = STEP_BY_SLUG
