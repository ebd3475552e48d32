import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import View

from accounts.mixins import OfficerRequired, SeniorOfficerRequired
from tests.factories.accounts import OfficerFactory

pytestmark = pytest.mark.django_db


class OfficersPage(OfficerRequired, View):
    def get(self, request):
        return HttpResponse("the desk")


class SeniorPage(SeniorOfficerRequired, View):
    def get(self, request):
        return HttpResponse("the books")


@pytest.fixture
def open_as(rf):
    def get(view, user):
        request = rf.get("/")
        request.user, request.session = user, {}
        request._messages = FallbackStorage(request)
        return view.as_view()(request)

    return get


def test_officer_required_lets_officers_in(open_as, carol, sam):
    assert open_as(OfficersPage, carol).content == open_as(OfficersPage, sam).content == b"the desk"


def test_senior_officer_required_lets_senior_officers_in(open_as, sam):
    assert open_as(SeniorPage, sam).content == b"the books"


def test_senior_officer_required_refuses_officers(open_as, carol):
    with pytest.raises(PermissionDenied):
        open_as(SeniorPage, carol)


@pytest.mark.parametrize("person", ["asha", "ben", "dev", "eve"])
@pytest.mark.parametrize("view", [OfficersPage, SeniorPage])
def test_officer_required_refuses_the_public(open_as, request, person, view):
    with pytest.raises(PermissionDenied):
        open_as(view, request.getfixturevalue(person))


def test_officer_required_refuses_strangers(open_as):
    with pytest.raises(PermissionDenied):
        open_as(OfficersPage, AnonymousUser())


def test_officer_required_refuses_an_officer_who_was_shut_out(open_as):
    with pytest.raises(PermissionDenied):
        open_as(OfficersPage, OfficerFactory(is_active=False))


def test_officer_required_sends_an_officer_without_a_second_factor_to_set_one_up(open_as):
    response = open_as(OfficersPage, OfficerFactory(second_factor=False))

    assert response.url == reverse("mfa_activate_totp")


def test_officer_required_says_why(open_as, rf):
    request = rf.get("/")
    request.user, request.session = OfficerFactory(second_factor=False), {}
    request._messages = FallbackStorage(request)

    OfficersPage.as_view()(request)

    assert "two-factor authentication" in str(next(iter(get_messages(request))))


def test_an_officer_can_set_the_second_factor_up(client):
    client.force_login(OfficerFactory(second_factor=False, password=make_password(None)))

    assert client.get(reverse("mfa_activate_totp")).status_code == 200
