"""The log of what people had erased. It is a file, so that a backup of the database does not take it back.

Restoring a backup brings back whoever had their data erased after it was taken. So each erasure that someone
asked for is also written here, and `manage.py restore` repeats those that are younger than the backup. What
goes by time alone needs no line: the deletions of `settings.DUE_WORK` find it again.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

OURS_ALONE = 0o600
_is_repeating = ContextVar("is_repeating", default=False)


class BadLog(Exception):
    """The log is not there, or holds a line that can't be read or repeated. The message says which."""


@dataclass(frozen=True)
class Erasure:
    """One erasure: when it was done, which kind it is (a key of `settings.ERASURES`), and of which record.

    It holds no personal value: only whoever has the database learns from it who that was.
    """

    at: str
    kind: str
    model: str
    key: str

    @property
    def moment(self) -> datetime:
        """When it was done."""
        return datetime.fromisoformat(self.at)


def record_erasure(kind: str, *, subject: models.Model) -> None:
    """Write an erasure into the log once the current transaction is committed.

    Call it inside the transaction that erases. Where the log can't be written, this raises OSError, and
    nothing is erased.
    """
    if _is_repeating.get():
        return
    os.close(_open_log())
    transaction.on_commit(partial(_append, kind, subject._meta.label_lower, str(subject.pk)))


def lines_known() -> int:
    """Return how many lines the log has, and begin it if it is not there. The log only ever grows."""
    os.close(_open_log())
    return len(_lines())


def erasures_since(moment: datetime, *, lines_known: int) -> list[Erasure]:
    """Return the erasures from a moment on, oldest first. Raises BadLog, also where lines are lost."""
    try:
        lines = _lines()
    except FileNotFoundError as error:
        raise BadLog(f"There is no log of erasures at {settings.ERASURE_LOG}.") from error
    if len(lines) < lines_known:
        raise BadLog(
            f"{settings.ERASURE_LOG} has {len(lines)} lines, and had {lines_known} when the backup was taken."
        )
    found = [_read(line, number) for number, line in enumerate(lines, start=1)]
    return sorted((each for each in found if each.moment >= moment), key=lambda each: each.moment)


def repeat(erasures: list[Erasure]) -> int:
    """Erase again what is not erased; return how many that was. The log has them already."""
    with _repeating():
        return sum(_service(each.kind)(each.key, each.moment) for each in erasures)


def _service(kind: str) -> Callable[[str, datetime], bool]:
    """Return what repeats a kind of erasure, and says whether there was anything to erase."""
    service: Callable[[str, datetime], bool] = import_string(settings.ERASURES[kind])
    return service


@contextmanager
def _repeating() -> Iterator[None]:
    token = _is_repeating.set(True)
    try:
        yield
    finally:
        _is_repeating.reset(token)


def _lines() -> list[str]:
    return Path(settings.ERASURE_LOG).read_text(encoding="utf-8").splitlines()


def _read(line: str, number: int) -> Erasure:
    try:
        erasure = Erasure(**json.loads(line))
        is_known = erasure.kind in settings.ERASURES and erasure.moment.tzinfo is not None
    except (TypeError, ValueError):
        is_known = False
    if not is_known:
        raise BadLog(f"Line {number} of {settings.ERASURE_LOG} is not an erasure that this version knows.")
    return erasure


def _append(kind: str, model: str, key: str) -> None:
    """Add one whole line, which is on the disk when this returns."""
    line = json.dumps(asdict(Erasure(timezone.now().isoformat(), kind, model, key)))
    log: Any = os.fdopen(_open_log(), "w", encoding="utf-8")
    with log:
        fcntl.flock(log, fcntl.LOCK_EX)
        log.write(f"{line}\n")
        log.flush()
        os.fsync(log.fileno())


def _open_log() -> int:
    path = Path(settings.ERASURE_LOG)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OURS_ALONE)
