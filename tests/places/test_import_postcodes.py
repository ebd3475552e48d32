"""OS Code-Point Open and the ONS Postcode Directory."""

import zipfile
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEvent
from places.importers import BadFile, CodePointImporter, PostcodeDirectoryImporter, Report
from places.importers import postcodes as shared
from places.locating import Ended, locate
from places.models import ImportRun, Postcode, WardOutline
from tests.places.conftest import BEYOND, CITY, EAST, NOON, POSTCODES, TODAY, WEST

pytestmark = pytest.mark.usefixtures("small_city")

HEADER = "postcode,positional_quality,easting,northing,district,ward\n"
DIRECTORY = "pcd,pcds,dointr,doterm,oseast1m,osnrth1m,laua,osward\n"


def row(code, district, ward, easting, northing, quality=10):
    return f"{code},{quality},{easting},{northing},{district},{ward or 'E05011111'}\n"


SAME = [row(*facts) for facts in POSTCODES]


def code_point(put, rows, **options):
    return CodePointImporter(put(HEADER + "".join(rows)), on=TODAY, **options)


def delivered(rows):
    """Rows as Ordnance Survey delivers them: ten columns without a header."""
    cells = [line.strip().split(",") for line in rows]
    return "".join(
        f'"{code}",{quality},{east},{north},"E92000001","E19000001","E18000005","","{district}","{ward}"\n'
        for code, quality, east, north, district, ward in cells
    )


def stored():
    return list(Postcode.objects.order_by("pk").values_list())


def counts(report: Report):
    return {name: count for name, count in report.counts().items() if count}


def test_code_point_of_the_same_list_changes_nothing(put):
    before = stored()

    report = code_point(put, SAME).write(by=None, at=NOON)

    assert (counts(report), report.is_written) == ({"unchanged": 5}, True)
    assert stored() == before
    assert not ImportRun.objects.exists()


def test_code_point_adds_changes_and_ends(put, sam):
    rows = [
        *SAME[:2],
        row("WV1 1AD", CITY, WEST, 391_600, 298_500),
        row("WV1 1AF", CITY, EAST, 392_600, 298_600),
    ]
    importer = code_point(put, [*rows, SAME[4]], allows_loss=True)

    report = importer.write(by=sam, at=NOON)

    assert counts(report) == {"added": 1, "changed": 1, "ended": 1, "unchanged": 2}
    assert Postcode.objects.get(pk="WV1 9AA").ended_on is None
    assert Postcode.objects.get(pk="WV1 1AD").ward_id == WEST
    assert Postcode.objects.get(pk="WV1 1AF").quality == 10
    assert Postcode.objects.get(pk="WV1 1AE").ended_on == TODAY
    run = ImportRun.objects.get()
    assert (str(run), run.ended, len(run.sha256)) == ("code_point: file.csv", 1, 64)
    event = AuditEvent.objects.about(run).get()
    assert (event.action, event.actor_name, event.details["added"]) == ("places.imported", str(sam), 1)


def test_code_point_again_finds_nothing_to_do(put):
    rows = [*SAME[:3], SAME[4]]
    code_point(put, rows, allows_loss=True).write(by=None, at=NOON)

    report = code_point(put, rows).write(by=None, at=NOON)

    assert counts(report) == {"unchanged": 3}
    assert ImportRun.objects.of("code_point").count() == 1


def test_code_point_brings_an_ended_postcode_back(put):
    Postcode.objects.filter(pk="WV1 1AE").update(ended_on=date(2025, 1, 1))

    assert counts(code_point(put, SAME).write(by=None, at=NOON)) == {"changed": 1, "unchanged": 4}
    assert Postcode.objects.get(pk="WV1 1AE").ended_on is None


def test_an_ended_postcode_says_so_when_it_is_typed(put):
    code_point(put, SAME[:3], allows_loss=True).write(by=None, at=NOON)

    with pytest.raises(Ended, match="WV1 1AE is no longer in use"):
        locate("wv11ae")


def test_code_point_previews_without_writing(put):
    report = code_point(put, SAME[:3]).preview()

    assert counts(report) == {"ended": 1, "unchanged": 3}
    assert not report.is_written
    assert not Postcode.objects.exclude(ended_on=None).exists()


def test_code_point_ends_no_more_than_a_tenth_unless_allowed(put):
    before = stored()

    report = code_point(put, SAME[:3]).write(by=None, at=NOON)

    assert report.losses == ["It would end 1 of 5 postcodes. Check it is the whole file."]
    assert not report.is_written
    assert stored() == before


def test_code_point_ends_nothing_that_it_does_not_cover(put):
    Postcode.objects.create(
        code="DY3 1AS", district=CITY, ward_id=WEST, latitude=52.58, longitude=-2.13, quality=10
    )

    assert counts(code_point(put, SAME).preview()) == {"unchanged": 5}


