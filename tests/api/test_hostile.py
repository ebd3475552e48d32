"""Whatever is asked, the answer is a result or a problem; never an error of ours."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.initiatives import RoleFactory
from tests.factories.places import PostcodeFactory

ROOMS = [
    "wards/",
    "wards.geojson",
    "indicators/",
    "groups/",
    "initiatives/",
    "initiatives.geojson",
    "roles/",
    "priorities/",
]
NAMES = [
    "q",
    "postcode",
    "within",
    "ward",
    "priority",
    "day",
    "sort",
    "on",
    "period",
    "page",
    "page_size",
    "lang",
    "format",
]
NASTY = [
    "",
    " ",
    "\x00",
    "\x1b",
    "\u202e",
    "💥",
    "ﬀ",
    "İ",
    "' OR 1=1 --",
    '"',
    "*",
    "NEAR(",
    "a AND",
    "-",
    "%",
    "_",
    "\\",
    "{{7*7}}",
    "<script>",
    "=1+1",
    "\r\nX: y",
    "NaN",
    "inf",
    "-inf",
    "1e400",
    "-1",
    "0",
    "1e3",
    "9" * 400,
    "9" * 5000,
    "x" * 10_000,
    "[]",
    "null",
    "WV1 1RG",
    "E05001335",
    "١",
    "1_0",
    "../../etc/passwd",
]
values = st.sampled_from(NASTY) | st.text(max_size=30)
questions = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=8), values), max_size=5)


@pytest.fixture
def something(db):
    PostcodeFactory(code="WV1 1RG")
    RoleFactory()


def assert_understood(response):
    assert response.status_code in {200, 400, 404}, response.content
    if response.status_code != 200:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["detail"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(room=st.sampled_from(ROOMS), question=questions)
def test_any_question_is_answered(client, something, room, question):
    query = urlencode(question, errors="surrogatepass")
    assert_understood(client.get(f"/api/v1/{room}?{query}"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=40))
def test_any_bytes_are_answered(client, something, query):
    assert_understood(client.get("/api/v1/initiatives/", QUERY_STRING=query.decode("latin-1")))


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("name", ["within", "page", "q", "ward"])
def test_a_nasty_value_is_answered(client, something, name, value):
    assert_understood(client.get("/api/v1/initiatives/", {"postcode": "WV1 1RG", name: value}))


@pytest.mark.parametrize("query", ["within[]=1", "within=1&within=x", "q[a]=1", "=", "&&&", "page=1;page=2"])
def test_arrays_and_broken_queries_are_answered(client, something, query):
    assert_understood(client.get(f"/api/v1/initiatives/?{query}"))


@pytest.mark.parametrize("name", ["unknown", "Q", "q2", "postcode[]"])
def test_a_parameter_that_nobody_knows_is_ignored(ask, something, name):
    assert ask("initiatives/", {name: "nothing"})["count"] == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(NASTY) | st.text(max_size=30))
def test_any_path_is_answered(client, something, path):
    response = client.get(f"/api/v1/wards/{quote(path, errors='surrogatepass')}", follow=True)
    assert_understood(response)


def test_more_parameters_than_anybody_needs_are_a_problem(client, db):
    assert_understood(client.get("/api/v1/groups/?" + "&".join(f"a{n}=1" for n in range(501))))
    assert client.get("/api/v1/groups/?" + "a&" * 600).status_code == 400


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(accept=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60))
def test_any_accept_header_is_answered(client, something, accept):
    response = client.get("/api/v1/wards.geojson", headers={"accept": accept})
    assert response.status_code in {200, 406}
