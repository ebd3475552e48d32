"""What the maps are drawn from."""

import gzip
import json
import re
from pathlib import Path

import pytest

from insight.outlines import ward_map
from insight.picture import FILLS
from places.models import Ward
from tests.factories.initiatives import InitiativeFactory
from tests.factories.places import WardFactory, WardFigureFactory
from tests.insight.conftest import WEST
from tests.places.conftest import TODAY

PROJECT = Path(__file__).resolve().parents[2]


def outlines(client, **headers):
    address = client.get("/wards/outlines.json")["Location"]
    return client.get(address, headers={"accept-encoding": "gzip", **headers})


def test_outlines_lead_to_the_present_file(client, penn):
    response = client.get("/wards/outlines.json")

    assert response.status_code == 302
    assert response["Location"] == ward_map(TODAY).address
    assert response["Cache-Control"] == "public, max-age=300"


def test_outlines_file_is_compressed_and_kept_for_good(client, penn, graiseley):
    response = outlines(client)

    content = json.loads(gzip.decompress(response.content))
    assert content["grid"] == [-22_000, 525_000, 10_000]
    assert [(gss, name, label) for gss, name, label, _shape in content["wards"]] == [
        ("E05000001", "Penn", [200, 200]),
        ("E05000002", "Graiseley", [800, 200]),
    ]
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}


def test_outlines_file_is_unpacked_for_those_who_cannot(client, penn):
    packed, plain = outlines(client), outlines(client, **{"accept-encoding": "identity"})

    assert plain.content == gzip.decompress(packed.content)
    assert "Content-Encoding" not in plain


def test_outlines_have_another_address_when_a_ward_changes(client, penn):
    old = ward_map(TODAY).address

    penn.name = "Penn Fields"
    penn.save()

    response = client.get(old)
    assert (response.status_code, response["Location"]) == (302, ward_map(TODAY).address)
    assert response["Location"] != old


@pytest.mark.parametrize("since", ["yesterday", "2023-02-30", "x" * 500])
def test_outlines_of_no_day_are_not_there(client, db, since):
    assert client.get(f"/wards/outlines/{since}/0.json").status_code == 404


def test_outlines_of_a_day_without_wards_are_empty(client, db):
    content = json.loads(gzip.decompress(outlines(client).content))

    assert (content["wards"], content["arcs"]) == ([], [])


def test_outlines_are_built_once(client, penn, django_assert_num_queries):
    outlines(client)

    with django_assert_num_queries(1):
        assert ward_map(TODAY).wards["E05000001"].name == "Penn"


def test_numbers_are_small_and_apart(client, penn, graiseley):
    response = client.get("/wards/numbers.json")

    assert response.json() == {
        "name": "Initiatives that meet there",
        "wards": {"E05000001": ["2", 3], "E05000002": ["0", 1]},
    }
    again = client.get("/wards/numbers.json", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, response["Cache-Control"]) == (304, "public, max-age=300")


def test_numbers_follow_what_happens(client, penn):
    InitiativeFactory(ward=penn)

    assert client.get("/wards/numbers.json").json()["wards"] == {"E05000001": ["3", 1]}


def test_numbers_of_a_day_without_any_are_none(client, penn):
    assert client.get("/wards/numbers.json?on=1999-01-01").json() == {"name": "", "wards": {}}


def test_numbers_are_rates_where_there_are_any(client, penn):
    WardFigureFactory(ward=penn, indicator__slug="residents", value=4000)
    WardFigureFactory(
        ward=penn, indicator__slug="crime", indicator__name="Crime", indicator__is_rated=True, value=30
    )
    WardFigureFactory(ward=WardFactory(name="Oxley"), indicator_id="crime", value=5)

    answer = client.get("/wards/numbers.json?show=crime").json()

    assert answer == {"name": "Crime, per 1,000 residents", "wards": {"E05000001": ["7.5", 1]}}


def test_what_looks_the_same_has_the_same_shade(client, penn, graiseley):
    figure = WardFigureFactory(ward=penn, value=2.61)
    WardFigureFactory(ward=graiseley, indicator=figure.indicator, value=2.57)

    answer = client.get("/wards/numbers.json", {"show": figure.indicator_id}).json()

    assert list(answer["wards"].values()) == [["2.6", 1], ["2.6", 1]]
    page = client.get("/wards/", {"show": figure.indicator_id}).content.decode()
    assert page.count("map-key__step--") == 1


def test_picture_shades_the_wards_and_prints_the_numbers(client, penn, graiseley):
    response = client.get("/wards/map.svg")

    text = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert f'fill="{FILLS[2]}"' in text
    assert re.findall(r"<text[^>]*>([^<]*)</text>", text) == ["2", "0"]


def test_picture_marks_a_ward_among_its_neighbours(client, penn, graiseley):
    far = WardFactory(name="Far", outline=json.loads(json.dumps(WEST).replace("-2.", "-1.")))

    text = client.get("/wards/map.svg?ward=E05000001").content.decode()

    assert re.findall(r"<text[^>]*>([^<]*)</text>", text) == ["Penn", "Graiseley"]
    assert far.name not in text
    assert f'fill="{FILLS[4]}"' in text


def test_picture_of_unknown_wards_is_that_of_all(client, penn):
    assert client.get("/wards/map.svg?ward=E05999999").content == client.get("/wards/map.svg").content


def test_picture_without_anything_to_show_is_plain(client, db):
    WardFactory(outline=WEST, valid_to="2024-01-01")

    text = client.get("/wards/map.svg?on=2023-12-31").content.decode()

    assert "<text" not in text
    assert 'fill="#ffffff"' in text


def test_picture_escapes_names(client, penn):
    Ward.objects.filter(pk=penn.pk).update(name="<script>&")

    text = client.get("/wards/map.svg?ward=E05000001").content.decode()

    assert "&lt;script&gt;&amp;" in text


def test_pictures_and_pages_have_the_same_shades():
    styles = (PROJECT / "assets" / "scss" / "_colours.scss").read_text(encoding="utf-8")

    assert f"$ward-classes: {', '.join(FILLS)};" in styles


@pytest.mark.parametrize("page", ["outlines.json", "numbers.json", "map.svg"])
def test_nobody_can_send_anything_to_a_map(client, db, page):
    assert client.post(f"/wards/{page}").status_code == 405
