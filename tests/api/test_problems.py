import json

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import RequestFactory, override_settings
from django.urls import path
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from api.base import PublicView
from api.problems import bad_request, problem, problem_details, refusal, server_error

FACTORY = RequestFactory()


class Reads(PublicView):
    """A view that reads what is sent, as later ones may."""

    http_method_names = ["get", "post"]
    parser_classes = (JSONParser,)

    def post(self, request):
        return Response(request.data)

    def get(self, request):
        raise RuntimeError("broken")


urlpatterns = [path("api/reads", Reads.as_view())]


def assert_problem(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"
    return body


def test_a_bad_parameter_is_a_problem_that_names_it(client, db):
    body = assert_problem(client.get("/api/v1/groups/?page=first"), 400)
    assert body["type"].endswith("/api/docs/#parameters")
    assert body["errors"] == [{"parameter": "page", "detail": "Page must be a whole number, like 15"}]


@pytest.mark.parametrize(
    "address",
    [
        "/api/",
        "/api/v1/nothing/",
        "/api/v2/",
        "/api/v1/wards/E05000000/",
        "/api/v1/groups/not-a-uuid/",
        "/api/v1/groups/00000000-0000-4000-8000-000000000000/",
        "/api/v1/groups/?page=2",
        "/api/v1/wards.geojson/",
    ],
)
def test_what_is_not_there_is_a_problem(client, db, address):
    body = assert_problem(client.get(address), 404)
    assert body["type"] == "about:blank"
    assert body["title"] == "Not Found"
    assert "Group" not in body["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/groups/", "/api/v1/wards.geojson", "/api/schema/"])
def test_a_change_is_a_problem(client, db, method, address):
    response = getattr(client, method)(address)
    assert_problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "accept", ["application/xml", "text/html;q=0.9", "nonsense", "a/b;=;;", ",,;", "x/" + "y" * 9000]
)
@pytest.mark.parametrize("address", ["/api/v1/groups/", "/api/v1/wards.geojson", "/api/schema/"])
def test_another_format_is_a_problem(client, db, accept, address):
    assert_problem(client.get(address, headers={"accept": accept}), 406)


@override_settings(ROOT_URLCONF=__name__)
def test_another_content_type_is_a_problem(client):
    assert_problem(client.post("/api/reads", "x", content_type="text/plain"), 415)


@override_settings(ROOT_URLCONF=__name__)
def test_broken_json_is_a_problem(client):
    assert_problem(client.post("/api/reads", "{", content_type="application/json"), 400)


@override_settings(ROOT_URLCONF=__name__)
def test_what_nobody_foresaw_is_left_to_the_site(client):
    with pytest.raises(RuntimeError, match="broken"):
        client.get("/api/reads")


def test_too_many_requests_are_a_problem_that_says_how_long(client, db, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "2/min")
    statuses = [client.get(address).status_code for address in ("/api/v1/", "/api/v1/wards/")]

    response = client.get("/api/v1/groups/")

    assert statuses == [200, 200]
    assert_problem(response, 429)
    assert 0 < int(response["Retry-After"]) <= 60


def test_the_limit_is_counted_for_each_address(client, db, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "1/min")
    client.get("/api/v1/", REMOTE_ADDR="192.0.2.1")

    assert client.get("/api/v1/", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get("/api/v1/", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_the_limit_is_counted_for_a_whole_ipv6_network(client, db, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "1/min")
    client.get("/api/v1/", REMOTE_ADDR="2001:db8::1")

    assert client.get("/api/v1/", REMOTE_ADDR="2001:db8::2").status_code == 429
    assert client.get("/api/v1/", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_who_is_signed_in_is_counted_by_address_too(client, dev, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "1/min")
    client.get("/api/v1/")
    client.force_login(dev)

    assert client.get("/api/v1/").status_code == 429


@pytest.mark.parametrize("query", ["q=%00", "page=%00", "%00=1", "q=a%00b&x=1"])
def test_an_address_that_cannot_be_read_is_a_problem(client, query):
    assert_problem(client.get(f"/api/v1/groups/?{query}"), 400)


def test_a_nul_in_the_path_is_a_problem(client):
    assert_problem(client.get("/api/v1/wards/E05%00/"), 400)


def test_a_bad_request_elsewhere_is_a_page(client):
    response = client.get("/?q=%00")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/html")


def test_bad_request_of_a_page_is_the_sites_own():
    response = bad_request(FACTORY.get("/groups/"), BadRequest("no"))
    assert (response.status_code, "problem" in response["Content-Type"]) == (400, False)


def test_server_error_is_a_problem_that_tells_nothing():
    body = assert_problem(server_error(FACTORY.get("/api/v1/")), 500)
    assert body["detail"] == "Something went wrong. Try again later."


def test_server_error_of_a_page_is_the_sites_own():
    response = server_error(FACTORY.get("/"))
    assert (response.status_code, "problem" in response["Content-Type"]) == (500, False)


def test_refusal_takes_one_message_or_a_list_of_them():
    assert [error["parameter"] for error in refusal(["first", "second"])["errors"]] == ["", ""]
    assert refusal({"q": "too long"})["errors"] == [{"parameter": "q", "detail": "too long"}]


def test_problem_details_knows_every_kind():
    assert problem_details(PermissionDenied(), {}).data["status"] == 403
    assert problem_details(ValidationError("no"), {}).data["errors"] == [{"parameter": "", "detail": "no"}]
    assert problem_details(KeyError(), {}) is None


def test_problem_has_the_name_of_its_status():
    assert problem(429, "wait") == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "wait",
    }
