"""Count requests for rate limits in a table.

Every process sees the same counts, and none is dropped to make room for another, as in a cache.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from django.db import connection
from django.utils.crypto import salted_hmac

# One statement, so that two simultaneous requests count as two.
COUNT = """
    INSERT INTO core_requestcount (key, since, number) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN core_requestcount.since > %s THEN core_requestcount.number + 1 ELSE 1 END,
        since = CASE WHEN core_requestcount.since > %s THEN core_requestcount.since ELSE excluded.since END
    RETURNING number, since
"""


class Counted(NamedTuple):
    """The number of requests since a moment (in seconds), including this one."""

    number: int
    since: float


def plain_address(address: str) -> str:
    """Return an address, and an IPv4 address that is written as an IPv6 one (`::ffff:…`) as IPv4."""
    return str(_read(address))


def network_of(address: str) -> str:
    """Return the network that counts as one machine: an IPv4 address, or the /64 of an IPv6 address."""
    ip = _read(address)
    return str(IPv6Network((int(ip), 64), strict=False)) if isinstance(ip, IPv6Address) else str(ip)


def _read(address: str) -> IPv4Address | IPv6Address | str:
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return (isinstance(ip, IPv6Address) and ip.ipv4_mapped) or ip


def count(who: str, *, now: float, seconds: float) -> Counted:
    """Count one more request. The count restarts with the first request after this many seconds.

    The table holds only a hash of `who`, so it does not show who made the request.
    """
    key, begun = salted_hmac("core.limits", who).hexdigest(), now - seconds
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, now, begun, begun])
        return Counted(*cursor.fetchone())
