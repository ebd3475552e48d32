"""Restore a backup, all of it or nothing, and erase again who was erased after it was taken."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

from core import erasures, privacy
from core.backups import manifest, tables, uploads
from core.backups.manifest import Manifest
from core.backups.outcomes import Failed, Refused
from core.backups.taking import UPLOADS

# No longer than what starts a deletion by time and is in no log, such as a refusal, takes to lead to it.
OLDEST = timedelta(days=365)
Say = Callable[[str], None]


class NotEmpty(Refused):
    """There are data that the backup would replace, and nobody has agreed to that."""


def read(folder: Path) -> Manifest:
    """Return what a backup says of itself, if it fits this database and this program. Raises Refused."""
    found = manifest.read(folder)
    if found.kind != connection.vendor:
        raise Refused(f"This backup is of a {found.kind} database, and the site uses {connection.vendor}.")
    if newer := sorted(set(found.migrations) - tables.known()):
        raise Refused(
            f"This backup is of a newer version of the site ({found.version}), with {newer[-1]}: "
            "install that version first."
        )
    tables.kind().require_tools()
    return found


def require_empty() -> None:
    """Raise NotEmpty if a restore would replace anything."""
    name = tables.kind().database_name()
    if tables.kind().was_cut_off():
        raise NotEmpty(
            f"An earlier restore of {name} was cut off. Run it again with --replace: it first puts back what "
            "was there before."
        )
    if tables.kind().rows():
        raise NotEmpty(f"The database {name} is not empty. To replace all that it holds, add --replace.")
    if uploads.are_there():
        raise NotEmpty(f"{settings.UPLOADS_DIR} is not empty. To replace all that it holds, add --replace.")


def to_repeat(found: Manifest, now: datetime) -> list[erasures.Erasure]:
    """Return the erasures that the backup does not know of. Raises Refused where they can't be known."""
    if found.moment < now - OLDEST:
        raise Refused(
            f"This backup is older than {OLDEST.days} days: not all that was erased since is known. "
            "To restore it all the same, add --no-erasures and why."
        )
    try:
        return erasures.erasures_since(found.moment, lines_known=found.erasures)
    except erasures.BadLog as bad:
        raise Refused(
            f"{bad} Without it, people who were erased come back. Set ERASURE_LOG to the log, or add "
            "--no-erasures and why."
        ) from bad


def restore(
    folder: Path, *, found: Manifest, repeated: list[erasures.Erasure], now: datetime, say: Say
) -> None:
    """Replace the database and the uploaded files by a backup that was read. Raises Refused and Failed."""
    kind = tables.kind()
    say("Restoring the database …")
    with uploads.replaced(folder / UPLOADS), kind.replaced(folder, say):
        _require_same(found.rows, kind.rows())
        say(f"All {len(found.rows)} tables hold as many rows as when the backup was taken.")
        say("Bringing the tables up to date …")
        call_command("migrate", verbosity=0, interactive=False)
        _erase(repeated, now, say)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        _compare(found.rows, kind.rows(), say)


def _require_same(before: dict[str, int], after: dict[str, int]) -> None:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            raise Failed(
                f"The table {name} has {after.get(name)} rows, and had {before.get(name)} in the backup."
            )


def _erase(repeated: list[erasures.Erasure], now: datetime, say: Say) -> None:
    say("Erasing again what was erased since the backup was taken …")
    done = erasures.repeat(repeated)
    say(f"  {done:,} erased. The log has {len(repeated):,} since then; the others have nothing left here.")
    say("Deleting what has reached the end of its time …")
    promised = {period.work for fact in privacy.facts() for period in fact.keep}
    for name in [*settings.AFTER_RESTORE, *(work for work in settings.DUE_WORK if work in promised)]:
        work: Callable[..., Any] = import_string(name)
        say(f"  {name}: {work(now=now):,}")


def _compare(before: dict[str, int], after: dict[str, int], say: Say) -> None:
    ours = set(connection.introspection.django_table_names(only_existing=True))
    differing = [name for name in sorted(ours) if before.get(name) != after[name]]
    if not differing:
        say("All tables hold as many rows as the backup.")
    for name in differing:
        say(f"  {name} has {after[name]:,} rows, and {before.get(name, 0):,} in the backup.")
