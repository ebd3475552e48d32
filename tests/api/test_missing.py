import pytest

from tests.factories.groups import GroupFactory


@pytest.mark.parametrize("query", ["", "?q=a%26b&page=2"])
@pytest.mark.parametrize("address", ["/api/v1", "/api/v1/groups", "/api/docs"])
def test_a_forgotten_slash_leads_on_and_keeps_the_question(client, address, query):
    response = client.get(address + query)
    assert response.status_code == 301
    assert response["Location"] == f"{address}/{query}"


def test_a_forgotten_slash_after_one_thing_leads_on(client, db):
    address = f"/api/v1/groups/{GroupFactory().pk}"
    assert client.get(address, follow=True).redirect_chain == [(f"{address}/", 301)]


@pytest.mark.parametrize("address", ["/api/nothing", "/api/v1/groups.csv", "/api//example.org", "/api/\\x"])
def test_what_is_nowhere_leads_nowhere(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "head"])
def test_whatever_is_asked_of_nothing_is_not_found(client, method):
    assert getattr(client, method)("/api/v1/nothing/").status_code == 404


def test_a_change_without_a_slash_is_not_led_on(client):
    assert client.post("/api/v1/groups").status_code == 404
