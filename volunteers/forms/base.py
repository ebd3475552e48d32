from typing import Any

from core.registration import forms
from volunteers.steps import STEP_BY_SLUG


class StepForm(forms.StepForm):
    """One question about a person.

    A question that was never answered is asked without an answer: nobody is taken at a default.
    """

    steps = STEP_BY_SLUG
    page_heading = True
    mark_optional = False

    def first_shown(self) -> dict[str, Any]:
        """Show the present answer, if there is one."""
        is_answered = self.record.is_registered or self.step.is_answered(self.record)
        return self.answer_of(self.record) if is_answered else {}
