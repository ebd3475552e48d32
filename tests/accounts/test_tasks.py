from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import EmailLink
from accounts.tasks import forget_old_links
from tests.factories.accounts import EmailLinkFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_forget_old_links_keeps_them_for_thirty_days():
    EmailLinkFactory(expires_at=NOON - timedelta(days=30, seconds=1))
    kept = EmailLinkFactory(expires_at=NOON - timedelta(days=30))

    assert forget_old_links(now=NOON) == 1
    assert EmailLink.objects.get() == kept
