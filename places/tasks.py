"""Background and scheduled work on places."""

from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime
from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from places import services
from places.importers import BadFile, Importer, Report
from places.importers.uploads import importer_of
from places.models import Upload

log = structlog.get_logger(__name__)


@task()
def check_upload(key: str, attempt: int) -> bool:
    """Read an officer's upload and show what it would change. Return whether it can be used."""
    return _work(key, attempt, _check)


@task()
def write_upload(key: str, attempt: int) -> bool:
    """Store an upload that an officer has confirmed. Return whether it was stored."""
    return _work(key, attempt, _write)


def locate_waiting(now: datetime) -> int:  # noqa: ARG001  # all scheduled work is called with the time
    """Find the locations that records are still waiting for; return how many were found."""
    return services.locate_waiting()


def renew_wards(now: datetime) -> int:
    """Move records from wards that have ended to current wards; return how many records."""
    return services.renew_wards(timezone.localdate(now))


def forget_uploads(now: datetime) -> int:
    """Delete uploads at the end of their retention period; return how many."""
    return services.forget_uploads(now)


def _work(key: str, attempt: int, work: Callable[[Upload, Importer[Any]], bool]) -> bool:
    """Do some work on an upload, if the attempt is still current. Show any failure on the upload's page."""
    upload = Upload.objects.attempt(key, attempt).first()
    if upload is None:
        return False
    say_how_far = _progress_of(upload)
    say_how_far("reading", 0)
    try:
        return work(upload, importer_of(upload, progress=say_how_far))
    except BadFile as error:
        services.refuse_upload(upload=upload, message=str(error))
    except services.NotNow:
        log.warning("upload_restarted_meanwhile", upload=key)
    except Exception:
        log.exception("upload_failed", upload=key)
        services.refuse_upload(
            upload=upload, message=_("Something went wrong with this website, not with your file.")
        )
    return False


def _check(upload: Upload, importer: Importer[Any]) -> bool:
    _show(upload, importer.preview(), is_overtaken=False)
    return True


def _write(upload: Upload, importer: Importer[Any]) -> bool:
    """Store the upload, or show what it would change by now."""

    def finish(report: Report) -> None:
        services.finish_upload(upload=upload, report=report.as_json(), refusals=_rows(report))

    report = importer.write(
        by=upload.brought_by, at=timezone.now(), expected=upload.fingerprint, finish=finish
    )
    if not report.is_written:
        _show(upload, importer.preview(), is_overtaken=report.is_overtaken)
    return report.is_written


def _show(upload: Upload, report: Report, *, is_overtaken: bool) -> None:
    services.show_upload(
        upload=upload,
        report=report.as_json(),
        refusals=_rows(report),
        fingerprint=report.fingerprint,
        is_overtaken=is_overtaken,
    )


def _rows(report: Report) -> list[Any]:
    return [astuple(refusal) for refusal in report.refusals]


def _progress_of(upload: Upload) -> Callable[[str, int], None]:
    def say(step: str, done: int) -> None:
        services.note_progress(upload=upload, step=step, done=done, now=timezone.now())

    return say
