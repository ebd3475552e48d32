"""What many pages read and hardly anything changes, such as the wards to choose from and official figures."""

from collections.abc import Callable, Hashable
from functools import wraps
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings

MOST = 100  # answers of one function; with more, it starts anew
Answer = TypeVar("Answer")


def kept_briefly(read: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a process read something anew only once its copy is `settings.KEEP_SECONDS` old.

    Until then it may lack what another process has changed: for what nobody waits a minute for, and never
    for what protects people. The answers must not be changed by those who get them.
    """
    kept: dict[tuple[Hashable, ...], tuple[float, Any]] = {}

    @wraps(read)
    def answer(*asked: Hashable) -> Answer:
        until, known = kept.get(asked, (0.0, None))
        if monotonic() < until:
            return known  # type: ignore[no-any-return]  # what `read` has answered before
        found = read(*asked)
        if len(kept) >= MOST:
            kept.clear()
        kept[asked] = (monotonic() + settings.KEEP_SECONDS, found)
        return found

    return answer
