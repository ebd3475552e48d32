"""Questions that a volunteer answers with yes, no or not yet: declared once.

The step of the registration, its form, the rows of pages, a person's own data and privacy follow. The answer
is a field of `Volunteer` that is yes, no or, until it is told, empty. Its bits in the profile are in
`volunteers.profile`; what a role needs stands in `initiatives.needs`, the gate in
`matching.eligibility.requirements`.
"""

from typing import Any, NamedTuple


class YesOrNo(NamedTuple):
    """A question, the field that keeps its answer, and what it is called in lists."""

    field: str
    slug: str
    title: Any
    question: Any
    hint: Any = ""


QUESTIONS: tuple[YesOrNo, ...] = ()


class Told(NamedTuple):
    """A question and what somebody answered."""

    question: YesOrNo
    answer: bool | None


def answers_of(volunteer: Any) -> list[Told]:
    """Return what somebody answered to each question."""
    return [Told(question, getattr(volunteer, question.field)) for question in QUESTIONS]
