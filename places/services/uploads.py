"""Services for an uploaded official file, from upload until it is stored or dropped."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from core import audit
from core.batches import work_off
from places import uploads
from places.models import Upload
from places.personal import UPLOAD_LIFE

SILENCE = timedelta(minutes=5)  # after this a worker is assumed to have died
State = Upload.State


class NotNow(Exception):
    """The upload is not in a state where this is possible."""


@transaction.atomic
def bring_upload(
    *, kind: str, files: Mapping[str, Any], options: dict[str, Any], by: User, now: datetime
) -> Upload:
    """Store an officer's files. The caller then starts `places.tasks.check_upload`."""
    key = uuid4()
    try:
        upload = Upload.objects.create(
            pk=key,
            kind=kind,
            files=uploads.keep(key, files),
            options=options,
            brought_by=by,
            brought_at=now,
            heard_at=now,
        )
    except BaseException:
        uploads.forget(key)
        raise
    audit.record("upload.brought", subject=upload, by=by, details={"kind": kind, "file": upload.file_name})
    return upload


def has_died(upload: Upload, now: datetime) -> bool:
    """Return whether the worker of an upload has been silent for too long."""
    return upload.is_working and upload.heard_at < now - SILENCE


@transaction.atomic
def restart_upload(*, upload: Upload, by: User, now: datetime) -> Upload:
    """Read the file again from the start. Raises NotNow unless its worker has died."""
    if not has_died(upload, now):
        raise NotNow
    return _move(upload, "upload.restarted", by=by, now=now, state=State.CHECKING)


@transaction.atomic
def confirm_upload(
    *, upload: Upload, seen: str, skips_refused: bool, allows_loss: bool, by: User, now: datetime
) -> Upload:
    """Agree to the previewed changes.

    Raises NotNow unless there are some, and `seen` is the current preview's fingerprint.
    """
    if upload.state != State.READY or not upload.has_changes or seen != upload.fingerprint:
        raise NotNow
    options = {**upload.options, "skips_refused": skips_refused, "allows_loss": allows_loss}
    return _move(upload, "upload.confirmed", by=by, now=now, state=State.WRITING, options=options)


@transaction.atomic
def drop_upload(*, upload: Upload, by: User, now: datetime) -> Upload:
    """Drop the upload. Raises NotNow while a worker is busy with it, or if it has been stored."""
    if upload.state != State.READY and not has_died(upload, now):
        raise NotNow
    _forget_files_later(upload.pk)
    return _move(upload, "upload.dropped", by=by, now=now, state=State.DROPPED)


def note_progress(*, upload: Upload, step: str, done: int, now: datetime) -> None:
    """Record a worker's progress."""
    _of(upload).update(step=step, rows_done=done, heard_at=now)


def show_upload(*, upload: Upload, report: Mapping[str, Any], refusals: list[Any], **facts: Any) -> None:
    """Show officers what the file would change."""
    _of(upload).update(state=State.READY, report=report, refusals=refusals, **facts)


@transaction.atomic
def refuse_upload(*, upload: Upload, message: str) -> None:
    """Record why the file can't be used, and delete the file."""
    if _of(upload).update(state=State.REFUSED, message=message):
        _forget_files_later(upload.pk)


def finish_upload(*, upload: Upload, report: Mapping[str, Any], refusals: list[Any]) -> None:
    """Record that everything is stored, and delete the file. Call it inside the storing transaction.

    Raises NotNow if the upload was restarted in the meantime, which must undo everything.
    """
    if not _of(upload).update(state=State.DONE, report=report, refusals=refusals):
        raise NotNow
    _forget_files_later(upload.pk)


def forget_uploads(now: datetime) -> int:
    """Delete uploads and their files at the end of their retention period; return how many."""
    return work_off(Upload.objects.brought_before(UPLOAD_LIFE.before(now)), _forget)


def _forget(keys: list[Any]) -> None:
    Upload.objects.filter(pk__in=keys).delete()
    for key in keys:
        _forget_files_later(key)


def _of(upload: Upload) -> Any:
    return Upload.objects.attempt(upload.pk, upload.attempt)


def _move(upload: Upload, action: str, *, by: User, now: datetime, **facts: Any) -> Upload:
    """Change the state of an upload, unless it has been changed in the meantime. Raises NotNow."""
    present = Upload.objects.filter(pk=upload.pk, attempt=upload.attempt, state=upload.state)
    start = {"attempt": upload.attempt + 1, "step": "", "rows_done": 0, "heard_at": now}
    if not present.update(**start, **facts):
        raise NotNow
    audit.record(action, subject=upload, by=by)
    return Upload.objects.get(pk=upload.pk)


def _forget_files_later(key: Any) -> None:
    """Delete the files after the current transaction commits."""
    transaction.on_commit(lambda: uploads.forget(key))
