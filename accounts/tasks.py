"""Work on accounts that falls due by the clock."""

from datetime import datetime, timedelta

from accounts.services import forget_links_before

LINKS_KEPT_FOR = timedelta(days=30)


def forget_old_links(now: datetime) -> int:
    """Delete the links that ended long enough ago; return how many."""
    return forget_links_before(now - LINKS_KEPT_FOR)
