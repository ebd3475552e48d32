"""The cache table, which says when it can't be written, and keeps every entry until its time is over."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connections

TRIES = 3


class Cache(DatabaseCache):
    """Django's cache table. Django takes a failed write for “somebody else was first”.

    Limits are counted under such a lock, so that people would read that they had tried too often. Django also
    deletes entries that still count, so that a flood of new ones would lift the limits on signing in.
    """

    _table: str  # the name that Django gives its table

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Add a value where there is none. Raises OperationalError where it can't be written."""
        for _try in range(TRIES):  # whoever was first may have taken theirs away since
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version):
                return False
        raise OperationalError("the cache table can't be written")

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        """Make room by deleting only what is over."""
        operations = connections[db].ops
        table, expires = operations.quote_name(self._table), operations.quote_name("expires")
        ended = operations.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [ended])  # noqa: S608  # names, no values
