from datetime import date
from functools import partial

import pytest
from django.test import override_settings

from core.lists import PAGE_SIZE
from groups.models import Group
from initiatives.models import Initiative, Role, WeeklyTime
from insight.wards import councillors_url
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
    VenueFactory,
    WeeklyTimeFactory,
)
from tests.factories.places import IndicatorFactory, WardFactory, WardFigureFactory, WardOverlapFactory
from tests.insight.conftest import WEST
from tests.queries import assert_same_for_few_and_many

URL = "/wards/"
MOST_QUERIES = 13
BEFORE = {"valid_from": date(2004, 6, 10), "valid_to": date(2023, 5, 3)}
PAGES = [
    URL,
    f"{URL}?show=roles&sort=initiatives",
    "/wards/outlines.json",
    "/wards/numbers.json?show=groups",
    "/wards/map.svg",
    "/wards/E05000001/",
]


def rows(response):
    return [
        (ward.name, ward.groups_count, ward.initiatives_count, ward.roles_count)
        for ward in response.context["wards"]
    ]


def table(response):
    """Return the text of the page's table, a word after the other."""
    return response.content.decode().split("<table")[1].split("</table>")[0]


def test_wards_counts_what_is_public(client, penn, graiseley):
    assert rows(client.get(URL)) == [("Graiseley", 0, 0, 0), ("Penn", 1, 2, 1)]


@pytest.mark.parametrize("order", ["groups", "initiatives", "roles"])
def test_wards_can_be_put_in_order(client, penn, graiseley, order):
    response = client.get(URL, {"sort": order})

    assert [name for name, *_ in rows(response)] == ["Penn", "Graiseley"]
    assert response.content.decode().count('aria-sort="descending"') == 1


@pytest.mark.parametrize(
    "question",
    [
        {"sort": ""},
        {"sort": "-name"},
        {"sort": "outline"},
        {"sort": "x" * 10_000},
        {"sort": "\x00"},
        {"show": ""},
        {"show": "outline"},
        {"show": "\U0001f94a"},
        {"show": "groups", "period": "2021"},
        {"show": "residents", "period": ""},
        {"on": "yesterday"},
        {"on": "2023-13-01"},
        {"on": "2023-05-04T00:00"},
        {"on": "99999-01-01"},
    ],
)
@pytest.mark.parametrize("page", [URL, "/wards/numbers.json", "/wards/map.svg"])
def test_wards_refuse_what_there_is_not(client, penn, page, question):
    known = page == URL or "sort" not in question or "\x00" in question["sort"]

    assert client.get(page, question).status_code == (400 if known else 200)


def test_wards_colours_by_what_is_chosen(client, penn, graiseley):
    response = client.get(URL, {"show": "groups", "sort": "initiatives"})

    text = response.content.decode()
    assert response.context["shown"].key == "groups"
    assert '<option value="groups" selected>' in text
    assert 'data-numbers="/wards/numbers.json?show=groups"' in text
    assert 'src="/wards/map.svg?show=groups"' in text
    assert 'href="?show=groups&amp;sort=roles"' in text  # another order keeps the colours
    assert '<input type="hidden" name="sort" value="initiatives">' in text  # and other colours the order


def test_wards_show_an_indicator_with_its_source_and_the_city(client, penn, graiseley):
    score = IndicatorFactory(slug="imd-score", name="Deprivation score", weighted_by_id=None)
    for ward, value in ((penn, 10.5), (graiseley, 30)):
        WardFigureFactory(ward=ward, indicator=score, value=value, period="2025", source="Indices 2025")

    response = client.get(URL, {"show": "imd-score", "sort": "shown"})

    assert [name for name, *_ in rows(response)] == ["Graiseley", "Penn"]
    for words in ("Deprivation score", "10.5", "30.0", "40.5", "City"):
        assert words in table(response)
    text = response.content.decode()
    assert "Deprivation score, 2025" in text
    assert "Source: Indices 2025 (Open Government Licence v3.0)." in text


def test_wards_can_show_an_earlier_period(client, penn, graiseley):
    burglary = IndicatorFactory(slug="burglary", name="Burglary")
    for month, value in (("2025-09", 111), ("2025-10", 222)):
        WardFigureFactory(ward=penn, indicator=burglary, period=month, value=value)

    newest = client.get(URL, {"show": "burglary"})
    earlier = client.get(URL, {"show": "burglary", "period": "2025-09", "sort": "shown"})

    assert "222" in table(newest)
    assert 'href="?show=burglary&amp;period=2025-09">September 2025</a>' in newest.content.decode()
    assert "111" in table(earlier)
    text = earlier.content.decode()
    assert "Burglary, September 2025" in text
    assert '<option value="burglary" selected>' in text
    assert 'src="/wards/map.svg?show=burglary&amp;period=2025-09"' in text
    assert 'href="?show=burglary&amp;period=2025-09&amp;sort=groups"' in text
    numbers = client.get("/wards/numbers.json", {"show": "burglary", "period": "2025-09"}).json()
    assert numbers["wards"]["E05000001"][0] == "111"


