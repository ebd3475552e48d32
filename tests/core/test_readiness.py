"""What load balancers and monitors are told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from core import readiness
from core.models import Heartbeat
from notifications.readiness import mail_is_sent
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db
ALL_WELL = {"database": "ok", "migrations": "ok", "cache": "ok", "mail": "ok", "tasks": "ok", "run_due": "ok"}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(readiness, "_COMPLETE", set())


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def in_time(now):
    readiness.note_due_work(now)


def late(now, minutes=21):
    return now - timedelta(minutes=minutes)


def test_livez_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/livez", HTTP_HOST="10.0.0.7")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_says_that_all_is_well_without_a_host_name(client, in_time, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/readyz", HTTP_HOST="10.0.0.7")

    assert (answer.status_code, answer.json()) == (200, ALL_WELL)
    assert answer["Cache-Control"] == "no-store"


def test_readyz_says_what_is_late_and_stays_ready(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {**ALL_WELL, "run_due": "late"})


def test_readyz_is_not_ready_without_a_database(client):
    def refuse(*_what):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "database": "failed",
        "migrations": "failed",
        "cache": "ok",  # tests keep their cache in memory
        "mail": "late",
        "tasks": "late",
        "run_due": "late",
    }


def test_readyz_is_not_ready_with_a_database_that_can_only_be_read(client, in_time):
    def read_only(execute, sql, *more):
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *more)

    with connection.execute_wrapper(read_only):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**ALL_WELL, "database": "failed"})


def test_readyz_leaves_nothing_behind(client):
    client.get("/readyz")

    assert not Heartbeat.objects.exists()


def test_readyz_is_not_ready_before_the_migrations(client, in_time):
    recorder = MigrationRecorder(connection)
    app, name = max(key for key in recorder.applied_migrations() if key[0] == "core")
    recorder.record_unapplied(app, name)

    assert client.get("/readyz").json()["migrations"] == "failed"

    recorder.record_applied(app, name)
    assert client.get("/readyz").json()["migrations"] == "ok"


def test_migrations_are_looked_at_once(now, django_assert_num_queries):
    assert readiness.migrations_are_made(now)

    with django_assert_num_queries(0):
        assert readiness.migrations_are_made(now)


def test_cache_that_keeps_nothing_does_not_work(now, settings):
    assert readiness.cache_table_works(now)

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert not readiness.cache_table_works(now)


def a_task(now, **facts):
    given = {
        "task_path": "notifications.tasks.deliver",
        "args_kwargs": {},
        "run_after": get_date_max(),
        **facts,
    }
    result = DBTaskResult.objects.create(backend_name="default", **given)
    DBTaskResult.objects.filter(pk=result.pk).update(enqueued_at=late(now))


def test_tasks_are_late_when_one_waits_for_long(now):
    a_task(now)

    assert not readiness.tasks_are_begun(now)


def test_tasks_are_late_counted_from_when_they_could_begin(now):
    a_task(now, run_after=late(now, minutes=19))

    assert readiness.tasks_are_begun(now)
    assert not readiness.tasks_are_begun(now + timedelta(minutes=2))


def test_tasks_that_run_or_are_done_are_not_late(now):
    a_task(now, status="RUNNING")

    assert readiness.tasks_are_begun(now)


def test_due_work_is_late_when_it_did_not_end_for_long(now):
    assert not readiness.due_work_is_done(now)

    readiness.note_due_work(late(now))
    assert not readiness.due_work_is_done(now)

    readiness.note_due_work(now)
    assert readiness.due_work_is_done(now)
    assert str(Heartbeat.objects.get()) == "run_due"


def test_mail_is_late_when_a_message_waits_for_long(now):
    MessageFactory(not_before=late(now, minutes=19))
    assert mail_is_sent(now)

    MessageFactory(not_before=late(now))
    assert not mail_is_sent(now)


@pytest.fixture
def cache_table(db, settings):
    """The cache of production."""
    settings.CACHES = {"default": {"BACKEND": "core.cache.Cache", "LOCATION": "cache"}}
    call_command("createcachetable")
    cache.clear()


def test_cache_adds_what_is_not_there(cache_table):
    assert cache.add("lock", 1)
    assert not cache.add("lock", 2)
    assert cache.get("lock") == 1


def test_cache_says_when_it_can_not_be_written(cache_table):
    def read_only(execute, sql, *more):
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *more)

    with connection.execute_wrapper(read_only), pytest.raises(OperationalError, match="cache table"):
        cache.add("lock", 1)
