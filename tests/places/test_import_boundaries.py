"""ONS ward boundaries."""

import json
from datetime import date

import numpy as np
import pytest
import shapely
from django.core.management import call_command
from shapely.geometry import mapping

from places import boundaries
from places.assigning import as_areas
from places.boundaries import PRECISE, as_geojson, check_coverage, likeness, simplify
from places.importers import BadFile, WardBoundaryImporter
from places.importers import ward_boundaries as importer_module
from places.models import Postcode, Ward, WardBoundary, WardOutline, WardOverlap
from tests.places.conftest import BOXES, CITY, EAST, NOON, TODAY, WEST

pytestmark = pytest.mark.usefixtures("small_city")

NEW_WEST, NEW_EAST = "E05019001", "E05019002"


def feature(code, geometry, authority=CITY, year="23"):
    properties = {f"WD{year}CD": code, f"WD{year}NM": f"Ward {code[-2:]}", f"LAD{year}CD": authority}
    if not authority:
        del properties[f"LAD{year}CD"]
    if not isinstance(geometry, dict):
        geometry = as_geojson(geometry, PRECISE)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def boundary(put, content, **options):
    return WardBoundaryImporter(put(content, "wards.geojson"), on=TODAY, **options)


def both(**changes):
    shapes = BOXES | changes
    return collection(*(feature(code, shape) for code, shape in shapes.items()))


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


def stored():
    wards = Ward.objects.order_by("pk").values_list(
        "gss", "name", "outline__geometry", "valid_to", "is_outline_approximate"
    )
    return list(wards), list(WardBoundary.objects.values_list())


def test_boundaries_store_precise_and_drawn_outlines(put):
    report = boundary(put, both()).write(by=None, at=NOON)

    ward = Ward.objects.get(pk=WEST)
    assert (report.changed, report.is_written) == (2, True)
    assert (ward.name, ward.is_outline_approximate) == ("Ward 51", False)
    assert ward.boundary.source == "Ward boundaries, Office for National Statistics"
    assert ward.outline.geometry["coordinates"] != ward.boundary.geometry["coordinates"]
    assert str(ward.boundary) == f"Boundary of {WEST}"
    assert Ward.objects.geometries()[WEST] == ward.boundary.geometry
    assert as_areas({WEST: ward.outline.geometry})[WEST].contains(
        shapely.Point(ward.label_longitude, ward.label_latitude)
    )


def test_boundaries_twice_change_nothing(put):
    boundary(put, both()).write(by=None, at=NOON)
    before = stored()

    report = boundary(put, both()).write(by=None, at=NOON)

    assert (report.unchanged, report.has_changes) == (2, False)
    assert stored() == before


def test_boundaries_report_how_far_they_agree(put):
    report = boundary(put, both()).preview()

    assert report.notes[0].endswith("points, reduced to 10 for drawing")
    assert report.notes[1] == "4 of 4 postcodes (100.00%) are in the ward in our data"
    assert report.notes[2].startswith("Average overlap with the old boundaries: 0.999")


def test_boundaries_of_wards_without_an_outline_have_nothing_to_be_compared_with(put):
    WardOutline.objects.all().delete()

    assert len(boundary(put, both()).preview().notes) == 2


def test_boundaries_that_disagree_with_the_postcodes_are_refused_unless_allowed(put):
    swapped = collection(feature(WEST, BOXES[EAST]), feature(EAST, BOXES[WEST]))

    report = boundary(put, swapped).write(by=None, at=NOON)

    assert report.losses == ["0 of 4 postcodes (0.00%) are in the ward in our data"]
    assert not report.is_written
    assert boundary(put, swapped, allows_loss=True).write(by=None, at=NOON).is_written


@pytest.mark.parametrize("as_multi", [False, True])
def test_boundaries_are_read_on_the_national_grid_as_well(put, as_multi):
    shapes = {code: shapely.MultiPolygon([area]) if as_multi else area for code, area in BOXES.items()}
    content = collection(*(feature(code, mapping(area), year="25") for code, area in shapes.items()))

    boundary(put, content).write(by=None, at=NOON)

    kept = as_areas(Ward.objects.geometries())
    expected = as_areas({code: as_geojson(area, PRECISE) for code, area in BOXES.items()})
    assert all(likeness(kept[code], expected[code]) > 0.999_999 for code in BOXES)


def test_boundaries_of_other_authorities_are_left_out(put):
    other = feature("E05000001", shapely.box(400_000, 298_000, 401_000, 299_000), authority="E08000027")
    content = collection(*(feature(code, area) for code, area in BOXES.items()), other)

    assert boundary(put, content).preview().left_out == {"wards in other places": 1}


def elsewhere(**changes):
    """Return a ward of another place, with something wrong."""
    bad = feature("E05000001", shapely.box(400_000, 298_000, 401_000, 299_000), authority="E08000027")
    bad["properties"].update(changes)
    return bad


