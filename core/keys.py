"""Reads the keys of people and things from addresses, where anybody may have typed anything."""

from collections.abc import Iterable
from uuid import UUID


def key_in(text: str | None) -> UUID | None:
    """Return the key that a text is; nothing for nonsense, or where there is no text."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def keys_in(texts: Iterable[str]) -> list[UUID]:
    """Return the keys among some texts, each once, in their order."""
    return list(dict.fromkeys(key for text in texts if (key := key_in(text))))
