import json
import re
from datetime import time
from functools import partial
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import search
from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from initiatives.querysets import SEARCH_KIND
from initiatives.services import rebuild_index
from initiatives.templatetags.initiatives import clock, is_sensitive
from places.models import Ward
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
    WeeklyTimeFactory,
)
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from tests.queries import assert_same_for_few_and_many, count_queries

URL = "/initiatives/"
CIVIC_CENTRE = (52.5870, -2.1296)


@pytest.fixture
def postcode(db):
    return PostcodeFactory(code="WV1 1RG", latitude=CIVIC_CENTRE[0], longitude=CIVIC_CENTRE[1])


def at(miles_north, **fields):
    """An initiative so many miles north of the Civic Centre."""
    return InitiativeFactory(latitude=CIVIC_CENTRE[0] + miles_north / 69.1, **fields)


def listed(response):
    return [initiative.title for initiative in response.context["initiatives"]]


def points(response):
    return json.loads(re.search(r'<script id="points"[^>]*>(.*?)</script>', response.content.decode())[1])


def test_search_without_a_question_lists_everything_by_name(client, db):
    InitiativeFactory(title="Boxing")
    InitiativeFactory(title="Art")
    ProtectedInitiativeFactory(title="Safe house")
    DraftInitiativeFactory(title="Draft")

    assert listed(client.get(URL)) == ["Art", "Boxing", "Safe house"]


def test_search_by_words_puts_the_best_match_first(client, db):
    InitiativeFactory(title="Chess", description="and boxing")
    InitiativeFactory(title="Boxing")
    InitiativeFactory(title="Other")
    rebuild_index()

    assert listed(client.get(URL, {"q": "boxing"})) == ["Boxing", "Chess"]


def test_search_by_words_that_say_nothing_lists_everything(client, db):
    InitiativeFactory(title="Boxing")

    assert listed(client.get(URL, {"q": "!!!"})) == ["Boxing"]


def test_search_by_postcode_lists_the_nearest_first_within_two_miles(client, postcode):
    at(1.5, title="Second")
    at(0.5, title="First")
    at(2.5, title="Too far")

    response = client.get(URL, {"postcode": "wv11rg"})

    assert listed(response) == ["First", "Second"]
    assert "0.5 miles" in response.content.decode()
    assert "within 2 miles of WV1 1RG" in re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(("within", "found"), [("1", 1), ("3", 3), ("0.6", 1), ("30", 3)])
def test_search_within_any_distance(client, postcode, within, found):
    for miles in (0.5, 1.5, 2.5):
        at(miles)

    response = client.get(URL, {"postcode": "WV1 1RG", "within": within})

    assert len(listed(response)) == found
    assert re.search(rf"within {within}\s+miles? of WV1 1RG", response.content.decode())
    assert f'<option value="{within}" selected>' in response.content.decode()


def test_search_by_words_and_postcode(client, postcode):
    at(1, title="Boxing far")
    at(0.5, title="Chess", description="boxing")
    at(3, title="Boxing too far")
    at(0.1, title="Other")
    rebuild_index()
    asked = {"q": "boxing", "postcode": "WV1 1RG"}

    assert listed(client.get(URL, asked)) == ["Chess", "Boxing far"]
    assert listed(client.get(URL, {**asked, "sort": "best"})) == ["Boxing far", "Chess"]


def test_search_says_so_for_what_is_next_door(client, postcode):
    at(0.01)

    assert "less than 0.1 miles" in client.get(URL, {"postcode": "WV1 1RG"}).content.decode()


def test_search_by_ward_priority_and_day(client, db):
    ward, priority = WardFactory(), PriorityFactory(slug="hate-crime")
    wanted = InitiativeFactory(title="Wanted", ward=ward, days=0b0000001)
    wanted.priorities.add(priority, PriorityFactory())
    InitiativeFactory(title="Elsewhere").priorities.add(priority)
    InitiativeFactory(title="Another day", ward=ward, days=0b1111110).priorities.add(priority)
    InitiativeFactory(title="About other things", ward=ward, days=0b0000001)

    asked = {"ward": ward.pk, "priority": "hate-crime", "day": "monday"}

    assert listed(client.get(URL, asked)) == ["Wanted"]


