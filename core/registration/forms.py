"""The form of one question, filled with the present answer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from core.forms import SiteForm
from core.registration.steps import Step


class StepForm(SiteForm):
    """One question about a record. `day` is the day on which it is asked.

    An app's own base of its questions sets `steps`, by slug; each question sets `slug` and `title`. Where the
    fields of form and record differ, it also says how an answer is read (`answer_of`) and kept (`answers`).
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
        """Return what stands in the form before anything is typed: the present answer."""
        return self.answer_of(self.record)

    def answer_of(self, record: Any) -> dict[str, Any]:
        """Return what was answered before, by field of the form."""
        return {name: getattr(record, name) for name in self.step.fields}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Return what to keep, by field of the record."""
        return {name: self.cleaned_data[name] for name in self.step.fields}

    def require_either(self, words: Any) -> None:
        """Refuse the form if none of the fields is filled of which the question needs one."""
        names = self.step.either
        if not any(name in self.errors or self.cleaned_data.get(name) for name in names):
            self.add_error(names[0], ValidationError(words, code="none"))


def by_slug(*forms: type[StepForm]) -> dict[str, type[StepForm]]:
    """Return the forms of an app's questions by the slugs of their steps."""
    return {form.slug: form for form in forms}
