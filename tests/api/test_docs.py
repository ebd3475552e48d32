import pytest

from api.docs import chapters
from api.schema import schema


@pytest.fixture
def docs(client, db):
    response = client.get("/api/docs/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_names_every_address_and_every_parameter(docs):
    for path, operations in schema()["paths"].items():
        assert f"GET {path}" in docs
        for parameter in operations["get"].get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in docs


def test_the_page_shows_how_to_ask(docs):
    assert "curl" in docs
    assert "/api/v1/initiatives/?postcode=WV1+1RG&amp;within=2" in docs


def test_the_page_says_how_errors_look(docs):
    assert 'id="parameters"' in docs
    assert "application/problem+json" in docs
    assert "429" in docs


def test_the_page_has_no_inline_script_or_style(docs):
    assert "<script>" not in docs
    assert "style=" not in docs


def test_every_id_of_the_page_is_its_own(docs):
    ids = [part.split('"')[0] for part in docs.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_every_parameter_says_what_it_is_for():
    for chapter in chapters(schema()):
        for endpoint in chapter.endpoints:
            assert endpoint.summary
            assert all(parameter.words for parameter in endpoint.parameters), endpoint.path


def test_fields_are_named_down_to_the_last():
    endpoints = {one.path: one for chapter in chapters(schema()) for one in chapter.endpoints}
    names = {answer.name for answer in endpoints["/api/v1/initiatives/"].answers}
    assert {"count", "results[].title", "results[].place.ward.gss", "results[].times[].day"} <= names
    feature = {answer.name for answer in endpoints["/api/v1/wards.geojson"].answers}
    assert "features[].properties.groups" in feature
