"""Keeps which official files were read in."""

from datetime import datetime

from django.db import transaction

from core import audit
from places.models import ImportRun, Ward

CODE_POINT, POSTCODE_DIRECTORY = "code_point", "postcode_directory"
POSTCODE_FILES = (CODE_POINT, POSTCODE_DIRECTORY)
COUNTS = ("added", "changed", "ended", "unchanged", "refused")


class Overtaken(Exception):
    """Another file was read in after this one was compared with what is stored."""


def take_turn(*, since: int) -> None:
    """Let one import at a time store, if none has since it was planned. Inside a transaction.

    `since` is `ImportRun.objects.newest()` of the time of planning. Raises Overtaken.
    """
    Ward.objects.all().lock()
    if ImportRun.objects.newest() != since:
        raise Overtaken


@transaction.atomic
def record_import(
    *, kind: str, file_name: str, sha256: str, counts: dict[str, int], by: audit.Actor | None, at: datetime
) -> ImportRun:
    """Keep that a file was read in, with how many rows it added, changed, ended, left and had refused."""
    run = ImportRun.objects.create(kind=kind, file_name=file_name[:200], sha256=sha256, at=at, **counts)
    audit.record(
        "places.imported", subject=run, by=by, details={"kind": kind, "file": run.file_name, **counts}
    )
    return run
