"""The cache table, which says when it can't be written."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError

TRIES = 3


class Cache(DatabaseCache):
    """Django's cache table. Django takes a failed write for “somebody else was first”.

    Limits are counted under such a lock, so that people would read that they had tried too often.
    """

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Add a value where there is none. Raises OperationalError where it can't be written."""
        for _try in range(TRIES):  # whoever was first may have taken theirs away since
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version):
                return False
        raise OperationalError("the cache table can't be written")
