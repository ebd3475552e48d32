"""Seals: keyed hashes (HMAC-SHA256). Nobody makes one without a key, and no key is in the database."""

import hmac
import json
from typing import Any

from django.conf import settings

_text_of = json.JSONEncoder(sort_keys=True).encode


def seal(kind: str, *facts: Any) -> str:
    """Return the seal of some facts, made with the key of now. `kind` keeps the seals of two things apart."""
    return _sealed_with(settings.AUDIT_KEYS[0], _bytes_of(kind, facts))


def is_sealed(value: str, kind: str, *facts: Any) -> bool:
    """Return whether this is the seal of these facts, made with the key of now or a former one."""
    text, found = _bytes_of(kind, facts), value.encode()
    return any(hmac.compare_digest(found, _sealed_with(key, text).encode()) for key in settings.AUDIT_KEYS)


def _bytes_of(kind: str, facts: tuple[Any, ...]) -> bytes:
    return _text_of([kind, *facts]).encode()


def _sealed_with(key: str, text: bytes) -> str:
    return hmac.digest(key.encode(), text, "sha256").hex()
