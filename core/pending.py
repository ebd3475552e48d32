"""Changes of public records that wait for an officer: what someone wants, beside what the public sees."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import models

from core.models import PendingChange


class Waiting(NamedTuple):
    """A change that waits for an officer, as whoever sent it sees it (`components/pending_change.html`)."""

    change: PendingChange
    links: list[tuple[Any, str]]  # what it changes, in words, and where that can be changed
    withdraw_url: str
    is_hidden: bool = False  # whether it hid an address, which takes effect at once


Record = TypeVar("Record", bound=models.Model)


def hold(
    change: PendingChange, wanted: Mapping[str, Any], *, present: Mapping[str, Any], by: Any, now: datetime
) -> bool:
    """Add what is wanted to a change, and send it to the officers; say whether anything waits for them.

    What is wanted as the public sees it already waits no longer. The caller has locked the record.
    """
    answers = {**change.answers, **wanted}
    change.answers = {name: value for name, value in answers.items() if present.get(name) != value}
    if change.answers:
        change.sent_by, change.sent_at, change.officer_message = by, now, ""
        change.version += 1
        change.save()
    elif change.version:  # it was sent before
        change.delete()
    return bool(change.answers)


def with_change(record: Record, change: PendingChange | None) -> Record:
    """Return a record as it will be, for forms to show: a copy that is never saved.

    Links to other records and what is no field of the record are left as they are.
    """
    changed = copy.copy(record)
    for field in record._meta.concrete_fields:
        if change and field.name in change.answers:
            setattr(changed, field.attname, field.to_python(change.answers[field.name]))
    return changed