BAD_ELSEWHERE = [
    elsewhere(WD23NM=None),
    elsewhere(WD23NM=""),
    elsewhere(WD23NM="W" * 81),
    elsewhere(WD23CD=None),
    elsewhere(WD23CD="Park"),
    elsewhere() | {"geometry": None},
    elsewhere() | {"geometry": ring((float("nan"), 0))},
    elsewhere() | {"properties": None},
    {},
    None,
]


@pytest.mark.parametrize("bad", BAD_ELSEWHERE)
@pytest.mark.parametrize("authority", [CITY, ""])
def test_boundaries_with_a_mistake_in_another_place_are_read(put, bad, authority):
    content = collection(bad, *(feature(code, area, authority) for code, area in BOXES.items()))

    if not authority:  # then the known codes decide
        content = content.replace("LAD23CD", "XXXXXXX")
    report = boundary(put, content).write(by=None, at=NOON)

    assert (report.changed, report.is_written) == (2, True)
    assert report.left_out == {"wards in other places": 1}


@pytest.mark.parametrize("bad", [{"WD23NM": None}, {"WD23CD": None}, {"WD23CD": "Park"}])
def test_boundaries_with_a_mistake_in_a_ward_of_the_city_change_nothing(put, bad):
    before, wrong = stored(), feature(WEST, BOXES[WEST])
    wrong["properties"].update(bad)

    with pytest.raises(BadFile, match=r"^wards\.geojson: (A feature has no WDyy|“Park” is not a ward code)"):
        boundary(put, collection(wrong, feature(EAST, BOXES[EAST]))).write(by=None, at=NOON)

    assert stored() == before


def test_boundaries_without_authority_go_by_the_known_codes(put):
    content = collection(*(feature(code, area, authority="") for code, area in BOXES.items()))

    assert boundary(put, content).preview().changed == 2


def test_new_boundaries_begin_as_the_old_ones_end(put):
    south = shapely.box(391_000, 298_000, 393_000, 298_600)
    north = shapely.box(391_000, 298_600, 393_000, 299_000)
    content = collection(feature(NEW_WEST, south), feature(NEW_EAST, north))

    report = boundary(put, content, valid_from=date(2027, 5, 6)).write(by=None, at=NOON)

    assert (report.added, report.ended) == (2, 2)
    assert set(Ward.objects.on(date(2027, 5, 5)).values_list("gss", flat=True)) == {WEST, EAST}
    assert set(Ward.objects.on(date(2027, 5, 6)).values_list("gss", flat=True)) == {NEW_WEST, NEW_EAST}
    assert set(WardOverlap.objects.values_list("old", "new", "postcodes")) == {
        (WEST, NEW_WEST, 2),
        (EAST, NEW_WEST, 1),
        (EAST, NEW_EAST, 1),
    }
    assert report.notes[1] == "4 of 4 postcodes (100.00%) are in one of these wards"
    assert boundary(put, content).preview().unchanged == 2


def test_unknown_wards_need_the_day_on_which_they_begin(put):
    content = collection(feature(WEST, BOXES[WEST]), feature(NEW_EAST, BOXES[EAST]))

    with pytest.raises(BadFile, match=f"We do not know these wards: {NEW_EAST}. Enter the day they start"):
        boundary(put, content).preview()


def test_new_wards_begin_after_all_others(put):
    content = collection(feature(NEW_WEST, BOXES[WEST]), feature(NEW_EAST, BOXES[EAST]))

    with pytest.raises(BadFile, match=r"New wards can only start after 2023-05-04\."):
        boundary(put, content, valid_from=date(2023, 5, 4)).preview()


def test_new_boundaries_of_the_first_wards_end_none(put):
    Postcode.objects.all().delete()
    Ward.objects.all().delete()

    report = boundary(put, both(), valid_from=date(2023, 5, 4)).write(by=None, at=NOON)

    assert (report.added, report.ended) == (2, 0)


def test_boundaries_without_all_wards_of_a_version_are_refused(put):
    with pytest.raises(BadFile, match=rf"wards.geojson has 1 of the 2 wards missing: {EAST}\."):
        boundary(put, collection(feature(WEST, BOXES[WEST]))).preview()


SQUARE = [(391_000, 298_000), (392_000, 298_000), (392_000, 299_000), (391_000, 299_000), (391_000, 298_000)]


