"""Who a signed-in person is to the partnership."""

from typing import Any

import rules


@rules.predicate
def is_officer(user: Any) -> bool:
    """Whether the person works for the partnership."""
    return bool(getattr(user, "is_officer", False))


@rules.predicate
def is_senior_officer(user: Any) -> bool:
    """Whether the person is a senior officer."""
    return bool(getattr(user, "is_senior_officer", False))
