"""Each officers' address that shows one volunteer's details logs that the officer looked, and what for.

Addresses that take a volunteer's key are found by themselves; those that name somebody otherwise stand below.
"""

from urllib.parse import urlencode

import pytest

from matching.models import Viewing
from tests.architecture.test_access import ACCESS, OFFICERS, SENIOR, address
from tests.architecture.test_sent_twice import view_of
from tests.queries import count_queries
from volunteers.models import Volunteer

BY_ANOTHER_KEY = {"matching:withdraw", "matching:end_placement", "matching:unwait", "matching:renew_override"}
BY_QUESTION = {"matching:compare": "person", "planning:why_not": "volunteer", "planning:what_if": "volunteer"}
PAGES = [name for name in ACCESS if ACCESS[name] in (OFFICERS, SENIOR) and hasattr(view_of(name), "get")]


def names_volunteer(name, town):
    return str(town["desk:volunteer"]["pk"]) in address(name, town)


@pytest.mark.parametrize("name", PAGES)
def test_each_address_with_a_volunteers_key_logs_a_look(browser_of, town, name):
    is_expected = names_volunteer(name, town) or name in BY_ANOTHER_KEY

    response = browser_of("sam").get(address(name, town))

    assert response.status_code in {200, 302, 405, 409}
    assert Viewing.objects.exists() == is_expected
    if is_expected:
        assert Viewing.objects.get().seen_by.name == "Sam Senior"


@pytest.mark.parametrize(("name", "key"), BY_QUESTION.items())
def test_each_address_that_asks_about_a_volunteer_logs_a_look(browser_of, town, name, key):
    who = [town["desk:volunteer"]["pk"], *others(town)] if key == "person" else [town["desk:volunteer"]["pk"]]

    browser_of("sam").get(f"{address(name, town)}?{urlencode([(key, each) for each in who])}")

    assert set(Viewing.objects.values_list("volunteer", flat=True)) == set(who)


def others(town):
    dev = town["desk:volunteer"]["pk"]
    return list(Volunteer.objects.active().exclude(pk=dev).values_list("pk", flat=True)[:1])


def test_no_other_page_of_officers_shows_a_telephone_number(browser_of, town):
    dev = Volunteer.objects.filter(pk=town["desk:volunteer"]["pk"])
    dev.update(phone="01632 960 911", dbs_level=0)
    shown = {
        name for name in PAGES if b"01632 960 911" in b"".join(browser_of("sam").get(address(name, town)))
    }

    assert shown == {"desk:volunteer"}


def test_a_look_is_one_insert_and_the_next_one_the_same_day_is_none(browser_of, town):
    browser = browser_of("carol")
    url = address("desk:volunteer", town)
    browser.get(url)

    counts = {count_queries(lambda: browser.get(url)) for _ in range(2)}

    assert len(counts) == 1
    assert Viewing.objects.count() == 1
