import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from places.boundaries import PRECISE, as_geojson
from places.importers import PopulationImporter
from places.models import ImportRun, Postcode, Ward, WardFigure
from tests.places.conftest import BOXES, CITY, EAST, NOON, WEST

pytestmark = pytest.mark.usefixtures("small_city")

POPULATION = f"code,year,people\n{WEST},2023,100\n"


def run(name, path, *options):
    out = StringIO()
    call_command(name, str(path), *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_import_population_writes_and_reports(put):
    shown = run("import_population", put(POPULATION + f"E05000001,2023,1\n{EAST},2023,9\n"))

    assert shown.splitlines() == [
        "        2 added",
        "        0 changed",
        "        0 ended",
        "        0 unchanged",
        "        0 refused",
        "        1 left out: wards in other places",
    ]
    assert WardFigure.objects.count() == 2


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_the_same_file_again_has_nothing_to_change(put, options):
    path = put(POPULATION)
    first = run("import_population", path)

    again = run("import_population", path, *options)

    assert "Nothing to change." not in first
    assert again.splitlines()[-1] == "Nothing to change."
    assert ImportRun.objects.count() == 1


def test_a_dry_run_changes_nothing(put):
    shown = run("import_population", put(POPULATION), "--dry-run")

    assert "1 would be added" in shown
    assert not WardFigure.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_bad_file_is_a_plain_sentence(put):
    with pytest.raises(CommandError, match=r"^file.csv is empty. Nothing was changed.$"):
        run("import_population", put(""))


def test_refused_rows_stop_the_import_and_go_to_the_errors_file(put, tmp_path):
    errors = tmp_path / "errors.csv"

    with pytest.raises(CommandError, match=r"1 rows were refused. Nothing was changed"):
        run("import_population", put(f"{POPULATION}{WEST},2023,5\n"), f"--errors={errors}")

    with errors.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "reason"],
            ["file.csv", "3", f"{WEST} in 2023 is already on line 2"],
        ]


def test_refused_rows_are_shown_and_may_be_skipped(put):
    shown = run("import_population", put(f"{POPULATION}{WEST},2023,5\n"), "--skip-refused")

    assert "file.csv, line 3: E05014851 in 2023 is already on line 2." in shown
    assert WardFigure.objects.get().value == 100


def test_an_import_that_was_overtaken_says_so(put, monkeypatch):
    """Another import stores between this one's comparison and its transaction."""
    plan = PopulationImporter.plan

    def plan_and_be_overtaken(self):
        planned = plan(self)
        facts = dict.fromkeys(("added", "changed", "ended", "unchanged", "refused"), 0)
        ImportRun.objects.create(kind="x", file_name="x", at=NOON, **facts)
        return planned

    monkeypatch.setattr(PopulationImporter, "plan", plan_and_be_overtaken)

    with pytest.raises(
        CommandError, match=r"Another file was read in at the same time\. Nothing was changed"
    ):
        run("import_population", put(POPULATION))

    assert not WardFigure.objects.exists()


def test_the_errors_file_runs_no_formulas(put, tmp_path):
    errors = tmp_path / "errors.csv"

    with pytest.raises(CommandError, match="rows were refused"):
        run("import_population", put(f"{POPULATION}{WEST},2023,5\n", "=1.csv"), f"--errors={errors}")

    assert "'=1.csv,3," in errors.read_text(encoding="utf-8")


def test_an_errors_file_that_can_not_be_written_is_a_plain_sentence(put, tmp_path):
    with pytest.raises(CommandError, match="Cannot write"):
        run("import_population", put(POPULATION), f"--errors={tmp_path}/no/such.csv")


def code_point(*rows):
    return "postcode,positional_quality,easting,northing,district,ward\n" + "".join(rows)


ONE = f"WV1 1AA,10,391500,298500,{CITY},{WEST}\n"


def test_import_code_point_asks_before_it_ends_much(put):
    with pytest.raises(CommandError, match=r"It would end 3 of 5 postcodes.*add --allow-loss"):
        run("import_code_point", put(code_point(ONE)))

    run("import_code_point", put(code_point(ONE)), "--allow-loss", "--on=2026-02-01")

    assert {str(day) for day in Postcode.objects.values_list("ended_on", flat=True)} == {"None", "2026-02-01"}


def test_import_postcode_directory_reads_a_lookup(put):
    rows = [
        f"{code},{easting},298500,{CITY},{ward},\n"
        for code, easting, ward in [("WV1 1AA", 391_500, WEST), ("WV1 1AF", 392_500, EAST)]
    ]

    run(
        "import_postcode_directory",
        put("pcds,east1m,north1m,lad25cd,wd25cd,doterm\n" + "".join(rows)),
        "--allow-loss",
    )

    assert Postcode.objects.get(pk="WV1 1AF").ward_id == EAST


def test_import_wards_takes_the_day_of_new_wards(put):
    content = {
        "features": [
            {
                "properties": {"WD27CD": f"E0502000{n}", "WD27NM": f"New {n}", "LAD27CD": CITY},
                "geometry": as_geojson(area, PRECISE),
            }
            for n, area in enumerate(BOXES.values())
        ]
    }

    shown = run("import_wards", put(json.dumps(content)), "--valid-from=2027-05-06")

    assert "2 added" in shown
    assert Ward.objects.filter(valid_to=None).count() == 2


def test_import_deprivation_takes_the_files_beside(put):
    fit = f"LSOA21CD,WD24CD\nE01010001,{WEST}\n"
    people = "LSOA21CD,residents\nE01010001,1500\n"
    index = put("lsoa21_code,IMD_score,IMD_decile\nE01010001,12.5,2\n", "index.csv")

    run(
        "import_deprivation",
        index,
        f"--best-fit={put(fit, 'fit.csv')}",
        f"--residents={put(people, 'people.csv')}",
        "--year=2019",
    )

    assert WardFigure.objects.of("imd-score").during("2019").by_ward() == {WEST: 12.5}


def test_import_police_crimes_counts(put):
    content = (
        "Crime ID,Month,Reported by,Longitude,Latitude,LSOA code,Crime type\n"
        "ab,2025-10,West Midlands Police,-2.125,52.583,,Drugs\n"
    )

    run("import_police_crimes", put(content))

    assert sum(WardFigure.objects.of("crime-drugs").by_ward().values()) == 1


@pytest.mark.parametrize("day", ["soon", "2026-13-01"])
def test_a_day_that_is_none_is_refused(put, day):
    with pytest.raises(CommandError, match="invalid day value"):
        call_command("import_population", str(put(POPULATION)), f"--on={day}")
