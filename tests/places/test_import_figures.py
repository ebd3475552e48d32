"""Ward population and the Indices of Deprivation."""

import csv
from datetime import date

import pytest
from django.core.management import call_command

from places.importers import BadFile, DeprivationImporter, PopulationImporter
from places.models import ImportRun, Lsoa, Ward, WardFigure
from tests.factories.places import WardFactory
from tests.places.conftest import EAST, NOON, TODAY, WEST

pytestmark = pytest.mark.usefixtures("small_city")

POPULATION = "WD24CD,year,people\n"
LSOAS = [
    ("E01010001", WEST, 1000, 10.0, 1),
    ("E01010002", WEST, 3000, 20.0, 4),
    ("E01010003", EAST, 2000, 55.5, 1),
]
INDEX = "lsoa21_code,IMD_decile,IMD_score\n"
OFFICIAL = (
    "LSOA code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD) Score,"
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),"
    "Total population: mid 2022\n"
)


def counts(report):
    return {name: count for name, count in report.counts().items() if count}


def figures():
    return list(WardFigure.objects.values_list("indicator", "period", "ward", "value", "source"))


def population(put, rows, header=POPULATION, **options):
    return PopulationImporter(put(header + "".join(rows)), on=TODAY, **options)


@pytest.mark.parametrize("header", [POPULATION, "Ward 2023 Code,Year,Total\n", "code,mid-year,population\n"])
def test_population_stores_the_residents_of_each_ward_and_year(put, header):
    importer = population(put, [f"{WEST},2023,100\n", f'{EAST},2023,"1,200"\n', "E05000001,2023,5\n"], header)

    report = importer.write(by=None, at=NOON)

    assert counts(report) == {"added": 2}
    assert report.left_out == {"wards in other places": 1}
    assert WardFigure.objects.of("residents").during("2023").by_ward() == {WEST: 100, EAST: 1200}


def test_population_twice_changes_nothing(put):
    rows = [f"{WEST},2023,100\n"]
    population(put, rows).write(by=None, at=NOON)
    before = figures()

    assert counts(population(put, rows).write(by=None, at=NOON)) == {"unchanged": 1}
    assert figures() == before
    assert ImportRun.objects.count() == 1


def test_population_of_a_former_ward_is_kept(put):
    former = WardFactory(gss="E05001321", valid_to=TODAY)

    population(put, [f"{former.pk},2019,100\n"]).write(by=None, at=NOON)

    assert WardFigure.objects.of("residents").during("2019").by_ward() == {former.pk: 100}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (f"{WEST},2023,100\n", f"{WEST} in 2023 is already on line 2"),
        (f"{EAST},2027,100\n", "The year must be a number from 1,971 to 2,026, not “2027”"),
        (f"{EAST},2023,-5\n", "The number of people must be a number from 0 to 1,000,000, not “-5”"),
        (f"{EAST},2023,nan\n", "The number of people must be a number from 0 to 1,000,000, not “nan”"),
    ],
)
def test_population_refuses_a_bad_row_and_then_writes_nothing(put, bad, reason):
    report = population(put, [f"{WEST},2023,100\n", bad]).write(by=None, at=NOON)

    assert (report.refusals[0].line, report.refusals[0].reason) == (3, reason)
    assert not report.is_written
    assert figures() == []


@pytest.mark.parametrize("bad", ["Total,,200950", "England,all,", "E05000001,2023,many", "E05000001,x,-1"])
def test_population_leaves_out_a_bad_row_of_another_place(put, bad):
    report = population(put, [f"{bad}\n", f"{WEST},2023,100\n", f"{EAST},2023,1\n"]).write(by=None, at=NOON)

    assert (counts(report), report.notes) == ({"added": 2}, [])
    assert report.left_out == {"wards in other places": 1}


