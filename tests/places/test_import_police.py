"""Street-level crime of data.police.uk."""

import zipfile

import pytest

from places.importers import BadFile, PoliceImporter
from places.models import Lsoa, Ward, WardFigure
from tests.places.conftest import EAST, NOON, TODAY, WEST, degrees

pytestmark = pytest.mark.usefixtures("small_city")

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
IN_WEST, IN_EAST, ELSEWHERE = degrees(391_500, 298_500), degrees(392_500, 298_500), degrees(400_000, 298_500)
BURGLARY, ASB = "Burglary", "Anti-social behaviour"


def row(number, where, kind=BURGLARY, month="2025-10", lsoa="E01019999"):
    latitude, longitude = where or ("", "")
    crime = "" if kind == ASB else f"{number:064x}"
    force = "West Midlands Police"
    return f"{crime},{month},{force},{force},{longitude},{latitude},On or near,{lsoa},Name,{kind},,\n"


def police(put, rows, **options):
    return PoliceImporter(put(HEADER + "".join(rows)), on=TODAY, **options)


def by_ward(indicator, period="2025-10"):
    return WardFigure.objects.of(indicator).during(period).by_ward()


def test_police_counts_by_month_kind_and_ward(put):
    rows = [
        row(1, IN_WEST),
        row(2, IN_WEST),
        row(3, IN_EAST, "Drugs"),
        row(4, IN_EAST, month="2025-09"),
        row(5, ELSEWHERE),
    ]

    report = police(put, rows).write(by=None, at=NOON)

    assert by_ward("crime-burglary") == {WEST: 2, EAST: 0}
    assert by_ward("crime-drugs") == {WEST: 0, EAST: 1}
    assert by_ward("crime-all") == {WEST: 2, EAST: 1}
    assert by_ward("crime-all", "2025-09") == {WEST: 0, EAST: 1}
    assert report.added == 2 * 2 * 15
    assert report.left_out == {"outside the city": 1}
    figure = WardFigure.objects.of("crime-all").first()
    assert (figure.source, figure.is_approximate) == ("data.police.uk: West Midlands Police", True)


def test_police_counts_every_row_of_anti_social_behaviour(put):
    police(put, [row(0, IN_WEST, ASB)] * 3).write(by=None, at=NOON)

    assert by_ward("crime-anti-social-behaviour") == {WEST: 3, EAST: 0}


def test_police_counts_a_crime_once_that_is_given_twice(put):
    report = police(put, [row(1, IN_WEST), row(1, IN_WEST)]).write(by=None, at=NOON)

    assert by_ward("crime-burglary") == {WEST: 1, EAST: 0}
    assert report.left_out == {"duplicate crime": 1}


def test_police_places_by_lsoa_what_has_no_point_or_lies_in_no_outline(put):
    Lsoa.objects.create(code="E01010001", ward=Ward.objects.get(pk=EAST), residents=1)

    rows = [
        row(1, None, lsoa="E01010001"),
        row(2, ELSEWHERE, lsoa="E01010001"),
        row(3, IN_WEST, lsoa="E01010001"),
    ]
    report = police(put, rows).write(by=None, at=NOON)

    assert by_ward("crime-burglary") == {WEST: 1, EAST: 2}
    assert report.left_out == {}


def test_police_counts_rows_without_a_position_apart(put):
    Lsoa.objects.create(code="E01010001", ward=Ward.objects.get(pk=EAST), residents=1)

    rows = [row(1, IN_WEST), row(2, None, lsoa=""), row(3, None, lsoa="E01019999")]
    report = police(put, rows).preview()

    assert report.left_out == {"no location": 1, "outside the city": 1}


def test_police_notes_what_makes_its_counts_less_exact(put):
    rows = [row(1, IN_WEST), row(2, None, lsoa="E01010001")]
    rough = police(put, rows).preview()
    Ward.objects.update(is_outline_approximate=False)
    Lsoa.objects.create(code="E01010001", ward=Ward.objects.get(pk=EAST), residents=1)
    exact = police(put, rows).preview()

    assert rough.left_out == {"no location": 1}
    assert len(rough.notes) == 2
    assert exact.notes == []


def test_police_file_twice_changes_nothing(put):
    rows = [row(1, IN_WEST), row(0, IN_EAST, ASB)]
    police(put, rows).write(by=None, at=NOON)
    before = list(WardFigure.objects.values_list())

    report = police(put, rows).write(by=None, at=NOON)

    assert (report.unchanged, report.has_changes) == (30, False)
    assert list(WardFigure.objects.values_list()) == before


