import pytest

from places.embedded import city_drawing, read_postcodes, read_wards

WOLVERHAMPTON = "E08000031"


@pytest.fixture(scope="module")
def postcodes():
    return {postcode.code: postcode for postcode in read_postcodes(WOLVERHAMPTON)}


def test_read_wards_gives_twenty_with_outlines_and_residents():
    wards = read_wards()

    assert len({ward.gss for ward in wards}) == 20
    assert all(ward.outline["type"] in {"Polygon", "MultiPolygon"} for ward in wards)
    assert sum(ward.residents for ward in wards) == 263_717


def test_read_postcodes_gives_the_city_and_its_edge(postcodes):
    in_city = [postcode for postcode in postcodes.values() if postcode.ward]

    assert len(in_city) == 5_735
    assert len(postcodes) - len(in_city) == 969


@pytest.mark.parametrize(
    ("code", "latitude", "longitude", "ward"),
    [
        ("WV1 1RG", 52.5870, -2.1296, "E05014853"),
        ("WV1 4QR", 52.5902, -2.1312, "E05014853"),
        ("WV10 0QP", 52.5997, -2.0956, "E05014848"),
    ],
)
def test_read_postcodes_puts_known_places_where_they_are(postcodes, code, latitude, longitude, ward):
    postcode = postcodes[code]

    assert postcode.latitude == pytest.approx(latitude, abs=1e-4)
    assert postcode.longitude == pytest.approx(longitude, abs=1e-4)
    assert postcode.ward == ward


def test_city_drawing_has_a_path_for_each_ward():
    drawing = city_drawing()

    assert len(drawing["paths"]) == 20
    assert drawing["view_box"].startswith("0 0 ")
