"""Checks of a signed-in person's role in the partnership."""

from typing import Any

import rules


@rules.predicate
def is_officer(user: Any) -> bool:
    """Return whether the person works for the partnership."""
    return bool(getattr(user, "is_officer", False))


@rules.predicate
def is_senior_officer(user: Any) -> bool:
    """Return whether the person is a senior officer."""
    return bool(getattr(user, "is_senior_officer", False))
