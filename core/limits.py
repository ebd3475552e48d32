"""How often somebody asks, counted in a table: every process sees the same numbers, and none is ever dropped
to make room for another."""

from typing import NamedTuple

from django.db import connection
from django.utils.crypto import salted_hmac

# One statement, so that two requests at the same moment count as two.
COUNT = """
    INSERT INTO core_requestcount (key, since, number) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN core_requestcount.since > %s THEN core_requestcount.number + 1 ELSE 1 END,
        since = CASE WHEN core_requestcount.since > %s THEN core_requestcount.since ELSE excluded.since END
    RETURNING number, since
"""


class Counted(NamedTuple):
    """How many times somebody has asked since a moment (in seconds), this time included."""

    number: int
    since: float


def count(who: str, *, now: float, seconds: float) -> Counted:
    """Count one more request. Counting begins anew with the first request after so many seconds.

    Who it is can't be read from the table: only a hash is kept.
    """
    key, begun = salted_hmac("core.limits", who).hexdigest(), now - seconds
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, now, begun, begun])
        return Counted(*cursor.fetchone())