def test_wards_offer_no_other_period_where_there_is_one(client, penn):
    figure = WardFigureFactory(ward=penn)

    assert "choose another period" not in client.get(URL, {"show": figure.indicator_id}).content.decode()


def test_wards_without_the_city_s_number_have_no_row_for_it(client, penn, graiseley):
    figure = WardFigureFactory(ward=penn)
    WardFigureFactory(ward=graiseley)  # of something else: Graiseley lacks the first one

    response = client.get(URL, {"show": figure.indicator_id, "sort": "shown"})

    assert [name for name, *_ in rows(response)] == ["Penn", "Graiseley"]
    assert "<tfoot>" not in table(response)


def test_wards_say_how_the_outlines_were_made(client, penn):
    assert "These boundaries are approximate" in client.get(URL).content.decode()

    penn.is_outline_approximate = False
    penn.save()

    assert "These boundaries are approximate" not in client.get(URL).content.decode()


def test_wards_without_outlines_are_a_table_alone(client, db):
    WardFactory(name="Oxley")

    response = client.get(URL)

    assert "Oxley" in table(response)
    assert b"data-ward-map" not in response.content


def test_wards_of_another_day_say_what_became_of_them(client, penn, graiseley):
    bilston = WardFactory(gss="E05001321", name="Bilston East", **BEFORE)
    lost = WardFactory(gss="E05001322", name="Lost", **BEFORE)
    WardOverlapFactory(old=bilston, new=penn, postcodes=299)
    WardOverlapFactory(old=bilston, new=graiseley, postcodes=1)

    response = client.get(URL, {"on": "2020-01-31"})

    text = " ".join(table(response).split())
    assert "Wards on 31 January 2020" in response.content.decode()
    assert (
        'Penn</a> 100% </li> <li> <a class="govuk-link" href="/wards/E05000002/">Graiseley</a> less than'
        in text
    )
    assert f"{lost.name}</a>" in text
    assert "not known" in text
    assert rows(response) == [("Bilston East", 0, 0, 0), ("Lost", 0, 0, 0)]


def test_wards_of_another_day_can_show_their_own_figures(client, penn):
    figure = WardFigureFactory(ward=WardFactory(name="Bilston East", **BEFORE), value=77)

    response = client.get(URL, {"on": "2020-01-31", "show": figure.indicator_id})

    assert "77" in table(response)
    assert '<input type="hidden" name="on" value="2020-01-31">' in response.content.decode()
    assert client.get(URL, {"on": "2020-01-31", "show": "groups"}).status_code == 400


def test_wards_of_a_day_without_any_say_so(client, penn):
    text = client.get(URL, {"on": "1999-12-31"}).content.decode()

    assert "We have no wards for that date" in text


def test_wards_of_an_earlier_day_of_the_same_version_are_today_s(client, penn):
    response = client.get(URL, {"on": "2024-01-01"})

    assert rows(response) == [("Penn", 1, 2, 1)]


def test_wards_lead_to_other_versions(client, penn):
    WardFactory(**BEFORE)

    text = client.get(URL).content.decode()

    assert 'href="/wards/?on=2004-06-10"' in text
    assert "<strong>Wards since 4 May 2023</strong>" in text


def test_ward_page_says_what_happens_there(client, penn):
    InitiativeFactory(title="Elsewhere", ward=WardFactory())

    text = client.get("/wards/E05000001/").content.decode()

    for words in ("Penn", "Boxing", "Art", "Coach", "Penn Pals", "12,345"):
        assert words in text
    for words in ("Draft", "Closed role", "Elsewhere"):
        assert words not in text


def test_ward_page_says_what_to_do_where_nothing_happens(client, graiseley):
    text = client.get("/wards/E05000002/").content.decode()

    for words in (
        "Nothing meets here yet",
        "No roles here need volunteers at the moment",
        "No groups have said they work here yet",
        "Search by postcode",
        "There are no sessions at fixed times in the next 14 days",
    ):
        assert words in text


def test_ward_page_leads_to_its_neighbours(client, penn, graiseley):
    response = client.get("/wards/E05000001/")

    text = response.content.decode()
    assert [ward.name for ward in response.context["neighbours"]] == ["Graiseley"]
    assert 'href="/wards/E05000002/">Graiseley' in text
    assert 'data-ward="E05000001"' in text


def test_ward_page_links_to_all_groups_where_there_are_many(client, penn):
    for group in GroupFactory.create_batch(PAGE_SIZE):
        group.wards.add(penn)

    assert "/groups/?ward=E05000001" in client.get("/wards/E05000001/").content.decode()


