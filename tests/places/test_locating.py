from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.models import Venue
from places import locating
from places.locating import (
    Location,
    Malformed,
    OutsideCity,
    Position,
    PostcodeError,
    Unknown,
    around_here,
    find_place,
    locate,
    normalise,
    position_of,
)
from places.templatetags.places_tags import where
from tests.factories.places import PostcodeFactory, WardFactory
from tests.places.conftest import TODAY


@pytest.mark.parametrize(
    "typed",
    [
        "WV1 1RG",
        "wv1 1rg",
        "WV11RG",
        "  wv1   1rg ",
        "wv1\u00a01rg",
        "wv1\u20091rg",
        "ＷＶ１ １ＲＧ",
        "wv1-1rg",
        "WV1.1RG.",
        "\u200fwv1\u200b1rg\ufeff",
        "W V 1 1 R G",
    ],
)
def test_normalise_forgives_how_it_is_typed(typed):
    assert normalise(typed) == "WV1 1RG"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("m11ae", "M1 1AE"), ("wv102aa", "WV10 2AA"), ("ec1a1bb", "EC1A 1BB"), ("w1a0ax", "W1A 0AX")],
)
def test_normalise_knows_every_shape(typed, expected):
    assert normalise(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "WV1",
        "WV1 1R",
        "WV1 1RGG",
        "WV1 1CI",
        "1WV 1RG",
        "Wolverhampton",
        "WV1 1RG\x00",
        "\ud800",
        "WV1 1RG<script>",
        "=WV1 1RG",
        "WV1 1RG🙂",
        "WV१ 1RG",
        "WV1 1RG" + " " * 100,
        "9" * 10_000,
    ],
)
def test_normalise_refuses_what_is_no_postcode(typed):
    with pytest.raises(Malformed, match="Enter a full postcode, like WV1 1RG"):
        normalise(typed)


@given(st.text())
def test_normalise_of_any_text_is_a_postcode_or_refused(text):
    try:
        code = normalise(text)
    except Malformed:
        return
    assert normalise(code) == code


@given(st.from_regex(r"\A[A-Z]{1,2}[0-9]{1,2} ?[0-9][ABD-HJLNP-UW-Z]{2}\Z"))
def test_normalise_ignores_case_and_spaces(text):
    assert normalise(text) == normalise(text.lower()) == normalise(text.replace(" ", ""))


def test_locate_finds_the_point_and_the_ward(db, django_assert_num_queries):
    stored = PostcodeFactory(code="WV1 1RG", latitude=52.5, longitude=-2.1)

    with django_assert_num_queries(1):
        found = locate("wv11rg")

    assert found == Location("WV1 1RG", 52.5, -2.1, stored.ward)


def test_locate_says_that_a_postcode_is_unknown(db):
    with pytest.raises(Unknown, match="We cannot find WV99 9ZZ"):
        locate("wv99 9zz")


def test_locate_says_that_a_postcode_is_outside_the_city(db):
    PostcodeFactory(code="WS10 8AA", ward=None)

    with pytest.raises(OutsideCity, match="WS10 8AA is outside Wolverhampton"):
        locate("ws108aa")


def test_locate_has_one_kind_of_error_for_forms(db):
    for typed in ["nonsense", "wv99 9zz"]:
        with pytest.raises(PostcodeError):
            locate(typed)


def test_position_of_keeps_the_place(db):
    stored = PostcodeFactory(code="WV1 1RG")

    position = position_of("wv11rg")

    assert position.facts() == {
        "postcode": "WV1 1RG",
        "latitude": stored.latitude,
        "longitude": stored.longitude,
        "ward": stored.ward,
    }


def test_position_of_waits_for_a_postcode_that_is_newer_than_the_list(db):
    PostcodeFactory(code="WV1 1RG")

    assert position_of("wv19zz") == Position("WV1 9ZZ")


@pytest.mark.parametrize("facts", [{"ward": None}, {"ended_on": date(2020, 1, 1)}, {"code": "WV10 1RG"}])
def test_position_of_waits_for_nothing_where_the_city_has_no_such_postcodes(db, facts):
    PostcodeFactory(**{"code": "WV1 1RG", **facts})

    with pytest.raises(Unknown, match="We cannot find WV1 9ZZ"):
        position_of("wv19zz")


