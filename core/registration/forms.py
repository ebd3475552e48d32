"""The form for one question, filled with the current answer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from core.forms import SiteForm
from core.registration.steps import Step


class StepForm(SiteForm):
    """One question about a record. `day` is the day on which it is asked.

    An app's base class for its questions sets `steps`, by slug; each question sets `slug` and `title`. If the
    form's fields differ from the record's, it also says how to read an answer (`answer_of`) and save it
    (`answers`).
    """

    steps: ClassVar[Mapping[str, Step]]
    slug: ClassVar[str]
    title: ClassVar[Any]

    def __init__(self, *args: Any, record: Any, day: date, **kwargs: Any) -> None:
        self.record = record
        self.day = day
        super().__init__(*args, **{"initial": self.first_shown(), **kwargs})

    @property
    def step(self) -> Step:
        """The question that the form asks."""
        return self.steps[self.slug]

    def first_shown(self) -> dict[str, Any]:
        """Return the form's initial values: the current answer."""
        return self.answer_of(self.record)

    def answer_of(self, record: Any) -> dict[str, Any]:
        """Return the current answer, by form field."""
        return {name: getattr(record, name) for name in self.step.fields}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return the values to save, by record field."""
        return {name: self.cleaned_data[name] for name in self.step.fields}

    def require_either(self, words: Any) -> None:
        """Add an error if the question needs one of several fields and none of them is filled in."""
        names = self.step.either
        if not any(name in self.errors or self.cleaned_data.get(name) for name in names):
            self.add_error(names[0], ValidationError(words, code="none"))


def by_slug(*forms: type[StepForm]) -> dict[str, type[StepForm]]:
    """Return an app's question forms by slug."""
    return {form.slug: form for form in forms}
