"""Every list of the site, and of the API, with questions that make no sense.

Lists come from the table of addresses; what they can be asked, from their forms and from the API's schema.
"""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator
from rest_framework.throttling import SimpleRateThrottle

from tests.architecture.test_access import ACCESS
from tests.pages.forms import read
from tests.pages.stage import PAGES
from tests.pages.test_bad_input import DJANGOS_WORDS, assert_kept

pytestmark = pytest.mark.django_db

NONSENSE = [
    "",
    "\x00",
    "\ud800",
    "\u202e",
    "💥",
    "ﬀİ",
    "' OR 1=1 --",
    '"',
    "* NEAR( AND",
    "%_\\",
    "<script>alert(1)</script>",
    "=1+1",
    "a\r\nX: y",
    "NaN",
    "1e400",
    "-1",
    "0",
    "9" * 400,
    "x" * 10_000,
    "[]",
    "WV1 1RG",
    "١",
    "../../etc/passwd",
    "//evil.example",
]
ALWAYS = ["page", "sort", "next", "q"]


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    cache.clear()
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", None)
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "user", None)


def questions(names):
    """Yield each nonsense for everything at once, and a few for one thing at a time."""
    for value in NONSENSE:
        yield dict.fromkeys(names, value)
    for name in names:
        for value in ("\x00", "-1", "9" * 400, "١", "x" * 10_000):
            yield {name: value}


def encoded(question):
    """Write a question as an address does; also half of a pair of surrogates, which no browser sends."""
    return urlencode(question, errors="surrogatepass")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_answers_any_question(client, stage, name):
    visit = stage.visits[name][0]
    if visit.person in stage.people:
        client.force_login(stage.people[visit.person])
    first = client.get(visit.path)
    forms = [form for form in read(first.content.decode()).forms if form.method == "get"]
    own = {name for form in forms for name in form.names}
    kept = {name for form in forms for name in form.typed if form.action in {"", visit.path}}
    is_list = bool(own) or "paginator" in (first.context or {})
    for question in questions(sorted({*own, *ALWAYS})) if is_list else [dict.fromkeys(ALWAYS, "١\r\nX: y")]:
        response = client.get(f"{visit.path}?{encoded(question)}")

        assert response.status_code in {first.status_code, 400}
        body = response.content.decode()
        assert "<script>alert(1)" not in body
        assert not DJANGOS_WORDS.search(body), DJANGOS_WORDS.search(body)
        if response.status_code == 200:
            typed = {key: text for key, text in question.items() if key in kept and text.isprintable()}
            assert_kept(read(body), typed)


@pytest.fixture(scope="module")
def parameters():
    """What each address of the API can be asked, as its schema says."""
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    return {
        path: [each["name"] for each in operations["get"].get("parameters", [])]
        for path, operations in paths.items()
    }


@pytest.mark.parametrize("name", sorted(name for name in ACCESS if name.startswith("api:")))
def test_every_address_of_the_api_answers_any_question(client, stage, parameters, name):
    path = stage.visits[name][0].path
    for question in questions(sorted({*parameters.get(path, []), *ALWAYS})):
        response = client.get(f"{path}?{encoded(question)}")

        assert response.status_code in {200, 400, 404}
        # The feeds lie outside: a person who follows a broken link to one gets a page.
        if response.status_code != 200 and path.startswith("/api/"):
            assert response["Content-Type"] == "application/problem+json"
            detail = response.json()["detail"]
            assert detail
            assert not DJANGOS_WORDS.search(response.content.decode())
