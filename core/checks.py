"""Checks that Django makes before the site goes live."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

SHORTEST_KEY = 32


def audit_keys_are_good(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Say if a key that seals the audit trail can be guessed, or is known to whoever knows another secret."""
    if settings.SECRET_KEY in settings.AUDIT_KEYS:
        return [Error("AUDIT_KEYS has the key of DJANGO_SECRET_KEY. Make another one.", id="core.E001")]
    if min(map(len, settings.AUDIT_KEYS)) < SHORTEST_KEY:
        return [Error(f"A key in AUDIT_KEYS has under {SHORTEST_KEY} characters.", id="core.E002")]
    return []