def test_search_shows_twenty_a_page_with_numbers_that_go_on(client, db):
    for number in range(45):
        InitiativeFactory(title=f"Club {number:02}")

    response = client.get(URL, {"page": 3})

    assert listed(response) == [f"Club {number}" for number in range(40, 45)]
    assert '<ol class="results" start="41">' in response.content.decode()
    assert [point["number"] for point in points(response)] == [41, 42, 43, 44, 45]


def test_search_by_postcode_goes_on_to_the_next_page(client, postcode):
    for number in range(25):
        at(number * 0.07, title=f"Club {number:02}")

    first, second = (client.get(URL, {"postcode": "WV1 1RG", "page": page}) for page in (1, 2))

    assert listed(first) + listed(second) == [f"Club {number:02}" for number in range(25)]


@pytest.mark.parametrize("apart", [0.001, 0.005, 0.03])
def test_search_finds_the_nearest_among_many(client, postcode, monkeypatch, apart):
    monkeypatch.setattr(InitiativeFilter, "most", 40)
    group = InitiativeFactory(latitude=0).group
    for number in range(60):
        at(number * apart, title=f"Club {number:02}", group=group)

    pages = [client.get(URL, {"postcode": "WV1 1RG", "page": page}) for page in (1, 2)]

    assert [title for page in pages for title in listed(page)] == [f"Club {n:02}" for n in range(40)]


@pytest.fixture
def many_boxing(postcode, monkeypatch):
    """Sixty that have to do with boxing, every third by its title, the newest last; forty are enough."""
    monkeypatch.setattr(InitiativeFilter, "most", 40)
    group, priority = InitiativeFactory(latitude=0, title="Chess").group, PriorityFactory(slug="hate-crime")
    for number in range(60):
        title = "Chess" if number % 3 else "Boxing"
        initiative = at(
            number * 0.02, title=f"{title} {number:02}", group=group, ward=postcode.ward, days=1 + number % 2
        )
        initiative.priorities.add(priority)
        search.index(SEARCH_KIND, initiative.pk, title=initiative.title, body="boxing for everyone")


WHOLE_CROWD = [n for n in range(59, -1, -1) if n % 3 == 0] + [n for n in range(59, -1, -1) if n % 3]