def test_population_notes_the_years_without_a_ward_of_the_city(put):
    """Its code may have a mistake."""
    former = WardFactory(gss="E05001321", valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3))
    rows = [f"{WEST},2023,1\n", f"{EAST}1,2023,1\n", f"{WEST},2024,1\n", f"{EAST},2024,1\n"]

    report = population(put, [*rows, f"{former.pk},2019,1\n", f"{EAST},2025,1\n"]).preview()

    assert report.notes == ["The file does not have every ward of the city for these years: 2023, 2025"]


def test_population_of_another_city_is_refused(put):
    with pytest.raises(BadFile, match=r"file.csv does not have any wards in the city"):
        population(put, ["E05000001,2023,5\n"]).write(by=None, at=NOON)


def score(lsoa, _ward, _people, points, decile):
    return f"{lsoa},{decile},{points}\n"


@pytest.fixture
def beside(put):
    """The best fit and the residents, as files of their own."""
    return {
        "best_fit": put("LSOA21CD,WD24CD\n" + "".join(f"{row[0]},{row[1]}\n" for row in LSOAS), "fit.csv"),
        "residents": put(
            "LSOA21CD,residents\n" + "".join(f"{row[0]},{row[2]}\n" for row in LSOAS), "people.csv"
        ),
    }


def deprivation(put, rows, header=INDEX, **options):
    return DeprivationImporter(put(header + "".join(rows)), on=TODAY, year=2025, **options)


def test_deprivation_weighs_scores_by_residents(put, beside):
    other = "E01000001,5,99\n"

    report = deprivation(put, [*(score(*row) for row in LSOAS), other], **beside).write(by=None, at=NOON)

    assert counts(report) == {"added": 6 + 3}
    assert report.left_out == {"LSOAs in other places": 1}
    assert WardFigure.objects.of("imd-score").during("2025").by_ward() == {WEST: 17.5, EAST: 55.5}
    assert WardFigure.objects.of("deprived-lsoas").by_ward() == {WEST: 1, EAST: 1}
    assert WardFigure.objects.of("deprived-share").by_ward() == {WEST: 50, EAST: 100}
    assert {str(lsoa) for lsoa in Ward.objects.get(pk=WEST).lsoas.all()} == {"E01010001", "E01010002"}


def test_deprivation_twice_changes_nothing_and_needs_the_other_files_no_more(put, beside):
    rows = [score(*row) for row in LSOAS]
    deprivation(put, rows, **beside).write(by=None, at=NOON)
    before = figures()

    assert counts(deprivation(put, rows).write(by=None, at=NOON)) == {"unchanged": 9}
    assert figures() == before


def test_deprivation_counts_an_area_that_moves(put, beside):
    rows = [score(*row) for row in LSOAS]
    deprivation(put, rows, **beside).write(by=None, at=NOON)
    Lsoa.objects.filter(pk="E01010003").update(residents=1)

    assert counts(deprivation(put, rows, **beside).preview()) == {"changed": 1, "unchanged": 8}


def test_deprivation_reads_the_official_table_with_its_own_residents(put, beside):
    rows = [f"{code},Name,{points},{decile},{people}\n" for code, _, people, points, decile in LSOAS]

    importer = deprivation(put, rows, OFFICIAL, best_fit=beside["best_fit"])

    importer.write(by=None, at=NOON)
    assert WardFigure.objects.of("imd-score").by_ward() == {WEST: 17.5, EAST: 55.5}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (score(*LSOAS[0]), "E01010001 is already in the file"),
        ("E01010002,1,nan\n", "The score must be a number from 0 to 100, not “nan”"),
        ("E01010002,11,5\n", "The decile must be a number from 1 to 10, not “11”"),
    ],
)
def test_deprivation_refuses_a_bad_row_and_then_writes_nothing(put, beside, bad, reason):
    report = deprivation(put, [score(*LSOAS[0]), bad], **beside).write(by=None, at=NOON)

    assert report.refusals[0].reason == reason
    assert figures() == []


