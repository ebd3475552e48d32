"""Limits in the cache table hold against a flood."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cache(settings):
    settings.CACHES = {
        "default": {"BACKEND": "core.cache.Cache", "LOCATION": "cache_of_test"},
    }
    call_command("createcachetable", verbosity=0)
    return caches["default"]


def flood(cache):
    for number in range(400):
        cache.set(f"machine-{number}", [1.0], 60)


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache_of_test")
        return cursor.fetchone()[0]


def test_a_flood_washes_no_limit_away(cache):
    cache.set("a-lock-on-signing-in", [1.0, 2.0], 300)

    flood(cache)

    assert cache.get("a-lock-on-signing-in") == [1.0, 2.0]
    assert rows() == 401


def test_what_is_over_makes_room(cache):
    flood(cache)

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        cache.set("a-lock-on-signing-in", [1.0], 300)

    assert rows() == 1