@pytest.mark.parametrize(
    ("asked", "most", "numbers"),
    [
        ({}, 40, WHOLE_CROWD),
        ({"ward": "here", "priority": "hate-crime"}, 40, WHOLE_CROWD),
        ({"postcode": "WV1 1RG", "sort": "best"}, 40, WHOLE_CROWD),
        ({"postcode": "WV1 1RG", "within": "0.91", "sort": "best"}, 40, [n for n in WHOLE_CROWD if n < 46]),
        ({"day": "monday"}, 25, [n for n in WHOLE_CROWD if n % 2 == 0]),
    ],
)
def test_search_shows_of_too_many_titles_first_and_then_the_newest(
    client, postcode, many_boxing, monkeypatch, asked, most, numbers
):
    monkeypatch.setattr(InitiativeFilter, "most", most)
    asked = {"q": "boxing", **asked, **({"ward": postcode.ward.pk} if "ward" in asked else {})}

    responses = [client.get(URL, {**asked, "page": page + 1}) for page in range(-(-most // 20))]
    titles = [title for response in responses for title in listed(response)]

    assert [int(title.split()[1]) for title in titles] == numbers[:most]
    assert all("More than" in response.content.decode() for response in responses)


def test_search_puts_too_many_in_the_same_order_page_by_page_and_as_a_whole(many_boxing):
    filters = InitiativeFilter({"q": "boxing"}, queryset=Initiative.objects.listed())

    whole = [initiative.title for initiative in filters.qs]

    assert filters.has_too_many_results
    assert [int(title.split()[1]) for title in whole] == WHOLE_CROWD
    assert [initiative.title for part in filters.best_parts() for initiative in part] == whole


def test_search_tells_the_distances_among_many(client, many_boxing):
    response = client.get(URL, {"q": "boxing", "postcode": "WV1 1RG", "sort": "best"})

    first = response.context["initiatives"][0]
    assert (first.title, round(first.square_miles**0.5, 1)) == ("Boxing 57", 1.1)


def test_search_of_too_many_makes_one_query_more_at_most(client, many_boxing, monkeypatch):
    queries = count_queries(lambda: client.get(URL, {"q": "boxing", "page": 2}))
    monkeypatch.setattr(InitiativeFilter, "most", 1000)

    assert queries == count_queries(lambda: client.get(URL, {"q": "boxing", "page": 2})) + 1


def test_search_counts_no_further_than_anybody_reads(client, db, monkeypatch):
    assert InitiativeFilter.most == 1000
    monkeypatch.setattr(InitiativeFilter, "most", 40)
    InitiativeFactory.create_batch(41)

    response = client.get(URL, {"page": 9})

    assert "More than 40 initiatives" in response.content.decode()
    assert response.context["page_obj"].number == 2


def test_search_puts_on_the_map_what_it_lists(client, db):
    InitiativeFactory(title="A")
    ProtectedInitiativeFactory(title="B")
    shown = InitiativeFactory(title="C</script>")

    response = client.get(URL)

    assert [(point["number"], point["title"]) for point in points(response)] == [(1, "A"), (3, "C</script>")]
    assert points(response)[1] == {
        "id": str(shown.pk),
        "title": "C</script>",
        "url": f"/initiatives/{shown.pk}/",
        "lat": shown.latitude,
        "lon": shown.longitude,
        "number": 3,
    }


def test_search_says_what_to_try_when_nothing_fits(client, postcode):
    ward = WardFactory()
    PriorityFactory(slug="drugs")
    asked = {"q": "x", "postcode": "WV1 1RG", "ward": ward.pk, "priority": "drugs", "day": "sunday"}

    text = client.get(URL, asked).content.decode()

    for advice in (
        "different words",
        "longer distance",
        "any day",
        "every ward",
        "any priority",
        "everything",
    ):
        assert advice in text


def test_search_offers_a_way_out_where_the_subject_is_sensitive(client, db):
    PriorityFactory(slug="drugs")
    abuse = PriorityFactory(slug="abuse", is_sensitive=True)

    assert "govuk-exit-this-page" not in client.get(URL, {"priority": "drugs"}).content.decode()
    assert "govuk-exit-this-page" in client.get(URL, {"priority": "abuse"}).content.decode()
    InitiativeFactory().priorities.add(abuse)
    assert "govuk-exit-this-page" in client.get(URL).content.decode()


# Private places


def test_search_finds_a_private_place_by_words_and_priority(client, db):
    priority = PriorityFactory(slug="abuse")
    ProtectedInitiativeFactory(title="Safe house", days=0).priorities.add(priority)
    rebuild_index()

    assert listed(client.get(URL, {"q": "safe"})) == ["Safe house"]
    assert listed(client.get(URL, {"priority": "abuse"})) == ["Safe house"]


def test_search_by_place_never_finds_a_private_one_but_says_that_there_is_such_help(client, postcode):
    initiative = ProtectedInitiativeFactory(title="Safe house")
    ProtectedAddressFactory(venue=initiative.venue, postcode=postcode.code, ward=postcode.ward)

    for asked in ({"postcode": "WV1 1RG", "within": "30"}, {"ward": postcode.ward.pk}):
        response = client.get(URL, asked)
        assert listed(response) == []
        assert "Some services have a private address, to keep people safe" in response.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "safe"},
        {"q": "secret"},
        {"postcode": "WV1 1RG", "within": "30"},
        {"ward": "E05900001"},
        {"q": "safe", "sort": "nearest"},
        {"day": "tuesday"},
    ],
)
def test_search_is_the_same_whatever_a_private_address_is(client, postcode, asked):
    WardFactory(gss="E05900001")
    initiative = ProtectedInitiativeFactory(title="Safe house")
    InitiativeFactory(title="Boxing")
    address = ProtectedAddressFactory(venue=initiative.venue, postcode="WV1 1RG", ward=postcode.ward)
    rebuild_index()
    before = [client.get(url, asked).content for url in (URL, initiative.get_absolute_url())]

    address.address, address.postcode, address.latitude = "1 Secret Road", "WV14 0QQ", 52.55
    address.ward_id = "E05900001"
    address.save()
    rebuild_index()

    assert [client.get(url, asked).content for url in (URL, initiative.get_absolute_url())] == before


