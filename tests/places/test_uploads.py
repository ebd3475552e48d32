"""Files that officers bring: kept, worked on by one attempt at a time, and let go."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from places import uploads
from places.importers import PopulationImporter
from places.models import ImportRun, Upload, WardFigure
from places.services import (
    NotNow,
    bring_upload,
    confirm_upload,
    drop_upload,
    finish_upload,
    forget_uploads,
    restart_upload,
)
from places.services import uploads as services
from places.tasks import check_upload, write_upload
from tests.factories.places import UploadFactory
from tests.places.conftest import EAST, NOON, TODAY, WEST

pytestmark = pytest.mark.usefixtures("uploads_dir")
PEOPLE = f"code,year,people\n{WEST},2023,100\n{EAST},2023,120\n"
LATER = NOON + timedelta(minutes=6)


@pytest.fixture
def upload(small_city, sam):
    file = SimpleUploadedFile("people.csv", PEOPLE.encode())
    return bring_upload(
        kind="population", files={"file": file}, options={"on": "2026-06-01"}, by=sam, now=NOON
    )


@pytest.fixture
def ready(upload):
    check_upload.enqueue(str(upload.pk), 1)
    upload.refresh_from_db()
    return upload


def confirmed(ready, sam):
    return confirm_upload(
        upload=ready, seen=ready.fingerprint, skips_refused=False, allows_loss=False, by=sam, now=NOON
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("people.csv", "people.csv"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("a b\n=c.csv", "a_bc.csv"),
        ("x" * 200 + ".csv", "x" * 76 + ".csv"),
    ],
)
def test_keep_gives_a_file_a_name_that_leads_nowhere(uploads_dir, name, kept):
    file = SimpleUploadedFile("given.csv", b"content")
    file._name = name

    names = uploads.keep("some-id", {"file": file})

    assert names == {"file": kept}
    assert uploads.path_of("some-id", "file", kept).read_bytes() == b"content"
    assert uploads_dir in uploads.path_of("some-id", "file", kept).parents


def test_keep_lets_nobody_else_on_the_machine_read(uploads_dir):
    uploads.keep("some-id", {"file": SimpleUploadedFile("people.csv", b"content")})

    assert (uploads_dir / "some-id" / "file").stat().st_mode & 0o077 == 0


def test_forget_is_content_with_nothing(uploads_dir):
    uploads.forget("never-kept")

    assert not uploads_dir.exists()


def test_bring_upload_leaves_no_file_behind_if_it_fails(small_city, sam, uploads_dir, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(services.uploads, "keep", fail)

    with pytest.raises(OSError, match="no space"), transaction.atomic():
        bring_upload(kind="population", files={}, options={}, by=sam, now=NOON)

    assert not Upload.objects.exists()
    assert not uploads_dir.exists()


def test_check_upload_of_an_attempt_that_is_over_does_nothing(upload):
    assert check_upload.enqueue(str(upload.pk), 7).return_value is False
    upload.refresh_from_db()
    assert upload.state == "checking"


def test_confirm_upload_is_only_for_what_is_ready(upload, sam):
    with pytest.raises(NotNow):
        confirmed(upload, sam)


def test_confirm_upload_twice_is_once(ready, sam):
    """Two pages that were open at the same time: only the first counts."""
    confirmed(ready, sam)

    with pytest.raises(NotNow):
        confirmed(ready, sam)


def test_restart_upload_takes_the_work_from_a_worker_that_has_died(upload, sam):
    again = restart_upload(upload=upload, by=sam, now=LATER)

    assert (again.state, again.attempt, again.heard_at) == ("checking", 2, LATER)


def test_restart_upload_leaves_a_worker_alone_that_was_heard_of(upload, sam):
    with pytest.raises(NotNow):
        restart_upload(upload=upload, by=sam, now=NOON + timedelta(minutes=4))


def test_drop_upload_takes_the_work_from_a_worker_that_has_died(upload, sam):
    assert drop_upload(upload=upload, by=sam, now=LATER).state == "dropped"


def test_a_worker_that_was_given_up_stores_nothing(ready, sam, monkeypatch):
    """It was only slow: it finds out inside its transaction, which is undone."""
    writing = confirmed(ready, sam)
    store = PopulationImporter.store

    def store_slowly(self, plan, *, at):
        store(self, plan, at=at)
        Upload.objects.update(attempt=writing.attempt + 1)

    monkeypatch.setattr(PopulationImporter, "store", store_slowly)

    assert write_upload.enqueue(str(writing.pk), writing.attempt).return_value is False
    assert not WardFigure.objects.exists()
    assert not ImportRun.objects.exists()


def test_write_upload_stores_nothing_if_another_file_was_read_in_meanwhile(ready, sam, monkeypatch):
    """The other one comes between the comparison and the transaction, where no fingerprint shows it."""
    writing = confirmed(ready, sam)
    plan = PopulationImporter.plan

    def plan_and_be_overtaken(self):
        planned = plan(self)
        monkeypatch.setattr(PopulationImporter, "plan", plan)
        ImportRun.objects.create(
            kind="x", file_name="x", at=NOON, added=1, changed=0, ended=0, unchanged=0, refused=0
        )
        return planned

    monkeypatch.setattr(PopulationImporter, "plan", plan_and_be_overtaken)

    assert write_upload.enqueue(str(writing.pk), writing.attempt).return_value is False
    writing.refresh_from_db()
    assert (writing.state, writing.is_overtaken) == ("ready", True)
    assert not WardFigure.objects.exists()


def test_write_upload_of_a_file_that_is_no_longer_there_says_so(ready, sam):
    writing = confirmed(ready, sam)
    uploads.forget(writing.pk)

    write_upload.enqueue(str(writing.pk), writing.attempt)

    writing.refresh_from_db()
    assert (writing.state, writing.message) == ("refused", "We cannot read people.csv. Check it exists.")


def test_write_upload_skips_no_bad_rows_unless_that_was_agreed(small_city, sam):
    file = SimpleUploadedFile("people.csv", f"{PEOPLE}{WEST},2023,5\n".encode())
    upload = bring_upload(kind="population", files={"file": file}, options={}, by=sam, now=NOON)
    Upload.objects.update(options={"on": TODAY.isoformat()})
    check_upload.enqueue(str(upload.pk), 1)
    upload.refresh_from_db()
    writing = confirmed(upload, sam)

    write_upload.enqueue(str(writing.pk), writing.attempt)

    writing.refresh_from_db()
    assert (writing.state, writing.is_overtaken) == ("ready", False)
    assert not WardFigure.objects.exists()


def test_finish_upload_tells_an_attempt_that_is_over(db):
    with pytest.raises(NotNow):
        finish_upload(upload=UploadFactory(state="dropped"), report={}, refusals=[])


def test_refuse_upload_of_an_attempt_that_is_over_changes_nothing(db):
    upload = UploadFactory(state="done")

    services.refuse_upload(upload=upload, message="Too late")

    upload.refresh_from_db()
    assert (upload.state, upload.message) == ("done", "")


def test_forget_uploads_deletes_the_files_too(upload, uploads_dir, django_capture_on_commit_callbacks):
    assert (uploads_dir / str(upload.pk)).exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_uploads(NOON + timedelta(days=31)) == 1

    assert not (uploads_dir / str(upload.pk)).exists()


def test_an_upload_is_named_after_its_kind_and_file():
    assert str(UploadFactory.build(brought_by=None)) == "population: people.csv"