@pytest.mark.parametrize(
    ("postcode", "latitude", "pending"),
    [("", None, False), ("WV1 1RG", None, True), ("WV1 1RG", 52.5, False)],
)
def test_a_record_is_pending_while_its_postcode_has_no_place(postcode, latitude, pending):
    assert Venue(postcode=postcode, latitude=latitude).is_position_pending is pending


def test_where_says_that_a_place_is_still_looked_for():
    assert where(Venue(postcode="WV1 9ZZ")) == "WV1 9ZZ\nWe are still finding where this is."
    assert where(Venue(postcode="WV1 1RG", latitude=52.5)) == "WV1 1RG"
    assert where(Venue()) == ""
    assert where(None) == ""


# Looking around a place


@pytest.fixture
def bilston(db):
    """Two wards of one name, a ward with an apostrophe, and postcodes in WV14."""
    north = WardFactory(name="Bilston North", label_latitude=52.57, label_longitude=-2.07)
    WardFactory(name="Bilston South", label_latitude=52.56, label_longitude=-2.08)
    WardFactory(name="St Peter’s", label_latitude=52.59, label_longitude=-2.13)
    WardFactory(name="Blakenhall & Park", label_latitude=None)
    WardFactory(name="Bilston", valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3))
    PostcodeFactory(code="WV14 0AA", ward=north, latitude=52.56, longitude=-2.06)
    PostcodeFactory(code="WV14 0AB", ward=north, latitude=52.58, longitude=-2.08)
    PostcodeFactory(code="WV14 0AD", ward=north, latitude=10, ended_on=date(2020, 1, 1))
    PostcodeFactory(code="WS10 8AA", ward=None)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("wv14 0aa", ("WV14 0AA", 52.56, -2.06)),
        ("wv14", ("WV14", 52.57, -2.07)),
        (" ＷＶ14 ", ("WV14", 52.57, -2.07)),
        ("Bilston North", ("Bilston North", 52.57, -2.07)),
        ("bilston-north ward", ("Bilston North", 52.57, -2.07)),
        ("st. peters", ("St Peter’s", 52.59, -2.13)),
        ("ST PETER'S", ("St Peter’s", 52.59, -2.13)),
        ("peter", ("St Peter’s", 52.59, -2.13)),
    ],
)
def test_find_place_knows_postcodes_their_first_halves_and_wards(bilston, text, spot):
    found = find_place(text, day=TODAY)

    assert (found.name, found.latitude, found.longitude) == (
        spot[0],
        pytest.approx(spot[1]),
        pytest.approx(spot[2]),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wv14 9zz", "We cannot find WV14 9ZZ"),
        ("ws10 8aa", "WS10 8AA is outside Wolverhampton"),
        ("WS10", "No postcodes in the city start with WS10"),
        ("E1", "No postcodes in the city start with E1"),
        ("Bilston", "This could be Bilston North or Bilston South. Enter one of these"),
        (
            "bi",
            ("Enter a postcode like WV1 1RG, the first half of one like WV10, or a ward like Bushbury North"),
        ),
        ("Blakenhall and Park", "or a ward like"),
        ("ward", "or a ward like"),
        ("Paris", "or a ward like"),
        ("%", "or a ward like"),
        ("x" * 10_000, "or a ward like"),
    ],
)
def test_find_place_says_what_to_enter_instead(bilston, text, words):
    with pytest.raises(PostcodeError, match=words):
        find_place(text, day=TODAY)


@given(st.text())
def test_find_place_answers_anything_in_words(text):
    """Where no place is stored nothing is found, whatever is typed: but it never fails otherwise."""
    with patch.object(locating, "Postcode") as postcode, patch.object(locating, "Ward") as ward:
        postcode.objects.in_city().of_outward().middle.return_value = None
        postcode.objects.in_city().of_outward().exists.return_value = False
        postcode.objects.select_related().filter().first.return_value = None
        ward.objects.on().with_label().defer.return_value = []
        with pytest.raises(PostcodeError):
            find_place(text, day=TODAY)


def test_around_here_keeps_no_more_than_a_kilometre(bilston):
    spot = around_here(52.573_456_7, -2.068_765_4)

    assert (spot.name, spot.latitude, spot.longitude) == ("your location", 52.57, -2.07)


def test_around_here_is_for_the_city(bilston):
    with pytest.raises(OutsideCity, match="You appear to be outside Wolverhampton"):
        around_here(51.5, -0.12)


def test_around_here_says_the_same_while_no_postcode_is_stored(db):
    with pytest.raises(OutsideCity):
        around_here(52.57, -2.07)
