import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from core.middleware import ExplainButtons, NeverStoreSignedInPages, OwnErrorPages, RefuseHostileAddresses
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

    assert RefuseHostileAddresses(answer)(request).status_code == 400


def test_refuse_hostile_addresses_refuses_half_a_character(rf):
    request = rf.get("/")
    request.path = "/\ud800/"

    assert RefuseHostileAddresses(answer)(request).status_code == 400


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


@pytest.mark.django_db
def test_the_address_of_a_button_says_to_press_it(client, dev):
    client.force_login(dev)

    response = client.get(reverse("volunteers:remove_away", args=[1]))

    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
    assert "Select the button again" in response.text


def test_explain_buttons_leaves_what_explains_itself(rf):
    said = HttpResponseNotAllowed(["POST"], "Only by POST.")

    assert ExplainButtons(lambda request: said)(rf.get("/")) is said


def test_explain_buttons_leaves_every_other_answer(rf):
    assert ExplainButtons(answer)(rf.get("/")).content == b"fine"


@pytest.fixture
def demonstration(settings):
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "core.middleware.OwnErrorPages"]


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nothing/", 404, "Page not found"),
        ("/wards/E05000000/", 404, "Page not found"),
        ("/wards/?on=soon", 400, "We could not understand that request"),
        ("/help/?q=%00", 400, "We could not understand that request"),
    ],
)
def test_a_demonstration_shows_the_site_s_own_error_pages(client, address, status, heading):
    response = client.get(address)

    assert response.status_code == status
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in response.text
    assert "Traceback" not in response.text


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_still_puts_a_missing_slash_right(client):
    assert client.get("/help").headers["Location"] == "/help/"


@pytest.mark.parametrize(
    ("exception", "status"), [(Http404(), 404), (BadRequest(), 400), (SuspiciousOperation(), 400)]
)
def test_own_error_pages_stand_for_what_a_page_refuses(rf, exception, status):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert OwnErrorPages(answer).process_exception(request, exception).status_code == status


@pytest.mark.parametrize("exception", [PermissionDenied(), ZeroDivisionError()])
def test_own_error_pages_leave_every_other_exception(rf, exception):
    assert OwnErrorPages(answer).process_exception(rf.get("/"), exception) is None
