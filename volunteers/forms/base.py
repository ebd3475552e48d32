from datetime import date
from typing import Any, ClassVar

from core.forms import SiteForm
from volunteers.models import Volunteer
from volunteers.steps import STEP_BY_SLUG


class StepForm(SiteForm):
    """One question, filled with the person's present answer. `day` is the day on which it is asked.

    A question that was never answered is asked without an answer: nobody is taken at a default.
    """

    slug: ClassVar[str]
    title: ClassVar[Any]
    page_heading = True
    mark_optional = False

    def __init__(self, *args: Any, volunteer: Volunteer, day: date, **kwargs: Any) -> None:
        self.day = day
        is_answered = volunteer.is_registered or self.slug in volunteer.answered
        initial = self.answer_of(volunteer) if is_answered else {}
        super().__init__(*args, **{"initial": initial, **kwargs})

    def answer_of(self, volunteer: Volunteer) -> dict[str, Any]:
        """Return what the person has answered before, by field of the form."""
        return {name: getattr(volunteer, name) for name in STEP_BY_SLUG[self.slug].fields}

    def answers(self) -> dict[str, Any]:
        """Return what to keep, by field of the volunteer."""
        return {name: self.cleaned_data[name] for name in STEP_BY_SLUG[self.slug].fields}