# Whatever is asked


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"postcode": "nowhere"},
            "Enter a postcode like WV1 1RG, the first half of one like WV10, or a ward like Bushbury North",
        ),
        ({"postcode": "WV1 9ZZ"}, "find WV1 9ZZ"),
        ({"postcode": "x" * 500}, "80 characters"),
        ({"within": "far"}, "Choose a distance in miles"),
        ({"within": "nan"}, "Choose a distance in miles"),
        ({"within": "31"}, "30 miles or less"),
        ({"within": "0"}, "0.25 miles or more"),
        ({"within": "1e400"}, "Choose a distance in miles"),
        ({"ward": "Bushbury"}, "Select a ward"),
        ({"priority": "' OR 1=1"}, "Select a priority"),
        ({"day": "someday"}, "Select a day"),
        ({"sort": "random"}, "Select an order"),
        ({"q": "a\nb"}, "one line"),
        ({"q": "x" * 201}, "200 characters"),
    ],
)
def test_search_answers_nonsense_with_a_form_error_and_keeps_what_was_typed(client, postcode, asked, words):
    response = client.get(URL, asked)
    text = response.content.decode()

    assert response.status_code == 200
    assert "<title>Error: " in text
    assert words in text
    assert "There is a problem" in text
    if not set(asked) & {"ward", "priority", "day", "sort"}:
        assert next(iter(asked.values())).replace("\n", " ")[:400] in text.replace("\n", " ")


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "²", "1e9", "\x00"])
def test_search_refuses_a_page_number_that_is_none(client, db, page):
    assert client.get(URL, {"page": page}).status_code == 400


@pytest.mark.parametrize("page", ["2", "999999999999999999999999"])
def test_search_shows_the_last_page_for_one_after_it(client, db, page):
    assert client.get(URL, {"page": page}).context["page_obj"].number == 1


@pytest.mark.django_db
@given(
    st.dictionaries(
        st.sampled_from(["q", "postcode", "within", "ward", "priority", "day", "sort", "page", "x"]),
        st.text(max_size=30) | st.sampled_from(["WV1 1RG", "1", "-1", "inf", "monday", "best"]),
    )
)
def test_search_never_fails(asked):
    query = urlencode(asked, errors="surrogatepass")

    assert Client().get(f"{URL}?{query}").status_code in {200, 400}


def test_search_asks_the_same_number_of_questions_of_ten_and_of_a_thousand(client, postcode):
    near, named = {"postcode": postcode.code}, {"q": "initiative"}
    priority = PriorityFactory()
    group = InitiativeFactory().group

    def add(number):
        for initiative in InitiativeFactory.create_batch(number, group=group, ward=postcode.ward):
            initiative.priorities.add(priority)
            WeeklyTimeFactory(initiative=initiative)
            RoleFactory(initiative=initiative)
        rebuild_index()

    questions = {"nothing": {}, "near": near, "named": named, "both": near | named}
    pages = {name: partial(client.get, URL, asked) for name, asked in questions.items()}
    assert_same_for_few_and_many(pages, add, at_most=12)


def test_search_shows_the_same_to_everybody(client, eve, db):
    InitiativeFactory(title="Boxing")
    DraftInitiativeFactory(title="Secret draft")
    client.force_login(eve)

    assert listed(client.get(URL)) == ["Boxing"]


# One initiative


def test_detail_says_what_where_when_for_whom_by_whom_and_which_roles(client, db):
    ward = WardFactory(name="Penn")
    initiative = InitiativeFactory(
        title="Boxing", ward=ward, contact_name="Asha", contact_phone="01902 555 000"
    )
    initiative.priorities.add(PriorityFactory(name="Young people"))
    WeeklyTimeFactory(initiative=initiative, ends_at=time(20, 30))
    RoleFactory(
        initiative=initiative, title="Coach", slots=1 << 5, skills=1 << 5, languages=1 << 1, dbs_level=3
    )
    RoleFactory(initiative=initiative, title="Closed role", state="closed")

    text = client.get(initiative.get_absolute_url()).content.decode()

    what = ("Boxing", "Come as you are", "Young people aged 11", initiative.group.name, "Young people")
    where = ("1 Example Street", "Penn", "data-initiative-map", "Tuesday, 6pm to 8:30pm")
    who = ("Asha", "01902 555 000", reverse("groups:detail", args=[initiative.group_id]))
    role = ("Coach", "Tuesday evening", "Boxing coaching", "Panjabi", "Enhanced", "18 or over")
    for words in (*what, *where, *who, *role):
        assert words in text
    assert "Closed role" not in text


