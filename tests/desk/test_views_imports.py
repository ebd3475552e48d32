"""Official files on the desk: checked, looked at, stored or thrown away. The importers are tests/places'."""

import csv
import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import audit
from core.models import AuditEvent
from places.boundaries import PRECISE, as_geojson
from places.importers.population import PopulationImporter
from places.models import ImportRun, Upload, Ward, WardFigure
from tests.factories.accounts import UserFactory
from tests.factories.places import UploadFactory
from tests.places.conftest import BOXES, CITY, EAST, NOON, WEST, small_city
from tests.queries import assert_same_for_few_and_many

__all__ = ["small_city"]
pytestmark = pytest.mark.usefixtures("uploads_dir")

PEOPLE = f"code,year,people\n{WEST},2023,100\n{EAST},2023,120\n"
REPEATED = f"{PEOPLE}{WEST},2023,5\n"


@pytest.fixture
def senior(client, sam, small_city):
    client.force_login(sam)
    return client


def text(response):
    return response.content.decode()


def bring(client, content, kind="population", name="people.csv", **answers):
    """Bring a file as an officer does, and return the upload as it is afterwards, with its page."""
    raw = content.encode() if isinstance(content, str) else content
    days = (
        {"on_day": "1", "on_month": "6", "on_year": "2026"}
        if kind not in ("ward_boundaries", "deprivation")
        else {}
    )
    response = client.post(
        reverse("desk:import_new", args=[kind]),
        {"file": SimpleUploadedFile(name, raw), "form_key": uuid4().hex, **days, **answers},
        follow=True,
    )
    return Upload.objects.first(), text(response)


def confirm(client, upload, **answers):
    response = client.post(upload.get_absolute_url(), {"seen": upload.fingerprint, **answers}, follow=True)
    upload.refresh_from_db()
    return text(response)


def is_kept(uploads_dir, upload):
    return (uploads_dir / str(upload.pk)).exists()


def test_a_file_is_shown_before_anything_is_stored(senior, uploads_dir):
    upload, page = bring(senior, PEOPLE)

    assert upload.state == "ready"
    assert (upload.report["added"], upload.report["refused"]) == (2, 0)
    assert "What this file would change" in page
    assert not WardFigure.objects.exists()
    assert not ImportRun.objects.exists()
    assert is_kept(uploads_dir, upload)


def test_a_file_is_stored_once_it_is_confirmed(senior, sam, uploads_dir, django_capture_on_commit_callbacks):
    upload, _page = bring(senior, PEOPLE)

    with django_capture_on_commit_callbacks(execute=True):
        page = confirm(senior, upload)

    assert "What this file changed" in page
    assert WardFigure.objects.of("residents").by_ward() == {WEST: 100, EAST: 120}
    assert not is_kept(uploads_dir, upload)
    run = ImportRun.objects.get()
    assert (run.file_name, run.added) == ("people.csv", 2)
    assert AuditEvent.objects.about(run).get().actor_id == sam.pk
    actions = [event.action for event in AuditEvent.objects.about(upload)]
    assert actions == ["upload.brought", "upload.confirmed"]
    assert audit.is_intact(upload)


def test_the_same_file_again_has_nothing_to_store(senior):
    upload, _page = bring(senior, PEOPLE)
    confirm(senior, upload)

    again, page = bring(senior, PEOPLE)

    assert again.report["unchanged"] == 2
    assert "Nothing to change, so there is nothing to save." in page
    assert "Save the data" not in page


def test_a_file_that_changes_nothing_is_never_stored(senior):
    confirm(senior, bring(senior, PEOPLE)[0])
    again, _page = bring(senior, PEOPLE)

    page = confirm(senior, again)

    assert again.state == "ready"
    assert "Nothing to change, so there is nothing to save." in page
    assert [event.action for event in AuditEvent.objects.about(again)] == ["upload.brought"]


def test_refused_rows_are_shown_and_left_out_only_when_that_is_agreed(senior):
    upload, page = bring(senior, REPEATED)
    assert f"{WEST} in 2023 is already on line 2" in page

    page = confirm(senior, upload)
    assert "Select the box to leave out the rejected rows, or correct the file" in page
    assert not WardFigure.objects.exists()

    confirm(senior, upload, skips_refused="on")
    assert WardFigure.objects.of("residents").by_ward() == {WEST: 100, EAST: 120}


