"""How far a registration has got: which questions are asked, what is left, and where to continue."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from core.registration.steps import Step

AnyStep = TypeVar("AnyStep", bound=Step)


class Link(NamedTuple):
    """A question and the address where it is answered."""

    title: Any
    url: str


def asked_of(steps: Sequence[AnyStep], record: Any) -> list[AnyStep]:
    """Return the questions that apply to a record, in order."""
    return [step for step in steps if step.makes_sense_for(record)]


def missing(steps: Sequence[AnyStep], record: Any) -> list[AnyStep]:
    """Return the questions that are not answered yet, in order."""
    return [step for step in asked_of(steps, record) if not step.is_answered(record)]


def new_questions(steps: Sequence[AnyStep], record: Any) -> list[AnyStep]:
    """Return the new questions that a registered record has not answered yet."""
    return missing([step for step in steps if step.is_new], record)


def next_after(steps: Sequence[AnyStep], step: AnyStep, record: Any) -> AnyStep | None:
    """Return the first unanswered question after this one, or None if all later ones are answered."""
    later = missing(steps[steps.index(step) + 1 :], record)
    return later[0] if later else None


def resume_at(steps: Sequence[AnyStep], record: Any) -> AnyStep:
    """Return the question to continue at: the first unanswered one, or the first of all."""
    return (missing(steps, record) or steps)[0]