def test_code_point_reads_the_delivered_zip(put, tmp_path):
    path = tmp_path / "codepo_gb.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "Data/CSV/wv.csv", delivered([*SAME[:4], row("WV1 1AF", CITY, EAST, 392_600, 298_600)])
        )
        archive.writestr(
            "Data/CSV/dy.csv", delivered([SAME[4], row("DY9 9AA", "E08000027", "", 380_000, 280_000)])
        )
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ\nPostcode,Quality\n")

    report = CodePointImporter(path, on=TODAY).write(by=None, at=NOON)

    assert counts(report) == {"added": 1, "unchanged": 5}
    assert report.left_out == {"in other districts": 1}


def test_code_point_keeps_a_neighbour_within_700_metres_only(put):
    near, far = row("WV1 9AB", BEYOND, "", 393_590, 298_900), row("WV1 9AD", BEYOND, "", 393_590, 298_100)

    code_point(put, [*SAME, near, far]).write(by=None, at=NOON)

    assert Postcode.objects.get(pk="WV1 9AB").ward is None
    assert not Postcode.objects.filter(pk="WV1 9AD").exists()


def test_code_point_leaves_out_what_has_no_position(put):
    rows = [*SAME, row("WV1 1ZZ", CITY, EAST, 0, 0, quality=90), row("WV1 9ZZ", BEYOND, "", 0, 0, quality=90)]

    report = code_point(put, rows).preview()

    assert report.left_out == {"no location": 1, "in other districts": 1}


def test_code_point_says_nothing_of_bad_rows_of_other_districts(put):
    assert code_point(put, [*SAME, row("nonsense", BEYOND, "", 1, 1)]).preview().refused == 0


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("WV1 1A", CITY, EAST, 392_500, 298_500), "“WV1 1A” is not a postcode"),
        (SAME[0], "Postcode WV1 1AA is already on line 2"),
        (row("WV1 1AF", CITY, "E05009999", 392_500, 298_500), "“E05009999” was not a ward in the city"),
        (
            row("WV1 1AF", CITY, EAST, 298_500, 392_500),
            "The easting and northing of WV1 1AF look the wrong way round",
        ),
        (row("WV1 1AF", CITY, EAST, 530_000, 180_000), "WV1 1AF is far outside the city"),
        (row("WV1 1AF", CITY, EAST, "nan", 298_500), "easting must be a number from 0 to 700,000, not “nan”"),
        (row("WV1 1AF", CITY, EAST, 392_500, ""), "northing must be a number from 0 to 1,300,000, not “”"),
        (row("WV1 1AF", CITY, EAST, 392_500, 298_500, quality="good"), "quality must be a number"),
    ],
)
def test_code_point_refuses_a_bad_row_and_then_writes_nothing(put, bad, reason):
    before = stored()
    importer = code_point(put, [*SAME, row("WV1 1AG", CITY, EAST, 392_600, 298_600), bad])

    report = importer.write(by=None, at=NOON)

    assert [(each.table, each.line) for each in report.refusals] == [("file.csv", 8)]
    assert reason in report.refusals[0].reason
    assert not report.is_written
    assert stored() == before


def test_code_point_writes_the_good_rows_when_told_to_skip_the_bad(put):
    rows = [*SAME, row("WV1 1AG", CITY, EAST, 392_600, 298_600), SAME[0]]

    report = code_point(put, rows, skips_refused=True).write(by=None, at=NOON)

    assert counts(report) == {"added": 1, "refused": 1, "unchanged": 5}
    assert report.is_written


def test_code_point_keeps_no_more_reasons_than_it_should(put, monkeypatch):
    monkeypatch.setattr("places.importers.base.MOST_REFUSALS", 2)

    report = code_point(put, [*SAME, *SAME]).preview()

    assert (report.refused, len(report.refusals)) == (4, 2)


def test_code_point_without_a_postcode_of_the_city_is_refused(put):
    with pytest.raises(BadFile, match=f"file.csv does not have any usable postcodes in district {CITY}."):
        code_point(put, [SAME[4]]).preview()


def test_code_point_with_only_bad_rows_says_why(put):
    with pytest.raises(BadFile, match="Line 2: “nonsense” is not a postcode"):
        code_point(put, [row("nonsense", CITY, EAST, 392_500, 298_500)]).write(by=None, at=NOON)


def test_code_point_into_an_empty_database_takes_the_city_and_its_edge(put):
    Postcode.objects.all().delete()

    assert counts(code_point(put, SAME).write(by=None, at=NOON)) == {"added": 5}
    assert {code for code, *_ in POSTCODES} == set(Postcode.objects.values_list("code", flat=True))


