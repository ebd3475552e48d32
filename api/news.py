"""New initiatives as a feed for news readers (Atom, RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed

NEVER = datetime(2000, 1, 1, tzinfo=UTC)  # when a feed without entries was last new


class News(Atom1Feed):
    """An Atom feed that is the same bytes until something is published."""

    def latest_post_date(self) -> datetime:
        """Return when the newest entry was published."""
        return max((item["pubdate"] for item in self.items), default=NEVER)


def news(title: str, initiatives: Iterable[Any], *, page: str, address: str, site: str) -> bytes:
    """Write initiatives as a feed; `page` is for people, `address` is the feed's own."""
    feed = News(
        title=title, link=page, description=None, language="en-GB", feed_url=address, feed_guid=address
    )
    for initiative in initiatives:
        feed.add_item(
            title=initiative.title,
            link=f"{site}{initiative.get_absolute_url()}",
            description=initiative.summary,
            unique_id=f"urn:uuid:{initiative.pk}",
            author_name=initiative.group.name,
            pubdate=initiative.published_at,
            updateddate=initiative.published_at,
            categories=[priority.name for priority in initiative.priorities.all()],
        )
    written: str = feed.writeString("utf-8")
    return written.encode()
