"""Yes-or-no questions for volunteers, which may also be left unanswered. Each is declared once.

The registration step, its form, the rows on pages, a person's own data and the privacy page all follow from
it. The answer is a field of `Volunteer` that is yes, no, or empty until it is answered. Its bits in the
profile are in `volunteers.profile`; what a role needs is in `initiatives.needs`, and the gate in
`matching.eligibility.requirements`.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class YesOrNo(NamedTuple):
    """A question, the field that holds its answer, and its name in lists."""

    field: str
    slug: str
    title: Any
    question: Any
    hint: Any = ""


QUESTIONS: tuple[YesOrNo, ...] = (
    YesOrNo(
        field="has_car",
        slug="car",
        title=_("Use of a car"),
        question=_("Do you have the use of a car with room for passengers?"),
        hint=_("Some roles involve giving people a lift. Many others do not need a car."),
    ),
)


class Told(NamedTuple):
    """A question and a person's answer."""

    question: YesOrNo
    answer: bool | None


def answers_of(volunteer: Any) -> list[Told]:
    """Return a volunteer's answer to each question."""
    return [Told(question, getattr(volunteer, question.field)) for question in QUESTIONS]
