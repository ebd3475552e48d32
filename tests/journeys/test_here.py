"""“Use my location”: nothing finer than about a kilometre leaves the browser."""

import re

import pytest

from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory

pytestmark = pytest.mark.slow

PRECISE = {"latitude": 52.586_789_1, "longitude": -2.128_765_4}


@pytest.fixture
def somebody(city, browser, live_server):
    """A person whose browser knows where they are, and every address and form that it sends."""
    InitiativeFactory(title="Close by", group=GroupFactory(), latitude=52.59, longitude=-2.13)
    context = browser.new_context(geolocation=PRECISE, permissions=["geolocation"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    sent = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    yield page, live_server.url, sent
    context.close()


@pytest.mark.parametrize("path", ["/", "/initiatives/?postcode=WV10&day="])
def test_the_location_is_rounded_before_it_is_sent(somebody, path):
    page, site, sent = somebody
    page.goto(f"{site}{path}")

    page.get_by_role("button", name="Use my location").click()
    page.wait_for_url(re.compile("near="))

    assert "near=52.59%2C-2.13" in page.url
    assert "postcode=&" in page.url
    assert "your location" in page.locator("main").inner_text()
    assert not [address for address in sent if "52.58" in address or "2.128" in address]


def test_who_says_no_is_told_what_to_do_instead(somebody):
    page, site, _sent = somebody
    page.context.clear_permissions()
    page.goto(f"{site}/initiatives/")

    page.get_by_role("button", name="Use my location").click()

    page.get_by_text("We could not find your location").wait_for()


def test_without_scripts_there_is_no_such_button(city, person):
    visitor = person(javascript=False)

    visitor.goto("/initiatives/")

    assert not visitor.sees("Use my location")
    assert visitor.sees("Postcode or ward")


def test_the_offer_breaks_no_page(city, person):
    visitor = person()
    for path in ("/", "/initiatives/"):
        visitor.goto(path)
        assert visitor.sees("Use my location")
