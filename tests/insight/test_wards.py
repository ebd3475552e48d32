import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insight.wards import step, steps_in_words
from tests.factories.groups import DraftGroupFactory, GroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.places import WardFactory

URL = "/wards/"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}


@pytest.fixture
def penn(db):
    """A ward with two initiatives, one group beside theirs, and an open role."""
    ward = WardFactory(gss="E05000001", name="Penn", outline=SQUARE, residents=12_345)
    owner = GroupFactory(name="Penn Pals")
    owner.wards.add(ward)
    DraftGroupFactory().wards.add(ward)
    initiative = InitiativeFactory(title="Boxing", ward=ward, group=owner)
    InitiativeFactory(title="Art", ward=ward, group=owner)
    DraftInitiativeFactory(title="Draft", ward=ward, group=owner)
    RoleFactory(initiative=initiative, title="Coach")
    RoleFactory(initiative=initiative, title="Closed role", state="closed")
    return ward


def rows(response):
    return [
        (ward.name, ward.groups_count, ward.initiatives_count, ward.roles_count)
        for ward in response.context["wards"]
    ]


def test_wards_counts_what_is_public(client, penn):
    WardFactory(name="Bushbury")

    assert rows(client.get(URL)) == [("Bushbury", 0, 0, 0), ("Penn", 1, 2, 1)]


@pytest.mark.parametrize("order", ["groups", "initiatives", "roles"])
def test_wards_can_be_put_in_order(client, penn, order):
    WardFactory(name="Bushbury")

    response = client.get(URL, {"sort": order})

    assert [name for name, *_ in rows(response)] == ["Penn", "Bushbury"]
    assert response.content.decode().count('aria-sort="descending"') == 1


@pytest.mark.parametrize("order", ["", "-name", "outline", "x" * 10_000, "\x00"])
def test_wards_refuses_an_order_that_there_is_not(client, db, order):
    assert client.get(URL, {"sort": order}).status_code == 400


def test_wards_says_how_the_outlines_were_made(client, penn):
    text = client.get(URL).content.decode()

    assert "Approximate outlines, built from postcodes" in text
    assert all(words in text for words in steps_in_words())


def test_outlines_are_geojson_with_the_counts(client, penn):
    WardFactory(name="Without outline")

    collection = client.get("/wards/outlines.json").json()

    assert collection == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": SQUARE,
                "properties": {
                    "gss": "E05000001",
                    "name": "Penn",
                    "url": "/wards/E05000001/",
                    "value": "2 initiatives",
                    "class": 2,
                    "label": [52.59, -2.12],
                },
            }
        ],
    }


def test_outlines_are_kept_and_not_sent_again(client, penn):
    first = client.get("/wards/outlines.json")
    again = client.get("/wards/outlines.json", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")


def test_ward_page_says_what_happens_there(client, penn):
    InitiativeFactory(title="Elsewhere", ward=WardFactory())

    text = client.get("/wards/E05000001/").content.decode()

    for words in ("Penn", "Boxing", "Art", "Coach", "Penn Pals", "12,345"):
        assert words in text
    for words in ("Draft", "Closed role", "Elsewhere"):
        assert words not in text


def test_ward_page_says_what_to_do_where_nothing_happens(client, db):
    WardFactory(gss="E05000002")

    text = client.get("/wards/E05000002/").content.decode()

    for words in ("Nothing meets here yet", "No role is open", "No group has said so", "Search by postcode"):
        assert words in text


def test_ward_page_links_to_all_groups_where_there_are_many(client, penn):
    for group in GroupFactory.create_batch(51):
        group.wards.add(penn)

    assert "/groups/?ward=E05000001" in client.get("/wards/E05000001/").content.decode()


@pytest.mark.parametrize("gss", ["E05999999", "x" * 3000, "%F0%9F%A5%8A", "'--"])
def test_ward_page_knows_the_wards_only(client, db, gss):
    assert client.get(f"/wards/{gss}/").status_code == 404


def test_ward_page_forgets_wards_that_are_no_more(client, db):
    WardFactory(gss="E05000003", valid_from="2004-06-10", valid_to="2023-05-03")

    assert client.get("/wards/E05000003/").status_code == 404


def test_pages_are_the_same_whatever_a_private_address_is(client, penn):
    initiative = ProtectedInitiativeFactory(title="Safe house")
    RoleFactory(initiative=initiative)
    address = ProtectedAddressFactory(venue=initiative.venue, ward=penn)
    pages = (URL, "/wards/outlines.json", "/wards/E05000001/")
    before = [client.get(page).content for page in pages]

    address.ward, address.address = None, "1 Secret Road"
    address.save()

    assert [client.get(page).content for page in pages] == before
    assert not any(b"Safe house" in content for content in before)


@pytest.mark.parametrize("page", [URL, "/wards/outlines.json", "/wards/E05000001/"])
def test_pages_ask_the_same_number_of_questions_of_ten_and_of_a_thousand(client, penn, page):
    group = GroupFactory()

    def add(number):
        for initiative in InitiativeFactory.create_batch(number, ward=penn, group=group):
            RoleFactory(initiative=initiative)
        WardFactory.create_batch(number // 9, outline=SQUARE)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    add(9)
    few = count()
    add(990)

    assert count() == few


@pytest.mark.parametrize(
    ("initiatives", "shade"), [(0, 1), (1, 2), (2, 2), (3, 3), (6, 4), (9, 4), (10, 5), (500, 5)]
)
def test_step_shades_a_ward(initiatives, shade):
    assert step(initiatives) == shade


def test_steps_in_words_say_each_shade():
    assert steps_in_words() == ["0", "1–2", "3–5", "6–9", "10+"]
