"""Work of this app that no page waits for, and that falls due by the clock."""

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
    """Read what an officer brought and show what it would do. Say whether it can be used."""
    return _work(key, attempt, _check)


@task()
def write_upload(key: str, attempt: int) -> bool:
    """Store what an officer brought and agreed to. Say whether it was stored."""
    return _work(key, attempt, _write)


def locate_waiting(now: datetime) -> int:  # noqa: ARG001  # every piece of due work is told the time
    """Find the positions that records still wait for. Returns how many were found."""
    return services.locate_waiting()


def renew_wards(now: datetime) -> int:
    """Move what lies in a ward that has ended into its ward of today. Returns how many records."""
    return services.renew_wards(timezone.localdate(now))


def forget_uploads(now: datetime) -> int:
    """Delete what officers brought when its time is over; return how many uploads."""
    return services.forget_uploads(now)


def _work(key: str, attempt: int, work: Callable[[Upload, Importer[Any]], bool]) -> bool:
    """Do some work on an upload, if the attempt still counts. Whatever goes wrong, its page says so."""
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
        services.refuse_upload(upload=upload, message=_("Something went wrong here, not with the file."))
    return False


def _check(upload: Upload, importer: Importer[Any]) -> bool:
    _show(upload, importer.preview(), is_overtaken=False)
    return True


def _write(upload: Upload, importer: Importer[Any]) -> bool:
    """Store it, or show what it would do by now."""

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
