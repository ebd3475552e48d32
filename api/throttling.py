from typing import Any, cast

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from core import limits


class CountedThrottle(AnonRateThrottle):
    """So many requests from one address a minute, the minute beginning with the first of them.

    One query counts them for all processes together.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, and say whether it may be answered."""
        if self.rate is None:
            return True
        most, self.seconds = cast(tuple[int, int], self.parse_rate(self.rate))
        self.now = self.timer()
        who = limits.network_of(self.get_ident(request))
        self.counted = limits.count(who, now=self.now, seconds=self.seconds)
        return self.counted.number <= most

    def wait(self) -> float:
        """Return in how many seconds counting begins anew."""
        return self.counted.since + self.seconds - self.now
