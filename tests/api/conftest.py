from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from rest_framework.throttling import SimpleRateThrottle

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """Let the tests ask as often as they like; those of the limit set one."""
    cache.clear()
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", None)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def ask(client, db):
    """Ask the API and read its JSON."""

    def ask(path, query=None, status=200, **headers):
        response = client.get(f"/api/v1/{path}", query or {}, headers=headers)
        assert response.status_code == status, response.content
        return response.json()

    return ask


def ids(answer):
    return [row["id"] for row in answer["results"]]
