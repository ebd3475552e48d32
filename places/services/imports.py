"""Record which official files were imported."""

from datetime import datetime

from django.db import transaction

from core import audit
from places.models import ImportRun, Ward

CODE_POINT, POSTCODE_DIRECTORY = "code_point", "postcode_directory"
POSTCODE_FILES = (CODE_POINT, POSTCODE_DIRECTORY)
COUNTS = ("added", "changed", "ended", "unchanged", "refused")


class Overtaken(Exception):
    """Another file was imported after this one was compared with what is stored."""


def take_turn(*, since: int) -> None:
    """Lock imports until the transaction ends, if there was none since this one was planned.

    `since` is the value of `ImportRun.objects.newest()` at planning. Call it inside a transaction. Raises
    Overtaken.
    """
    Ward.objects.all().lock()
    if ImportRun.objects.newest() != since:
        raise Overtaken


@transaction.atomic
def record_import(
    *, kind: str, file_name: str, sha256: str, counts: dict[str, int], by: audit.Actor | None, at: datetime
) -> ImportRun:
    """Record an import, with how many rows it added, changed, ended, left unchanged and refused."""
    run = ImportRun.objects.create(kind=kind, file_name=file_name[:200], sha256=sha256, at=at, **counts)
    audit.record(
        "places.imported", subject=run, by=by, details={"kind": kind, "file": run.file_name, **counts}
    )
    return run
