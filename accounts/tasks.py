"""Scheduled work on accounts."""

from datetime import datetime

from accounts.personal import LINK_LIFE
from accounts.services import forget_links_before


def forget_old_links(now: datetime) -> int:
    """Delete links that expired long enough ago; return how many."""
    return forget_links_before(LINK_LIFE.before(now))
