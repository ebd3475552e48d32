import json
import stat
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from core import erasures
from core.erasures import BadLog, Erasure, erasures_since, lines_known, record_erasure, repeat
from groups.models import Membership
from groups.services import remove_member
from tests.factories.groups import MembershipFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
KIND = "groups.remove_member"


@pytest.fixture
def log(settings, tmp_path):
    """A log that is not there yet, in a folder that is not there either."""
    settings.ERASURE_LOG = tmp_path / "kept" / "erasures.jsonl"
    return settings.ERASURE_LOG


def line(at=NOON, kind=KIND, key="7"):
    return json.dumps({"at": at.isoformat(), "kind": kind, "model": "groups.membership", "key": key})


def write(log, *lines):
    log.parent.mkdir(exist_ok=True)
    log.write_text("".join(f"{each}\n" for each in lines))


@pytest.mark.django_db(transaction=True)
def test_an_erasure_is_a_line_without_anything_personal(log, ben):
    membership = Membership.objects.get(user=ben)
    key = str(membership.pk)

    with time_machine.travel(NOON, tick=False):
        remove_member(membership=membership, by=None)

    assert json.loads(log.read_text()) == {
        "at": NOON.isoformat(),
        "kind": KIND,
        "model": "groups.membership",
        "key": key,
    }


@pytest.mark.django_db(transaction=True)
def test_only_its_owner_reads_the_log(log, ben):
    remove_member(membership=Membership.objects.get(user=ben), by=None)

    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


@pytest.mark.django_db(transaction=True)
def test_the_log_only_grows(log, group):
    for membership in MembershipFactory.create_batch(2, group=group, role="editor"):
        remove_member(membership=membership, by=None)

    assert len(log.read_text().splitlines()) == lines_known() == 2


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_rolled_back_is_not_in_the_log(log, ben):
    with transaction.atomic():
        record_erasure(KIND, subject=Membership.objects.get(user=ben))
        transaction.set_rollback(True)

    assert log.read_text() == ""


@pytest.mark.django_db(transaction=True)
def test_nothing_is_erased_while_the_log_can_not_be_written(log, ben):
    log.parent.write_text("a file where the folder should be")

    with pytest.raises(OSError, match="kept"):
        remove_member(membership=Membership.objects.get(user=ben), by=None)

    assert Membership.objects.filter(user=ben).exists()


def test_the_length_of_a_log_that_is_not_there_begins_it(log):
    assert lines_known() == 0
    assert erasures_since(NOON, lines_known=0) == []


def test_erasures_since_a_moment_are_those_at_it_and_later_in_their_order(log):
    later = NOON + timedelta(hours=1)
    write(log, line(at=later, key="2"), line(at=NOON - timedelta(seconds=1)), line(key="1"))

    found = erasures_since(NOON, lines_known=3)

    assert found == [
        Erasure(NOON.isoformat(), KIND, "groups.membership", "1"),
        Erasure(later.isoformat(), KIND, "groups.membership", "2"),
    ]


def test_erasures_of_a_log_that_is_not_there_can_not_be_known(log):
    with pytest.raises(BadLog, match=r"There is no log of erasures at .*erasures\.jsonl"):
        erasures_since(NOON, lines_known=0)


def test_erasures_of_a_log_that_was_longer_can_not_be_known(log):
    write(log, line())

    with pytest.raises(BadLog, match="has 1 lines, and had 2 when the backup was taken"):
        erasures_since(NOON, lines_known=2)


@pytest.mark.parametrize(
    "bad",
    [
        line()[:-5],
        "7",
        "{}",
        line(kind="moon.landing"),
        line(at=NOON.replace(tzinfo=None)),
        line().replace("2026-06", "2026-6"),
    ],
)
def test_erasures_of_a_log_with_a_bad_line_can_not_be_known(log, bad):
    write(log, line(), bad)

    with pytest.raises(BadLog, match="Line 2 of "):
        erasures_since(NOON, lines_known=0)


@pytest.mark.django_db(transaction=True)
def test_what_is_repeated_is_counted_and_not_logged_again(log, ben):
    key = str(Membership.objects.get(user=ben).pk)
    again = Erasure(NOON.isoformat(), KIND, "groups.membership", key)

    assert (repeat([again, again]), repeat([again])) == (1, 0)

    assert not Membership.objects.filter(user=ben).exists()
    assert not log.exists()
    assert not erasures._is_repeating.get()


def test_every_kind_of_erasure_can_be_repeated(settings):
    assert all(callable(erasures._service(kind)) for kind in settings.ERASURES)
