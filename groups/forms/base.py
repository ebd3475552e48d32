from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from core.forms import SiteForm
from groups.models import Group
from groups.steps import STEP_BY_SLUG


class StepForm(SiteForm):
    """One question, filled with the group's present answer. `day` says which wards and priorities exist."""

    slug: ClassVar[str]
    title: ClassVar[Any]

    def __init__(self, *args: Any, group: Group, day: date, **kwargs: Any) -> None:
        self.group = group
        self.day = day
        super().__init__(*args, **{"initial": self.answer_of(group), **kwargs})

    def answer_of(self, group: Group) -> dict[str, Any]:
        """Return what the group has answered before, by field of the form."""
        return {name: getattr(group, name) for name in STEP_BY_SLUG[self.slug].fields}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return what to keep, by field of the group."""
        return {name: self.cleaned_data[name] for name in STEP_BY_SLUG[self.slug].fields}

    def require_either(self, words: Any) -> None:
        """Refuse the form if none of the fields is filled of which the step needs one."""
        names = STEP_BY_SLUG[self.slug].either
        if not any(name in self.errors or self.cleaned_data.get(name) for name in names):
            self.add_error(names[0], ValidationError(words, code="none"))
