"""Every form of the site with what nobody should send, and every list with questions that make no sense.

Forms and their controls are read from the pages themselves, and lists from the table of addresses, so that a
new one is tried as soon as it is there. Whatever comes in, the answer says what is wrong in plain words and
has kept what was typed, or it is a plain refusal; never an error of ours.
"""

import re
from contextlib import contextmanager
from itertools import islice

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core.forms import SiteForm, SiteModelForm
from notifications.models import Message
from tests.groups.hostile import TEXTS
from tests.pages.forms import CHOSEN, read
from tests.pages.stage import ALLAUTH, PAGES
from tests.signing_in import key_of_session

pytestmark = pytest.mark.django_db

WRONG_TYPES = ["", "nonsense", "-1", "9" * 400, "1.5", "[]", "\x00", "<script>", "2027-13-45", "١"]
# How Django itself puts things; people are told in words of the site.
DJANGOS_WORDS = re.compile(
    r"This field|This value|Ensure th|Enter a valid|Enter a whole|Enter a list|Enter a number|Select a valid"
    r"|Null characters|is not a valid|is not one of the available|already exists"
)
REFUSALS = {400, 403, 404, 405, 409, 410, 429}


@contextmanager
def undone():
    """Take back afterwards whatever is changed inside, so that the next try finds things as they were."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def forms_of(client, stage):
    """Go through the forms of a page that change something, signed in as whoever sees them."""

    def forms_of(name):
        seen = set()
        for visit in stage.visits[name]:
            sign_in(client, stage, visit.person)
            for form in read_page(client, visit.path).forms:
                if form.method == "post" and tuple(form.names) not in seen:
                    seen.add(tuple(form.names))
                    yield form.action or visit.path, form

    return forms_of


def sign_in(client, stage, person):
    """Let the client be one of the people, just signed in, or nobody."""
    client.logout()
    if person in stage.people:
        client.cookies["sessionid"] = key_of_session(stage.people[person])


def read_page(client, path):
    """Read what stands at an address, if that is a page."""
    response = client.get(path)
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return read(response.content.decode() if is_page else "")


def assert_understood(client, response, typed):
    """Hold an answer against the rules; one that leads on, by the page that it leads to."""
    for _step in range(3):
        assert response.status_code in {200, 302} | REFUSALS
        if response.status_code == 302:
            response = client.get(response.url)
    body = response.content.decode()
    assert "<script>alert(1)" not in body
    assert not DJANGOS_WORDS.search(body), DJANGOS_WORDS.search(body)
    if "govuk-error-summary__list" in body and response["Content-Type"].startswith("text/html"):
        assert "<title>Error: " in body
        page = read(body)
        summary = body[body.index("govuk-error-summary__list") :].partition("</ul>")[0]
        links = re.findall(r'href="#([^"]*)"', summary)
        assert links, "the errors don't say where they are put right"
        assert set(links) <= page.ids, "a link of the error summary leads nowhere"
        assert_kept(page, typed)


def assert_kept(page, typed):
    """Find everything that was typed in the page's forms again, but for the box that nobody sees."""
    kept = {control.name: control.value for form in page.forms for control in form.controls}
    for name, text in typed.items():
        assert name == "website" or kept.get(name, text).splitlines() == text.splitlines(), (
            f"what was typed as {name} is lost"
        )


def assert_mail_is_sound():
    for message in Message.objects.all():
        assert not re.search(r"[\r\n\x00]", message.to + message.subject)


@pytest.mark.parametrize("name", [*PAGES, *ALLAUTH])
def test_every_form_understands_hostile_texts(client, forms_of, name):
    for address, form in forms_of(name):
        for text in TEXTS if form.typed else []:
            typed = dict.fromkeys(form.typed, text)
            with undone():
                response = client.post(address, form.filled(**typed))

                assert_understood(client, response, typed)
                assert_mail_is_sound()


@pytest.mark.parametrize("name", [*PAGES, *ALLAUTH])
def test_every_form_understands_values_of_the_wrong_type(client, forms_of, name):
    for address, form in forms_of(name):
        chosen = [control.name for control in form.controls if control.kind in CHOSEN | {"hidden"}]
        for value in WRONG_TYPES if chosen else []:
            with undone():
                response = client.post(address, form.filled(**dict.fromkeys(chosen, value)))

                assert_understood(client, response, {})


@pytest.mark.parametrize("name", [*PAGES, *ALLAUTH])
def test_every_page_understands_requests_that_no_browser_sends(client, forms_of, name):
    for address, form in islice(forms_of(name), 2):
        odd = [
            {"data": {key: ["twice", "over"] for key in form.names}},
            {"data": {key: SimpleUploadedFile("notes.exe", b"MZ\x00") for key in form.names}},
            {"data": '{"name": ["a"]}', "content_type": "application/json"},
            {"data": b"\xff\xfe%00", "content_type": "application/x-www-form-urlencoded"},
            {"data": "x", "content_type": "multipart/form-data"},
            {"data": {f"field{number}": "" for number in range(501)}},
        ]
        for request in odd:
            with undone():
                assert_understood(client, client.post(address, **request), {})


def leaves(kind):
    """Yield the forms of the site below a base, without those that are bases themselves."""
    for form in kind.__subclasses__():
        yield from leaves(form)
        is_ours = form.__module__.partition(".")[0] not in {"tests", "api", "django"}
        if is_ours and not form.__subclasses__():
            yield form


def test_every_form_of_the_code_is_on_a_page(client, stage):
    shown = set()
    for visit in (visit for name in PAGES for visit in stage.visits[name]):
        sign_in(client, stage, visit.person)
        for values in client.get(visit.path).context or []:
            shown |= {kind for value in values.flatten().values() for kind in type(value).__mro__}

    assert {*leaves(SiteForm), *leaves(SiteModelForm)} <= shown