def test_ward_page_says_where_more_roles_are(client, penn):
    initiative = InitiativeFactory(ward=penn)
    roles = RoleFactory.create_batch(PAGE_SIZE - 1, initiative=initiative)
    more = "Find more roles on each initiative’s page"
    assert more not in client.get("/wards/E05000001/").content.decode()

    roles.append(RoleFactory(initiative=initiative))
    page = client.get("/wards/E05000001/")

    assert len(page.context["roles"]) == PAGE_SIZE
    assert more in page.content.decode()


def test_ward_page_can_be_followed(client, penn):
    head = " ".join(client.get("/wards/E05000001/").content.decode().split("</head>")[0].split())

    assert 'type="application/atom+xml" title="New initiatives in Penn"' in head
    assert 'href="/feeds/wards/E05000001/initiatives.atom"' in head
    assert 'href="/feeds/wards/E05000001/sessions.ics"' in head


def test_ward_page_leads_to_the_councillors_where_the_settings_say_so(client, penn):
    assert "councillors" not in client.get("/wards/E05000001/").content.decode()

    with override_settings(COUNCILLORS_URL="https://council.example/{gss}"):
        text = client.get("/wards/E05000001/").content.decode()

    assert 'href="https://council.example/E05000001"' in text


@override_settings(COUNCILLORS_URL="https://council.example/{slug}?name={name}&code={gss}")
def test_councillors_url_fills_its_blanks():
    ward = WardFactory.build(gss="E05000009", name="St Peter’s & {gss}")

    assert councillors_url(ward) == (
        "https://council.example/st-peters-gss?name=St%20Peter%E2%80%99s%20%26%20%7Bgss%7D&code=E05000009"
    )


def test_ward_page_of_a_former_ward_says_what_became_of_it(client, penn):
    bilston = WardFactory(gss="E05001321", name="Bilston East", **BEFORE)
    WardOverlapFactory(old=bilston, new=penn)
    WardFigureFactory(ward=bilston, value=4321)

    text = " ".join(client.get("/wards/E05001321/").content.decode().split())

    for words in ("from 10 June 2004 to 3 May 2023", "Penn</a> 100%", "4,321"):
        assert words in text
    for words in ("Nothing meets here", "/feeds/"):
        assert words not in text


def test_ward_page_says_what_its_land_was_before(client, penn):
    bilston = WardFactory(gss="E05001321", name="Bilston East", **BEFORE)
    WardOverlapFactory(old=bilston, new=penn, postcodes=1)
    WardOverlapFactory(old=WardFactory(name="Oxley", **BEFORE), new=penn, postcodes=299)

    text = " ".join(client.get("/wards/E05000001/").content.decode().split())

    assert "Before 4 May 2023" in text
    assert "Oxley</a> (100%)" in text
    assert "Bilston East</a> (less than 1%)" in text


def test_ward_page_of_a_coming_ward_says_since_when(client, db):
    WardFactory(gss="E05999998", valid_from=date(2999, 5, 4))

    assert "This will be a ward from 4 May 2999" in client.get("/wards/E05999998/").content.decode()


@pytest.mark.parametrize("gss", ["E05999999", "x" * 3000, "%F0%9F%A5%8A", "'--"])
def test_ward_page_knows_the_wards_only(client, db, gss):
    assert client.get(f"/wards/{gss}/").status_code == 404


def test_pages_are_the_same_whatever_a_private_address_is(client, penn):
    initiative = ProtectedInitiativeFactory(title="Safe house")
    RoleFactory(initiative=initiative)
    address = ProtectedAddressFactory(venue=initiative.venue, ward=penn)
    before = [client.get(page).content for page in PAGES]

    address.ward, address.address = None, "1 Secret Road"
    address.save()

    assert [client.get(page).content for page in PAGES] == before
    assert not any(b"Safe house" in content for content in before)


def test_pages_ask_the_same_number_of_questions_of_ten_and_of_a_thousand(client, penn):
    group, indicator = GroupFactory(), IndicatorFactory()
    venue = VenueFactory(group=group)

    def add(number):
        initiatives = Initiative.objects.bulk_create(
            InitiativeFactory.build_batch(number, ward=penn, group=group, venue=venue)
        )
        Role.objects.bulk_create(RoleFactory.build(initiative=one) for one in initiatives)
        WeeklyTime.objects.bulk_create(WeeklyTimeFactory.build(initiative=one) for one in initiatives)
        Group.wards.through.objects.bulk_create(
            Group.wards.through(ward=penn, group=one)
            for one in Group.objects.bulk_create(GroupFactory.build_batch(number))
        )
        for ward in WardFactory.create_batch(number // 9, outline=WEST):
            WardOverlapFactory(new=ward)
            WardFigureFactory(ward=ward, indicator=indicator)

    assert_same_for_few_and_many(
        {page: partial(client.get, page) for page in PAGES}, add, at_most=MOST_QUERIES
    )
