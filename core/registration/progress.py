"""How far a registration is: what is asked, what is left, and where to go on."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from core.registration.steps import Step

AnyStep = TypeVar("AnyStep", bound=Step)


class Link(NamedTuple):
    """A question and the address where it is answered."""

    title: Any
    url: str


def asked_of(steps: Sequence[AnyStep], record: Any) -> list[AnyStep]:
    """Return the questions that make sense for a record, in their order."""
    return [step for step in steps if step.makes_sense_for(record)]


def missing(steps: Sequence[AnyStep], record: Any) -> list[AnyStep]:
    """Return the questions that are not answered yet, in their order."""
    return [step for step in asked_of(steps, record) if not step.is_answered(record)]


def new_questions(steps: Sequence[AnyStep], record: Any) -> list[AnyStep]:
    """Return the new questions that a registered record has not answered yet."""
    return missing([step for step in steps if step.is_new], record)


def next_after(steps: Sequence[AnyStep], step: AnyStep, record: Any) -> AnyStep | None:
    """Return the first open question after one; nothing where all later ones are answered."""
    later = missing(steps[steps.index(step) + 1 :], record)
    return later[0] if later else None


def resume_at(steps: Sequence[AnyStep], record: Any) -> AnyStep:
    """Return where to go on: the first open question, or the first of all."""
    return (missing(steps, record) or steps)[0]
