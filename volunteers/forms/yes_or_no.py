"""The forms of questions that are answered with yes, no or not yet."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import Radios
from volunteers.forms.base import StepForm
from volunteers.models import Volunteer
from volunteers.yes_or_no import YesOrNo

ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "later": None}


class YesOrNoForm(StepForm):
    """One such question. Whoever tells later is not asked again, but may change the answer."""

    question: ClassVar[YesOrNo]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Select yes, no or later")
        self.fields[self.question.field] = forms.ChoiceField(
            label=self.question.question,
            help_text=self.question.hint,
            choices=[("yes", _("Yes")), ("no", _("No")), ("later", _("I’ll tell you later"))],
            widget=Radios,
            error_messages={"required": words, "invalid_choice": words},
        )

    def answer_of(self, volunteer: Volunteer) -> dict[str, Any]:
        """Tick what was said."""
        said = getattr(volunteer, self.question.field)
        return {self.question.field: next(word for word, answer in ANSWERS.items() if answer is said)}

    def answers(self, now: datetime) -> dict[str, Any]:
        """Keep “later” as nothing told."""
        return {self.question.field: ANSWERS[self.cleaned_data[self.question.field]]}


def form_of(asked: YesOrNo) -> type[YesOrNoForm]:
    """Return the form of a question."""

    class Form(YesOrNoForm):
        slug = asked.slug
        title = asked.question
        question = asked

    return Form