def shifted(shape, metres):
    return shapely.transform(shape, lambda points: points + np.array([metres, 0]))


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (ring(*SQUARE[:-1]), "The outline of Ward 51 is not closed"),
        (ring(SQUARE[0], SQUARE[1], SQUARE[0]), "The outline of Ward 51 is not closed"),
        (ring(*[SQUARE[n] for n in (0, 2, 1, 3, 0)]), "The outline of Ward 51 crosses itself or overlaps"),
        (ring(*[(*point, 120.0) for point in SQUARE]), "Ward 51 has points with a height"),
        (
            ring(*[(52.58, -2.13), (52.59, -2.13), (52.59, -2.12), (52.58, -2.13)]),
            "Ward 51 are the wrong way round",
        ),
        (ring(*[(10, 10), (11, 10), (11, 11), (10, 10)]), "Ward 51 is outside Great Britain"),
        (ring(*[(1e6, 1e6), (2e6, 1e6), (2e6, 2e6), (1e6, 1e6)]), "Ward 51 is outside Great Britain"),
        (ring(*SQUARE[:-1], ("x", "y")), "Ward 51 has coordinates that are not numbers"),
        (ring(*SQUARE[:-1], (10**400, 0)), "Ward 51 has coordinates that are not numbers"),
        ({"type": "Polygon", "coordinates": []}, "Ward 51 has no outline"),
        ({"type": "Polygon", "coordinates": [[]]}, "Ward 51 has no outline"),
        ({"type": "MultiPolygon", "coordinates": [[[1, 2]]]}, "Ward 51 has no outline"),
        ({"type": "Polygon"}, "Ward 51 has coordinates that are not numbers"),
        ({"type": "Point", "coordinates": [1, 2]}, "Ward 51 has no area, but Point"),
        ([], "Ward 51 has no area, but None"),
    ],
)
def test_boundaries_with_a_bad_outline_change_nothing(put, geometry, reason):
    before = stored()
    bad = feature(WEST, BOXES[WEST])
    bad["geometry"] = geometry

    with pytest.raises(BadFile, match=f"because they fit together. Line 1: .*{reason}"):
        boundary(put, collection(bad, feature(EAST, BOXES[EAST]))).write(by=None, at=NOON)

    assert stored() == before


def test_boundaries_with_an_endless_coordinate_change_nothing(put):
    content = both().replace("52.", "1e999 , 52.", 1)

    with pytest.raises(BadFile, match=r"not numbers|height|not a number"):
        boundary(put, content).write(by=None, at=NOON)


@pytest.mark.parametrize("number", ["1e999", "-1e999"])
def test_boundaries_with_an_infinite_point_change_nothing(put, number):
    bad = feature(WEST, ring(*SQUARE[:-1], ("INF", 0)))
    content = collection(bad, feature(EAST, BOXES[EAST])).replace('"INF"', number)

    with pytest.raises(BadFile, match="Ward 51 has a point that is not a number"):
        boundary(put, content).preview()


@pytest.mark.slow
def test_boundaries_of_a_million_points_are_refused_quickly(put):
    angles = np.linspace(0, 2 * np.pi, 1_000_000)
    points = np.column_stack([391_500 + 400 * np.cos(angles), 298_500 + 400 * np.sin(angles)]).round(3)
    content = collection(feature(WEST, ring(*points.tolist())), feature(EAST, BOXES[EAST]))

    with pytest.raises(BadFile, match=r"Ward 51 has 1,000,000 points\. The most allowed is 100,000"):
        boundary(put, content).preview()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "wards.geojson is empty"),
        ("x", "This is not a GeoJSON file"),
        ("9" * 5000, "This is not a GeoJSON file"),
        ("[" * 200_000, "This is not a GeoJSON file"),
        ("[]", "This is not a GeoJSON file of wards"),
        ('{"features": []}', "This is not a GeoJSON file of wards"),
        ('{"features": [1]}', "A feature has no properties"),
        ('{"features": [{"properties": {"WD23NM": "Park"}}]}', "A feature has no WDyyCD, such as WD23CD"),
        ('{"features": [{"properties": {"WD23CD": "E05014851"}}]}', "A feature has no WDyyNM"),
        ('{"features": [{"properties": {"WD23CD": 5, "WD23NM": "Park"}}]}', "A feature has no WDyyCD"),
        ('{"features": [{"geometry": NaN}]}', "A feature has no properties"),
        ("é".encode("cp1252"), "is not UTF-8 text"),
        ("{}".encode("utf-16"), "is not UTF-8 text"),
        (b"\0", "This is not a GeoJSON file"),
    ],
)
def test_boundaries_that_are_no_geojson_change_nothing(put, content, message):
    before = stored()

    with pytest.raises(BadFile, match=message):
        boundary(put, content).write(by=None, at=NOON)

    assert stored() == before


def test_boundaries_with_the_mark_of_utf8_are_read(put):
    assert boundary(put, f"\ufeff{both()}").preview().changed == 2


def test_boundaries_of_no_ward_of_the_city_are_refused(put):
    content = collection(feature(WEST, BOXES[WEST], authority="E08000027"))

    with pytest.raises(BadFile, match=r"wards.geojson does not have any wards in the city"):
        boundary(put, content).preview()