def test_detail_of_a_private_place_says_so_and_draws_no_map(client, db):
    initiative = ProtectedInitiativeFactory()
    initiative.priorities.add(PriorityFactory(is_sensitive=True), PriorityFactory(is_sensitive=True))
    ProtectedAddressFactory(venue=initiative.venue)

    text = client.get(initiative.get_absolute_url()).content.decode()

    assert "The address is private, to keep people safe" in text
    assert text.count('class="govuk-exit-this-page"') == 1
    for secret in ("data-initiative-map", "leaflet", "Secret Lane", "WV3 9DU", "A safe place"):
        assert secret not in text


@pytest.mark.parametrize("state", ["draft", "submitted", "paused", "closed"])
def test_detail_knows_the_listed_only_even_for_its_group(client, group, asha, carol, state):
    initiative = InitiativeFactory(group=group, state=state)

    for person in (None, asha, carol):
        if person:
            client.force_login(person)
        assert client.get(initiative.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(0), "midnight"),
        (time(12), "midday"),
        (time(9), "9am"),
        (time(0, 5), "12:05am"),
        (time(12, 30), "12:30pm"),
        (time(23), "11pm"),
    ],
)
def test_clock_says_a_time_as_people_do(moment, words):
    assert clock(moment) == words


def test_is_sensitive_looks_at_the_priorities(db):
    plain, delicate = InitiativeFactory.create_batch(2)
    delicate.priorities.add(PriorityFactory(is_sensitive=True))

    assert is_sensitive([plain, delicate])
    assert not is_sensitive([plain])


# Other places than a postcode


@pytest.mark.parametrize(("place", "name"), [("wv1", "WV1"), ("the square", "The Square")])
def test_search_around_the_first_half_of_a_postcode_or_a_ward(client, postcode, place, name):
    Ward.objects.update(
        name="The Square", label_latitude=postcode.latitude, label_longitude=postcode.longitude
    )
    InitiativeFactory(title="Near")
    InitiativeFactory(title="Far", latitude=52.9)

    response = client.get(URL, {"postcode": place})

    assert [found.title for found in response.context["initiatives"]] == ["Near"]
    assert f"within 2 miles of {name}" in response.content.decode()


def test_search_around_where_somebody_is(client, postcode):
    InitiativeFactory(title="Near")
    InitiativeFactory(title="Far", latitude=52.9)

    response = client.get(URL, {"near": "52.59,-2.13"})

    assert [found.title for found in response.context["initiatives"]] == ["Near"]
    text = " ".join(response.content.decode().split())
    assert "within 2 miles of your location" in text
    assert '<input type="hidden" name="near" value="52.59,-2.13"' in text


def test_search_keeps_no_more_than_a_kilometre_of_where_somebody_is(client, postcode):
    response = client.get(URL, {"near": "52.5867891,-2.1312345", "day": "monday"})

    assert response.status_code == 302
    assert response.url == f"{URL}?near=52.59%2C-2.13&day=monday"


@pytest.mark.parametrize("near", ["x", "1", "nan,nan", "1e400,0", "91,0", "0,181", "1,2,3"])
def test_search_ignores_a_position_that_is_none(client, postcode, near):
    InitiativeFactory(title="Far", latitude=52.9)

    response = client.get(URL, {"near": near})

    assert [found.title for found in response.context["initiatives"]] == ["Far"]


def test_search_says_that_somebody_is_outside_the_city(client, postcode):
    text = client.get(URL, {"near": "51.50,-0.12"}).content.decode()

    assert "You appear to be outside Wolverhampton. Enter a postcode in the city" in text


@pytest.mark.parametrize("place", ["WV1 1RG", "nowhere"])
def test_search_takes_what_is_typed_rather_than_where_somebody_is(client, postcode, place):
    text = client.get(URL, {"near": "51.50,-0.12", "postcode": place}).content.decode()

    assert "outside Wolverhampton" not in text


def test_search_and_home_offer_the_location_to_scripts_only(client, postcode):
    for page in ("/", URL):
        text = client.get(page).content.decode()
        assert re.search(r"data-here [^>]*hidden>", text)
        assert '<input type="hidden" name="near"' in text
