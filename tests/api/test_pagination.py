import pytest

from tests.api.conftest import ids
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory


@pytest.fixture
def twenty_five(db):
    return GroupFactory.create_batch(25)


def test_a_page_has_twenty_results(ask, twenty_five):
    answer = ask("groups/")
    assert set(answer) == {"count", "next", "previous", "results"}
    assert (answer["count"], len(answer["results"]), answer["previous"]) == (25, 20, None)


def test_the_links_lead_through_all_pages_once(client, twenty_five):
    seen, address = [], "/api/v1/groups/?page_size=10"
    while address:
        answer = client.get(address).json()
        seen += ids(answer)
        address = answer["next"]
    assert sorted(seen) == sorted(str(group.pk) for group in twenty_five)


def test_the_links_keep_the_question(ask, twenty_five):
    answer = ask("groups/", {"page_size": 10, "page": 2, "q": "", "unknown": "a&b"})
    assert "page_size=10" in answer["next"]
    assert "unknown=a%26b" in answer["previous"]


@pytest.mark.parametrize(("size", "length"), [("", 20), ("1", 1), (" 7 ", 7), ("100", 25)])
def test_the_length_of_a_page_can_be_chosen(ask, twenty_five, size, length):
    assert len(ask("groups/", {"page_size": size})["results"]) == length


@pytest.mark.parametrize("page", ["2", "1000000000", "9" * 300])
def test_a_page_after_the_last_is_not_there(ask, db, page):
    problem = ask("groups/", {"page": page}, status=404)
    assert problem["detail"] == "There is no such page. The last one is page 1."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("page", "0", "Page must be 1 or more"),
        ("page", "-1", "Page must be 1 or more"),
        ("page", "x", "Page must be a whole number, like 15"),
        ("page", "1.5", "Page must be a whole number, like 15"),
        ("page", "NaN", "Page must be a whole number, like 15"),
        ("page", "9" * 5000, "Page must be a whole number, like 15"),
        ("page_size", "0", "Page size must be 1 or more"),
        ("page_size", "101", "Page size must be 100 or less"),
        ("page_size", "all", "Page size must be a whole number, like 15"),
    ],
)
@pytest.mark.parametrize("room", ["groups/", "roles/", "wards/", "initiatives.geojson"])
def test_what_is_no_page_is_refused_in_plain_words(ask, db, room, name, value, words):
    assert ask(room, {name: value}, status=400)["errors"] == [{"parameter": name, "detail": words}]


def test_features_come_by_the_page_too(ask, db):
    InitiativeFactory.create_batch(3)
    answer = ask("initiatives.geojson", {"page_size": 2})
    assert set(answer) == {"type", "count", "next", "previous", "features"}
    assert (answer["type"], answer["count"], len(answer["features"])) == ("FeatureCollection", 3, 2)