def test_without_outlines_nothing_is_near_or_far(put):
    Postcode.objects.all().delete()
    WardOutline.objects.all().delete()

    report = code_point(put, [*SAME, row("WV1 1AF", CITY, EAST, 530_000, 180_000)]).preview()

    assert (counts(report), report.left_out) == ({"added": 5}, {"in other districts": 1})


@pytest.mark.parametrize("quality", [10, 90, "bad"])
def test_code_point_ends_no_postcode_because_of_its_row(put, quality):
    """A row that is refused, or has no position, still says that the postcode is in use."""
    bad = [row(code, CITY, ward, east, north, quality) for code, _, ward, east, north in POSTCODES[3:4]]
    wrong_ward = row("WV1 1AD", CITY, "E05009999", 392_500, 298_500)
    neighbour = row("WV1 9AA", BEYOND, "", "x", 298_900)

    report = code_point(put, [*SAME[:2], wrong_ward, *bad, neighbour], skips_refused=True).write(
        by=None, at=NOON
    )

    assert report.is_written
    assert not Postcode.objects.exclude(ended_on=None).exists()


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "WV1 1AA,10,391500\n"])
def test_code_point_names_missing_columns(put, content):
    with pytest.raises(BadFile, match="has no column for"):
        CodePointImporter(put(content), on=TODAY).check()


def test_code_point_says_how_far_it_is(put, monkeypatch):
    monkeypatch.setattr("places.importers.base.STEP", 2)
    said = []
    rows = [*SAME, row("WV1 1AG", CITY, EAST, 392_600, 298_600)]

    code_point(put, rows, progress=lambda *words: said.append(words)).write(by=None, at=NOON)

    assert said == [("reading", 0), ("reading", 2), ("reading", 4), ("reading", 6), ("writing", 0)]


def entry(code, district, ward, easting, northing, doterm=""):
    return f"{code.replace(' ', '')},{code},200001,{doterm},{easting},{northing},{district},{ward}\n"


LISTED = [entry(*facts) for facts in POSTCODES]


def directory(put, rows, header=DIRECTORY, **options):
    return PostcodeDirectoryImporter(put(header + "".join(rows)), on=TODAY, **options)


def test_directory_of_the_same_list_changes_nothing_and_keeps_the_quality(put):
    assert counts(directory(put, LISTED).preview()) == {"unchanged": 5}


@pytest.mark.parametrize(
    "header",
    [
        "PCD,PCDS,DOINTR,DOTERM,OSEAST1M,OSNRTH1M,OSLAUA,OSWARD\n",
        "pcd7,pcds,dointr,doterm,east1m,north1m,lad25cd,wd25cd\n",
        "pcd,pcds,dointr,doterm,oseast1m,osnrth1m,laua,ward\n",
    ],
)
def test_directory_knows_the_columns_of_each_year(put, header):
    assert counts(directory(put, LISTED, header).preview()) == {"unchanged": 5}


def test_directory_ends_a_postcode_on_its_day(put):
    rows = [*LISTED[:3], entry(*POSTCODES[3], doterm="202603"), LISTED[4]]

    report = directory(put, rows, allows_loss=True).write(by=None, at=NOON)

    assert counts(report) == {"ended": 1, "unchanged": 4}
    assert Postcode.objects.get(pk="WV1 1AE").ended_on == date(2026, 3, 1)
    assert counts(directory(put, rows).preview()) == {"unchanged": 5}


def test_directory_brings_ended_postcodes_that_were_never_stored(put):
    report = directory(put, [*LISTED, entry("WV1 1ZZ", CITY, EAST, 392_600, 298_600, "199906")]).write(
        by=None, at=NOON
    )

    assert counts(report) == {"added": 1, "unchanged": 5}
    assert Postcode.objects.get(pk="WV1 1ZZ").quality == shared.APPROXIMATE
    assert not Postcode.objects.in_city().filter(pk="WV1 1ZZ").exists()


def test_directory_leaves_out_what_has_no_grid_reference(put):
    rows = [*LISTED, entry("WV1 1ZZ", CITY, EAST, "", "")]

    assert directory(put, rows).preview().left_out == {"no location": 1}


def test_directory_refuses_an_end_that_is_no_month(put):
    report = directory(put, [*LISTED, entry("WV1 1ZZ", CITY, EAST, 392_600, 298_600, "2026")]).preview()

    assert report.refusals[0].reason == "The month must be like 2025-10, not “2026-”"


MISTAKES = [
    entry("WV1 1ZZ", CITY, "E05009999", 392_600, 298_600, "199906"),
    entry("nonsense", CITY, EAST, 392_600, 298_600, "199906"),
    entry("WV1 1ZZ", CITY, EAST, "x", 298_600, "199906"),
    entry("WV1 1ZZ", CITY, EAST, 530_000, 180_000, "199906"),
    entry("WV1 1AA", CITY, EAST, 392_600, 298_600, "199906"),
]


