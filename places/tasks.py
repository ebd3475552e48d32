"""Work of this app that falls due by the clock."""

from datetime import datetime

from places import services


def locate_waiting(now: datetime) -> int:  # noqa: ARG001  # every piece of due work is told the time
    """Find the positions that records still wait for. Returns how many were found."""
    return services.locate_waiting()
