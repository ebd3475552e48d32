import pytest

from accounts.models import User
from core import batches
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)


@pytest.mark.parametrize(("rows", "sizes"), [(0, []), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2])])
def test_work_off_hands_on_every_row_once_in_batches(small, rows, sizes):
    people = UserFactory.create_batch(rows)
    seen = []

    def rename(keys):
        seen.append(keys)
        User.objects.filter(pk__in=keys).update(name="")

    assert batches.work_off(User.objects.exclude(name=""), rename) == rows
    assert [len(keys) for keys in seen] == sizes
    assert sorted(key for keys in seen for key in keys) == sorted(person.pk for person in people)


def test_work_off_keeps_the_batches_that_were_done_before_one_fails(small):
    UserFactory.create_batch(3)

    def forget_first_batch_only(keys):
        User.objects.filter(pk__in=keys).update(name="")
        if len(keys) < 2:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        batches.work_off(User.objects.exclude(name=""), forget_first_batch_only)

    assert User.objects.exclude(name="").count() == 1