@pytest.mark.parametrize("bad", MISTAKES)
def test_directory_leaves_out_a_mistake_in_an_ended_postcode(put, bad):
    report = directory(put, [*LISTED, bad]).write(by=None, at=NOON)

    assert (counts(report), report.is_written) == ({"unchanged": 5}, True)
    assert report.left_out == {"ended postcodes with a mistake": 1}


def test_directory_ends_a_postcode_whose_row_has_ended_and_a_mistake(put):
    rows = [*LISTED[:3], entry("WV1 1AE", CITY, "E05009999", 392_900, 298_900, "202603"), LISTED[4]]

    directory(put, rows, allows_loss=True).write(by=None, at=NOON)

    assert set(Postcode.objects.exclude(ended_on=None).values_list("code", flat=True)) == {"WV1 1AE"}


def test_directory_ends_a_neighbour_that_has_ended_and_is_far_from_the_city(put):
    rows = [*LISTED[:4], entry("WV1 9AA", BEYOND, "", 394_000, 298_900, "202603")]

    directory(put, rows, allows_loss=True).write(by=None, at=NOON)

    assert set(Postcode.objects.exclude(ended_on=None).values_list("code", flat=True)) == {"WV1 9AA"}


FIRST_FILES = {
    # beyond the stored postcodes: a neighbour near a postcode that is new, and one of the city that is far
    "code_point": (
        CodePointImporter,
        HEADER
        + "".join(SAME)
        + row("WV1 1AF", CITY, EAST, 397_000, 298_600)
        + row("WV1 9AB", BEYOND, "", 397_600, 298_600)
        + row("WV1 1AG", CITY, EAST, 401_000, 298_600)
        + row("WV1 1AH", CITY, "E05009999", 392_600, 298_600)
        + row("WV1 1AJ", CITY, EAST, 392_600, 298_600, quality=90),
    ),
    "postcode_directory": (
        PostcodeDirectoryImporter,
        DIRECTORY
        + "".join(LISTED)
        + entry("WV1 1AF", CITY, EAST, 397_000, 298_600)
        + entry("WV1 9AB", BEYOND, "", 397_600, 298_600)
        + entry("WV1 1AG", CITY, EAST, 401_000, 298_600)
        + entry("WV1 1ZZ", CITY, EAST, 392_600, 298_600, "199906")
        + entry("WV1 1ZX", CITY, "E05009999", 392_600, 298_600, "199906")
        + entry("WV1 9ZZ", BEYOND, "", 392_600, 298_600, "199906"),
    ),
}


@pytest.mark.parametrize("kind", FIRST_FILES)
@pytest.mark.parametrize("is_first", [True, False])
def test_the_first_import_of_a_file_is_final(put, kind, is_first):
    """The same file again finds nothing to change, and writes nothing."""
    importer, content = FIRST_FILES[kind]
    path, later = put(content), NOON + timedelta(days=1)
    if is_first:
        Postcode.objects.all().delete()
    first = importer(path, on=TODAY, skips_refused=True).write(by=None, at=NOON)
    before, records = stored(), (ImportRun.objects.count(), AuditEvent.objects.count())

    with CaptureQueriesContext(connection) as queries:
        again = importer(path, on=TODAY, skips_refused=True).write(by=None, at=later)

    assert first.has_changes
    assert (again.has_changes, again.refusals) == (False, first.refusals)
    assert {"WV1 1AF", "WV1 9AB"} <= {code for code, *_ in stored()}
    assert stored() == before
    assert (ImportRun.objects.count(), AuditEvent.objects.count()) == records
    assert not [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_first_import_of_the_real_list_is_final(put, shared_data):
    Postcode.objects.all().delete()
    call_command("load_places", verbosity=0)
    Postcode.objects.all().delete()
    path = shared_data / "code_point_open.csv"

    first = CodePointImporter(path, on=TODAY).write(by=None, at=NOON)
    before = stored()

    assert first.added == 6_704
    assert not CodePointImporter(path, on=TODAY).write(by=None, at=NOON).has_changes
    assert stored() == before


def test_load_places_leaves_imported_postcodes_alone(put):
    code_point(put, SAME[:3], allows_loss=True).write(by=None, at=NOON)

    call_command("load_places", verbosity=0)

    assert Postcode.objects.count() == 5


def test_code_point_of_the_real_extract_changes_nothing(shared_data):
    Postcode.objects.all().delete()
    call_command("load_places", verbosity=0)

    report = CodePointImporter(shared_data / "code_point_open.csv", on=TODAY).preview()

    assert report.unchanged == 6_704
    assert not report.has_changes