def test_police_file_of_another_force_does_not_overwrite_the_counts(put):
    police(put, [row(number, IN_WEST) for number in range(10)]).write(by=None, at=NOON)

    report = police(put, [row(1, IN_WEST)]).write(by=None, at=NOON)

    assert report.losses == [
        (
            "For 2025-10 it has 1 rows in the city, but we already have 10. "
            "Check it is for the right police force."
        )
    ]
    assert by_ward("crime-all") == {WEST: 10, EAST: 0}


def test_police_reads_the_street_tables_of_a_zip(tmp_path):
    path = tmp_path / "police.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "2025-09/2025-09-west-midlands-street.csv", HEADER + row(1, IN_WEST, month="2025-09")
        )
        archive.writestr("2025-10/2025-10-west-midlands-street.csv", HEADER + row(2, IN_WEST))
        archive.writestr("2025-10/2025-10-west-midlands-outcomes.csv", "Crime ID,Outcome\n")

    PoliceImporter(path, on=TODAY).write(by=None, at=NOON)

    assert by_ward("crime-all", "2025-09") == by_ward("crime-all") == {WEST: 1, EAST: 0}


def test_police_places_more_rows_than_one_batch(put, monkeypatch):
    monkeypatch.setattr("places.importers.police.AT_ONCE", 2)

    police(put, [row(number, IN_WEST) for number in range(5)]).write(by=None, at=NOON)

    assert by_ward("crime-all")[WEST] == 5


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(2, IN_WEST[::-1]), "The longitude and latitude look the wrong way round"),
        (row(2, ("nan", "nan")), "Longitude must be a number from -9 to 2, not “nan”"),
        (row(2, ("", -2.1)), "Latitude must be a number from 49 to 61, not “”"),
        (row(2, IN_WEST, month="10/2025"), "The month must be like 2025-10, not “10/2025”"),
        (row(2, IN_WEST, "Witchcraft"), "We do not know Crime type “Witchcraft”"),
        (
            row(1, IN_EAST),
            "Crime ID 0000000000000000000000000000000000000000… is already in the file with a different",
        ),
    ],
)
def test_police_refuses_a_bad_row_and_then_writes_nothing(put, bad, reason):
    report = police(put, [row(1, IN_WEST), bad]).write(by=None, at=NOON)

    assert report.refusals[0].line == 3
    assert reason in report.refusals[0].reason
    assert not WardFigure.objects.exists()


BAD = [
    row(2, ELSEWHERE, "Witchcraft"),
    row(2, ELSEWHERE, month="10/2025"),
    row(1, ELSEWHERE),
    row(2, None, "Witchcraft"),
    row(2, ELSEWHERE[::-1]),
    row(2, ("nan", "nan")),
    row(2, ("", -2.1)),
]


@pytest.mark.parametrize("bad", BAD)
def test_police_leaves_out_a_bad_row_of_another_place(put, bad):
    """An LSOA of another place says where a row is whose point is bad."""
    Lsoa.objects.create(code="E01010001", ward=Ward.objects.get(pk=EAST), residents=1)

    report = police(put, [bad, row(1, IN_WEST)]).write(by=None, at=NOON)

    assert (report.refused, report.left_out) == (0, {"outside the city": 1})
    assert by_ward("crime-all") == {WEST: 1, EAST: 0}


@pytest.mark.parametrize("lsoa", ["E01010001", ""])
def test_police_refuses_a_bad_point_that_may_be_of_the_city(put, lsoa):
    Lsoa.objects.create(code="E01010001", ward=Ward.objects.get(pk=EAST), residents=1)

    report = police(put, [row(1, IN_WEST), row(2, ("nan", "nan"), lsoa=lsoa)]).preview()

    assert [each.line for each in report.refusals] == [3]


def test_police_names_the_forces_of_the_rows_it_counts_alone(put):
    other = row(2, ELSEWHERE).replace("West Midlands", "Total")
    british = row(3, IN_EAST).replace("West Midlands", "British Transport")

    police(put, [row(1, IN_WEST), other, british]).write(by=None, at=NOON)

    source = "data.police.uk: British Transport Police, West Midlands Police"
    assert WardFigure.objects.of("crime-all").first().source == source


def test_police_file_without_a_row_in_the_city_is_refused(put):
    with pytest.raises(
        BadFile, match=r"No rows of file.csv are in the city. Check it is for the right police force"
    ):
        police(put, [row(1, ELSEWHERE)]).preview()
