import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import HttpResponse

from core.middleware import NeverStoreSignedInPages, RefuseHostileAddresses
from tests.factories.accounts import UserFactory


def answer(request):
    return HttpResponse("fine")


@pytest.mark.parametrize(
    ("path", "query"),
    [("/a\x00b/", {}), ("/", {"q": "a\x00"}), ("/", {"q\x00": "a"}), ("/", {"q": ["fine", "\x00"]})],
)
def test_refuse_hostile_addresses_refuses_a_nul(rf, path, query):
    request = rf.get("/", query)
    request.path = path

    with pytest.raises(BadRequest):
        RefuseHostileAddresses(answer)(request)


def test_refuse_hostile_addresses_refuses_half_a_character(rf):
    request = rf.get("/")
    request.path = "/\ud800/"

    with pytest.raises(BadRequest):
        RefuseHostileAddresses(answer)(request)


def test_refuse_hostile_addresses_passes_any_other_writing(rf):
    request = rf.get("/", {"q": "Żółć 🥊 ‮ <script> '; DROP TABLE"})

    assert RefuseHostileAddresses(answer)(request).content == b"fine"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/?q=%00", "/help/%00/"])
def test_a_hostile_address_is_answered_with_400(client, address):
    assert client.get(address).status_code == 400


def test_never_store_marks_what_a_signed_in_person_sees(rf):
    request = rf.get("/")
    request.user = UserFactory.build()

    response = NeverStoreSignedInPages(answer)(request)

    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))


def test_never_store_leaves_what_everybody_sees(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert "Cache-Control" not in NeverStoreSignedInPages(answer)(request).headers