def test_refused_rows_can_be_downloaded_and_never_run_as_formulas(senior):
    upload, _page = bring(senior, REPEATED)
    Upload.objects.filter(pk=upload.pk).update(
        refusals=[["=cmd|' /C calc'!A0", 3, " +1+1"], ["a.csv", 4, "plain"]]
    )

    response = senior.get(reverse("desk:import_refused", args=[upload.pk]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert list(csv.reader(StringIO(response.content.decode("utf-8-sig")))) == [
        ["file", "line", "reason"],
        ["'=cmd|' /C calc'!A0", "3", "' +1+1"],
        ["a.csv", "4", "plain"],
    ]


def test_a_loss_is_only_stored_when_it_was_checked(senior):
    header = "postcode,positional_quality,easting,northing,district,ward\n"
    row = f"WV1 1AA,10,391500,298500,{CITY},{WEST}\n"
    upload, page = bring(senior, header + row, "code_point")
    assert "It would end 3 of 5 postcodes. Check it is the whole file." in page

    assert "Select the box if you have checked that the loss is correct" in confirm(senior, upload)

    confirm(senior, upload, allows_loss="on")
    assert upload.state == "done"


def test_the_first_changes_are_shown_as_they_stand_now_and_afterwards(senior):
    upload, page = bring(senior, PEOPLE)
    assert upload.report["examples"][0] == {"record": "West, residents, 2023", "before": "", "after": "100"}
    assert "Examples of changes" in page
    confirm(senior, upload)

    changed, _page = bring(senior, PEOPLE.replace("100", "1234"))

    assert changed.report["examples"] == [
        {"record": "West, residents, 2023", "before": "100", "after": "1,234"}
    ]


def test_the_postcodes_that_change_end_and_are_new_are_shown(senior):
    header = "postcode,positional_quality,easting,northing,district,ward\n"
    rows = [f"WV1 1A{x},10,391{x_}00,298500,{CITY},{WEST}\n" for x, x_ in (("A", 7), ("B", 2), ("F", 5))]
    upload, _page = bring(senior, header + "".join(rows), "code_point")

    shown = {each["record"]: (each["before"], each["after"]) for each in upload.report["examples"]}

    assert shown["WV1 1AA"][0].startswith(f"{WEST}; 52.")
    assert shown["WV1 1AA"][0] != shown["WV1 1AA"][1]
    assert shown["WV1 1AD"] == ("in use", "ended")
    assert shown["WV1 1AF"][0] == ""


def test_a_preview_that_has_gone_stale_is_told_and_made_anew(senior):
    upload, _page = bring(senior, PEOPLE)
    other, _page = bring(senior, f"code,year,people\n{WEST},2023,90\n")
    confirm(senior, other)

    page = confirm(senior, upload)

    assert "The data has changed since you looked at this" in page
    assert (upload.state, upload.report["added"], upload.report["changed"]) == ("ready", 1, 1)
    assert WardFigure.objects.get().value == 90

    confirm(senior, upload)
    assert upload.state == "done"
    assert WardFigure.objects.of("residents").by_ward() == {WEST: 100, EAST: 120}


def test_a_page_from_before_the_preview_was_made_anew_stores_nothing(senior):
    upload, _page = bring(senior, PEOPLE)

    response = senior.post(upload.get_absolute_url(), {"seen": "old"}, follow=True)

    assert "The data has changed since you looked, so nothing was saved. Check it again." in text(response)
    assert not WardFigure.objects.exists()


def test_a_confirmation_without_what_was_seen_is_an_error(senior):
    upload, _page = bring(senior, PEOPLE)

    assert "Check what the file would change first" in text(senior.post(upload.get_absolute_url(), {}))


def test_a_file_can_be_thrown_away(senior, uploads_dir, django_capture_on_commit_callbacks):
    upload, _page = bring(senior, PEOPLE)

    with django_capture_on_commit_callbacks(execute=True):
        response = senior.post(reverse("desk:import_drop", args=[upload.pk]), follow=True)

    assert "Nothing was changed and the file was deleted" in text(response)
    assert not is_kept(uploads_dir, upload)


def test_a_stored_file_is_not_thrown_away(senior):
    upload = UploadFactory(state="done")

    response = senior.post(reverse("desk:import_drop", args=[upload.pk]), follow=True)

    assert "This file is being processed, or it is finished." in text(response)
    upload.refresh_from_db()
    assert upload.state == "done"


@pytest.mark.parametrize(
    ("step", "rows", "words"),
    [
        ("", 0, "Waiting to start"),
        ("reading", 120_000, "Reading the file. Rows so far: 120,000"),
        ("writing", 0, "Saving"),
    ],
)
def test_the_page_says_how_far_it_is_without_javascript(senior, step, rows, words):
    upload = UploadFactory(step=step, rows_done=rows, heard_at=timezone.now())

    page = text(senior.get(upload.get_absolute_url()))

    assert words in page
    assert "Check progress" in page
    assert "Start again" not in page


@pytest.mark.parametrize(
    ("step", "words"), [("", "if the background worker is running"), ("writing", "so this has stopped")]
)
def test_the_page_says_what_to_do_when_a_worker_has_died(senior, step, words):
    upload = UploadFactory(state="writing", step=step, heard_at=timezone.now() - timedelta(minutes=6))

    page = text(senior.get(upload.get_absolute_url()))

    assert words in page
    assert "No data has changed" in page
    assert reverse("desk:import_again", args=[upload.pk]) in page


def test_a_file_whose_worker_has_died_is_read_again(senior):
    upload, _page = bring(senior, PEOPLE)
    Upload.objects.update(state="writing", heard_at=timezone.now() - timedelta(minutes=6))

    senior.post(reverse("desk:import_again", args=[upload.pk]))

    upload.refresh_from_db()
    assert (upload.state, upload.attempt) == ("ready", 2)


def test_a_file_that_is_being_worked_on_is_not_read_again(senior):
    upload = UploadFactory(heard_at=timezone.now())

    response = senior.post(reverse("desk:import_again", args=[upload.pk]), follow=True)

    assert "This file is already being processed, or it is finished." in text(response)


def test_a_file_that_is_too_large_is_refused_in_words(senior, settings):
    settings.UPLOAD_MEGABYTES = 0

    _upload, page = bring(senior, PEOPLE)

    assert "The file must be 0 MB or smaller" in page
    assert not Upload.objects.exists()


@pytest.mark.parametrize("kind", Upload.Kind.values)
def test_each_kind_says_what_it_takes(senior, kind):
    page = text(senior.get(reverse("desk:import_new", args=[kind])))

    assert str(Upload.Kind(kind).label) in page
    assert 'enctype="multipart/form-data"' in page


def test_a_kind_that_is_not_known_is_not_found(senior):
    assert senior.get(reverse("desk:import_new", args=["weather"])).status_code == 404


def test_nothing_chosen_is_an_error(senior):
    page = text(senior.post(reverse("desk:import_new", args=["population"]), {}))

    assert "Select the file" in page
    assert "Enter the date the file is for" in page


def test_ward_boundaries_take_the_first_day_of_new_wards(senior):
    content = {
        "features": [
            {
                "properties": {"WD27CD": f"E0502000{n}", "WD27NM": f"New {n}", "LAD27CD": CITY},
                "geometry": as_geojson(area, PRECISE),
            }
            for n, area in enumerate(BOXES.values())
        ]
    }
    day = {"valid_from_day": "6", "valid_from_month": "5", "valid_from_year": "2027"}

    upload, page = bring(senior, json.dumps(content), "ward_boundaries", "wards.geojson", **day)
    assert "4 of 4 postcodes (100.00%) are in one of these wards" in page

    confirm(senior, upload)
    assert Ward.objects.filter(valid_to=None).count() == 2


def test_deprivation_takes_the_files_beside(senior):
    upload, _page = bring(
        senior,
        "lsoa21_code,IMD_score,IMD_decile\nE01010001,12.5,2\n",
        "deprivation",
        year="2019",
        best_fit=SimpleUploadedFile("fit.csv", f"LSOA21CD,WD24CD\nE01010001,{WEST}\n".encode()),
        residents=SimpleUploadedFile("people.csv", b"LSOA21CD,residents\nE01010001,1500\n"),
    )
    confirm(senior, upload)

    assert WardFigure.objects.of("imd-score").during("2019").by_ward() == {WEST: 12.5}


def test_police_crimes_are_counted(senior):
    content = (
        "Crime ID,Month,Reported by,Longitude,Latitude,LSOA code,Crime type\n"
        "ab,2025-10,West Midlands Police,-2.125,52.583,,Drugs\n"
    )

    upload, _page = bring(senior, content, "police_crimes")
    confirm(senior, upload)

    assert sum(WardFigure.objects.of("crime-drugs").by_ward().values()) == 1


def test_a_postcode_directory_is_read(senior):
    content = f"pcds,east1m,north1m,lad25cd,wd25cd,doterm\nWV1 1AA,391500,298500,{CITY},{WEST},\n"

    upload, _page = bring(senior, content, "postcode_directory")

    assert upload.report["ended"] == 3


def test_an_empty_file_is_refused_by_the_form(senior):
    assert "The file is empty" in bring(senior, "")[1]


def test_a_utf8_mark_is_no_fault(senior):
    assert bring(senior, f"\ufeff{PEOPLE}")[0].report["added"] == 2


def test_a_worker_that_fails_says_so_and_keeps_nothing(senior, monkeypatch):
    def fail(self):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(PopulationImporter, "plan", fail)

    _upload, page = bring(senior, PEOPLE)

    assert "Something went wrong with this website, not with your file." in page
    assert "a fault of ours" not in page


def test_a_hostile_file_name_leads_nowhere_and_is_shown_as_text(senior, uploads_dir):
    upload, page = bring(senior, PEOPLE, name="../../<b>=x.csv")

    assert upload.state == "ready"
    assert {path.name for path in uploads_dir.iterdir()} == {str(upload.pk)}
    assert "<b>" not in page


def test_imports_list_says_when_each_kind_was_last_stored(senior, sam):
    upload, _page = bring(senior, PEOPLE)
    confirm(senior, upload)

    page = text(senior.get(reverse("desk:imports")))

    assert page.count("people.csv") == 2
    assert "Never" in page
    assert "Sam Senior" in page


def test_imports_list_says_what_to_do_when_nothing_was_brought(senior):
    assert "No files yet. Choose a type of file above." in text(senior.get(reverse("desk:imports")))


@pytest.mark.parametrize("state", Upload.State.values)
def test_each_state_has_its_words(senior, state):
    upload = UploadFactory(state=state)

    assert str(Upload.State(state).label) in text(senior.get(upload.get_absolute_url()))


def test_imports_list_takes_as_many_queries_for_1000_as_for_10(senior):
    def add(number):
        officers = User.objects.bulk_create(UserFactory.build_batch(number))
        Upload.objects.bulk_create(
            UploadFactory.build(brought_by=officer, heard_at=NOON, brought_at=NOON) for officer in officers
        )

    assert_same_for_few_and_many({"list": lambda: senior.get(reverse("desk:imports"))}, add, at_most=8)


@pytest.mark.parametrize("person", ["eve", "carol", "asha"])
def test_outsiders_and_officers_see_nothing(client, request, person):
    client.force_login(request.getfixturevalue(person))
    upload = UploadFactory(state="ready", refusals=[["secret.csv", 1, "bad"]])

    for address in (
        reverse("desk:imports"),
        reverse("desk:import_new", args=["population"]),
        upload.get_absolute_url(),
        reverse("desk:import_refused", args=[upload.pk]),
    ):
        response = client.get(address)
        assert response.status_code == 403
        assert "secret.csv" not in text(response)


def test_desk_leads_senior_officers_to_official_files(client, carol, sam):
    shown = []
    for officer in (carol, sam):
        client.force_login(officer)
        shown.append(reverse("desk:imports") in text(client.get(reverse("desk:home"))))

    assert shown == [False, True]