@pytest.mark.parametrize("bad", ["Total,,", "E01000001,11,nan", ",1,5"])
def test_deprivation_leaves_out_a_bad_row_of_another_place(put, beside, bad):
    report = deprivation(put, [f"{bad}\n", *(score(*row) for row in LSOAS)], **beside).write(by=None, at=NOON)

    assert counts(report) == {"added": 9}
    assert report.left_out == {"LSOAs in other places": 1}


def test_deprivation_passes_over_what_the_files_beside_say_twice_of_other_places(put, beside):
    with beside["best_fit"].open("a") as fit, beside["residents"].open("a") as people:
        fit.write("E01000001,E05000001\nE01000001,E05000002\nTotal,\nTotal,\n")
        people.write("E01000001,many\nE01000001,5\n")

    report = deprivation(put, [score(*row) for row in LSOAS], **beside).write(by=None, at=NOON)

    assert counts(report) == {"added": 9}


@pytest.mark.parametrize("wards", [(WEST, "E05000001"), ("E05000001", WEST), (WEST, WEST)])
def test_deprivation_refuses_a_best_fit_that_gives_the_city_an_area_and_repeats_it(put, beside, wards):
    beside["best_fit"] = put(
        "LSOA21CD,WD24CD\n" + "".join(f"E01010001,{ward}\n" for ward in wards), "fit.csv"
    )

    with pytest.raises(BadFile, match=r"fit.csv has E01010001 twice. The second is on line 3"):
        deprivation(put, [score(*LSOAS[0])], **beside).preview()


def test_deprivation_refuses_an_area_without_residents(put, beside):
    report = deprivation(put, [score(*row) for row in LSOAS], best_fit=beside["best_fit"]).preview()

    assert report.refused == 3
    assert report.refusals[0].reason == "There is no population for E01010001"


def test_deprivation_without_all_areas_of_the_city_is_refused(put, beside):
    with pytest.raises(BadFile, match=r"file.csv has 2 of the city’s 3 LSOAs missing, such as E01010002\."):
        deprivation(put, [score(*LSOAS[0])], **beside).preview()


def test_deprivation_without_a_best_fit_is_refused(put):
    with pytest.raises(BadFile, match="We do not know which LSOAs are in the city’s wards"):
        deprivation(put, [score(*LSOAS[0])]).preview()


@pytest.mark.parametrize("name", ["best_fit", "residents"])
def test_deprivation_says_what_is_wrong_with_a_file_beside(put, beside, name):
    beside[name] = put("a,b\n1,2\n", "odd.csv")

    with pytest.raises(BadFile, match=r"odd.csv has no column for LSOA code"):
        deprivation(put, [score(*LSOAS[0])], **beside).preview()


def test_deprivation_refuses_residents_that_are_no_number(put, beside):
    beside["residents"] = put("LSOA21CD,residents\nE01010001,many\n", "people.csv")

    with pytest.raises(BadFile, match=r"people.csv: The population of E01010001 must be a number"):
        deprivation(put, [score(*LSOAS[0])], **beside).preview()


def test_deprivation_of_the_real_files_gives_the_scores_of_the_ward_facts(shared_data):
    call_command("load_places", verbosity=0)
    importer = DeprivationImporter(
        shared_data / "imd2025_lsoa21.csv",
        on=TODAY,
        year=2025,
        best_fit=shared_data / "lsoa21_ward24_lookup.csv",
        residents=shared_data / "census2021_lsoa21_residents.csv",
    )

    report = importer.write(by=None, at=NOON)

    with (shared_data / "ward_facts.csv").open(encoding="utf-8") as file:
        facts = {row["ward24_code"]: row for row in csv.DictReader(file)}
    scores = WardFigure.objects.of("imd-score").during("2025").by_ward()
    deprived = WardFigure.objects.of("deprived-lsoas").during("2025").by_ward()
    assert report.is_written
    assert len(scores) == 20
    assert scores == {ward: float(row["imd2025_score_popweighted"]) for ward, row in facts.items()}
    assert deprived == {ward: float(row["most_deprived_decile_lsoas"]) for ward, row in facts.items()}
