"""Save answers, and check that a registration is complete."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from core.registration import progress
from core.registration.steps import Step


class Incomplete(Exception):
    """A registration was sent with questions unanswered: `steps` lists them."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = list(steps)
        super().__init__(", ".join(step.slug for step in self.steps))


def require_complete(steps: Sequence[Step], record: models.Model) -> None:
    """Raise Incomplete if any questions are unanswered."""
    if missing := progress.missing(steps, record):
        raise Incomplete(missing)


def put_answer(record: models.Model, step: Step, answers: Mapping[str, Any]) -> list[str]:
    """Set the fields of a question; return the names of those that changed.

    Many-to-many links are saved at once. The caller must lock the record and save it.
    """
    return [name for name in step.fields if _put(record, name, answers[name])]


def no_answer(model: type[models.Model], step: Step) -> dict[str, Any]:
    """Return the values that a question's fields have before it is answered."""
    blank = model()
    return {name: [] if _is_link(model, name) else getattr(blank, name) for name in step.fields}


def _is_link(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.ManyToManyField)


def _put(record: models.Model, name: str, value: Any) -> bool:
    """Set one field, or its many-to-many links; return whether anything changed."""
    if _is_link(type(record), name):
        return _put_links(getattr(record, name), value)
    is_new: bool = getattr(record, name) != value
    setattr(record, name, value)
    return is_new


def _put_links(links: Any, rows: Iterable[models.Model]) -> bool:
    keys = {row.pk for row in rows}
    is_new = keys != set(links.values_list("pk", flat=True))
    links.set(keys)
    return is_new
