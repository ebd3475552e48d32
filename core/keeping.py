"""A short-lived cache for data that many pages read and that hardly ever changes.

Examples are the wards to choose from and official figures.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings

MOST = 100  # results per function; beyond this the cache is emptied
Answer = TypeVar("Answer")


def kept_briefly(read: Callable[..., Answer]) -> Callable[..., Answer]:
    """Cache a function's results in this process for `settings.KEEP_SECONDS`.

    Within that time they may be out of date if another process changes the data. Use it only where a minute's
    delay does not matter, and never for anything that protects people. Callers must not modify the results.
    """
    kept: dict[tuple[Hashable, ...], tuple[float, Any]] = {}

    @wraps(read)
    def answer(*asked: Hashable) -> Answer:
        until, known = kept.get(asked, (0.0, None))
        if monotonic() < until:
            return known  # type: ignore[no-any-return]  # a cached result of `read`
        found = read(*asked)
        if len(kept) >= MOST:
            kept.clear()
        kept[asked] = (monotonic() + settings.KEEP_SECONDS, found)
        return found

    return answer
