import pytest
from django.test import override_settings
from django.urls import include, path
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from api.base import PublicView
from api.serializers import GroupSerializer
from groups.models import Group
from tests.factories.groups import GroupFactory

PUBLIC = [
    "/api/v1/",
    "/api/v1/wards/",
    "/api/v1/wards.geojson",
    "/api/v1/indicators/",
    "/api/v1/groups/",
    "/api/v1/initiatives/",
    "/api/v1/initiatives.geojson",
    "/api/v1/roles/",
    "/api/v1/priorities/",
    "/api/schema/",
    "/feeds/initiatives.atom",
    "/feeds/sessions.ics",
]


def kept(response):
    """Return what an answer says to those who may keep it."""
    return set(response["Cache-Control"].split(", "))


class Forgotten(ReadOnlyModelViewSet):
    """A list of which nobody has said that it is public."""

    queryset = Group.objects.listed()
    serializer_class = GroupSerializer


class HalfOpen(APIView):
    """A view that lets the anonymous past the door of the site and says nothing of its own door."""

    def get(self, request):
        return Response("secret")


urlpatterns = [
    path("api/forgotten", Forgotten.as_view({"get": "list"})),
    path("api/half-open", HalfOpen.as_view()),
    path("", include("config.urls")),
]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/api/forgotten", "/api/half-open"])
def test_a_view_that_does_not_say_that_it_is_public_is_closed(client, db, address):
    response = client.get(address)
    assert response.status_code == 403
    assert response.json()["title"] == "Forbidden"


@pytest.mark.parametrize("address", PUBLIC)
def test_every_public_address_is_open_to_all_and_to_any_web_page(client, db, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("address", PUBLIC)
def test_the_answer_is_the_same_whoever_asks(client, db, group, address, carol, asha, eve):
    stranger = client.get(address).content
    answers = []
    for user in (carol, asha, eve):
        client.force_login(user)
        answers.append(client.get(address).content)
    assert answers == [stranger] * 3


def test_a_signed_in_person_is_not_recognised(client, eve):
    client.force_login(eve)
    response = client.get("/api/v1/groups/")
    assert response.wsgi_request.user.is_anonymous
    assert kept(response) == {"no-cache", "public"}


@pytest.mark.parametrize("address", PUBLIC)
def test_head_has_the_headers_of_get_and_no_body(client, db, address):
    whole, head = client.get(address), client.head(address)
    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Type"] == whole["Content-Type"]


@pytest.mark.parametrize("address", PUBLIC)
def test_options_says_what_is_allowed(client, db, address):
    response = client.options(address, headers={"origin": "https://elsewhere.example"})
    assert response.status_code == 204
    assert response.content == b""
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("mark", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
def test_what_the_asker_has_is_not_sent_again(client, db, mark):
    GroupFactory()
    etag = client.get("/api/v1/groups/")["ETag"]

    response = client.get("/api/v1/groups/", headers={"if-none-match": mark.format(etag=etag)})

    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("mark", ['"other"', "nonsense", '"', ",,,", "W/"])
def test_another_mark_gets_the_whole_answer(client, db, mark):
    assert client.get("/api/v1/groups/", headers={"if-none-match": mark}).status_code == 200


def test_the_mark_changes_with_what_is_said(client, db):
    group = GroupFactory()
    before = client.get("/api/v1/groups/")["ETag"]
    Group.objects.filter(pk=group.pk).update(summary="Something else.")
    assert client.get("/api/v1/groups/")["ETag"] != before


def test_lists_are_asked_for_anew_and_the_map_of_wards_is_kept_for_minutes(client, db):
    assert kept(client.get("/api/v1/groups/")) == {"no-cache", "public"}
    assert kept(client.get("/api/v1/wards.geojson")) == {"max-age=300", "public"}


def test_errors_are_not_marked_as_lasting(client, db):
    response = client.get("/api/v1/groups/?page=0")
    assert "ETag" not in response
    assert "Cache-Control" not in response


def test_public_view_recognises_nobody():
    assert PublicView.authentication_classes == ()
    assert PublicView.as_view().login_required is False
