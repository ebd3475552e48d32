"""The table of the volunteers as the SQL of eligibility reads it: whole, or one person after the other."""

from django.db import connection

from volunteers import profile

PERSON = "volunteers_volunteer"
ALL = 2**62  # more than there will ever be: a limit that only keeps an inner part of a statement apart
REGISTERED = f"(v.profile & {1 << profile.REGISTERED}) <> 0"


def everybody() -> str:
    """Return everybody, out of the index that has all that is asked of them."""
    return f"{PERSON} v{_hint('volunteer_matching')}"


def somebody() -> str:
    """Return people who are looked up by their key, out of the index that has what lists ask of them."""
    return f"{PERSON} v{_hint('volunteer_limits')}"


def never_asked() -> str:
    """Return people out of the index of those who want no offer at all."""
    return f"{PERSON} v{_hint('volunteer_never_to_be_asked')}"


def row() -> str:
    """Return what tells rows apart at the least cost: SQLite numbers its rows, and keeps keys as text."""
    return "v.rowid" if connection.vendor == "sqlite" else "v.id"


def in_order(first: str, then: str) -> str:
    """Return the condition that both hold, the second asked only where the first does.

    SQLite keeps to the order in which it reads. PostgreSQL has to be told; the first is said twice, so that
    it knows that this turns people away.
    """
    is_kept = connection.vendor == "sqlite"
    return f"{first} AND {then}" if is_kept else f"{first} AND CASE WHEN {first} THEN {then} ELSE 1 = 0 END"


def _hint(index: str) -> str:
    """SQLite has to be told: it believes that whoever reads a generated column reads the whole row."""
    return f" INDEXED BY {index}" if connection.vendor == "sqlite" else ""
