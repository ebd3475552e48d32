"""Read record keys from addresses, which may contain anything."""

from collections.abc import Iterable
from uuid import UUID


def key_in(text: str | None) -> UUID | None:
    """Return the key in a text, or None if it is not a valid key or there is no text."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def keys_in(texts: Iterable[str]) -> list[UUID]:
    """Return the valid keys among some texts, in order and without duplicates."""
    return list(dict.fromkeys(key for text in texts if (key := key_in(text))))