def test_boundaries_with_a_ward_twice_are_refused(put):
    content = collection(*[feature(WEST, BOXES[WEST])] * 2, feature(EAST, BOXES[EAST]))

    with pytest.raises(BadFile, match=f"wards.geojson has {WEST} more than once"):
        boundary(put, content).preview()


def test_boundaries_that_are_not_there_or_too_large_are_refused(put, tmp_path, monkeypatch):
    with pytest.raises(BadFile, match=r"We cannot read nothing"):
        WardBoundaryImporter(tmp_path / "nothing", on=TODAY).check()
    monkeypatch.setattr(importer_module, "MOST_BYTES", 10)
    with pytest.raises(BadFile, match=r"must be .* or smaller"):
        boundary(put, both()).check()


@pytest.mark.parametrize("metres", [-30, 0.5])
def test_boundaries_with_overlaps_or_gaps_are_refused(put, metres):
    content = both(**{EAST: shifted(BOXES[EAST], metres)})

    with pytest.raises(BadFile, match=r"along this many metres: [0-9,]+"):
        boundary(put, content).write(by=None, at=NOON)


def test_check_coverage_finds_a_wide_gap_that_wards_surround():
    whole = shapely.box(0, 0, 300, 300)
    left, right = shapely.box(0, 0, 150, 300), shapely.box(150, 0, 300, 300)
    gap = shapely.box(100, 100, 200, 200)

    check_coverage([left, right])
    with pytest.raises(boundaries.BadShape, match="along this many metres: 400"):
        check_coverage([left - gap, right - gap])
    assert whole.equals(left | right)


def test_likeness_of_nothing_is_none():
    assert likeness(shapely.Polygon(), shapely.Polygon()) == 0


@pytest.fixture
def real_city(small_city):
    Postcode.objects.all().delete()
    call_command("load_places", verbosity=0)


def test_real_boundaries_agree_with_the_postcodes(shared_data, real_city):
    report = WardBoundaryImporter(shared_data / "wards_2023.geojson", on=TODAY).write(by=None, at=NOON)

    wards = Ward.objects.on(TODAY)
    drawn = as_areas(dict(wards.values_list("gss", "outline__geometry")))
    precise = as_areas(wards.geometries())
    assert report.changed == 20
    assert "5,733 of 5,735 postcodes (99.97%)" in report.notes[1]
    for areas in (drawn, precise):
        assert all(area.is_valid for area in areas.values())
        assert shapely.coverage_is_valid(list(areas.values()), gap_width=0.00001)
    assert min(likeness(drawn[gss], precise[gss]) for gss in drawn) > 0.999


def test_real_former_boundaries_tell_the_former_ward(shared_data, real_city):
    report = WardBoundaryImporter(shared_data / "wards_2013.geojson", on=TODAY).write(by=None, at=NOON)

    assert report.changed == 20
    assert ") are in one of these wards" in report.notes[1]
    assert Ward.objects.get(pk="E05001335").boundary


def test_load_places_leaves_official_outlines_alone(shared_data, real_city):
    WardBoundaryImporter(shared_data / "wards_2023.geojson", on=TODAY).write(by=None, at=NOON)
    before = stored()

    call_command("load_places", verbosity=0)

    assert stored() == before


def test_simplify_keeps_shared_borders_shared():
    chance = np.random.default_rng(2026)
    border = [(100 + step, y) for y, step in zip(range(0, 1001, 10), chance.uniform(-5, 5, 101), strict=True)]
    left = shapely.Polygon([(0, 0), *border, (0, 1000)])
    right = shapely.Polygon([(200, 0), (200, 1000), *reversed(border)])

    lighter = simplify({"left": left, "right": right})

    check_coverage(lighter.values())
    assert shapely.get_num_coordinates(lighter["left"]) < 20


@pytest.mark.parametrize(
    ("code", "name", "message"),
    [
        ("=1x1", "West", "“=1x1” is not a ward code, like E05014851"),
        ("E05\x1b[31m", "West", r"“E05�\[31m” is not a ward code"),
        (WEST, "West\x00", f"We cannot read the name of {WEST}"),
        (WEST, "\ud800", f"We cannot read the name of {WEST}"),
        (WEST, "", f"We cannot read the name of {WEST}"),
        (WEST, "W" * 81, f"We cannot read the name of {WEST}"),
    ],
)
def test_boundaries_of_a_ward_that_no_database_can_name_are_refused(put, code, name, message):
    one = {"properties": {"WD23CD": code, "WD23NM": name}, "geometry": as_geojson(BOXES[WEST], PRECISE)}

    with pytest.raises(BadFile, match=message):
        boundary(put, json.dumps({"features": [one]})).preview()
