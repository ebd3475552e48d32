from datetime import date

import pytest

from groups.forms.steps import FORMS
from tests.factories.groups import DraftGroupFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from tests.groups.conftest import NOON
from tests.groups.hostile import TEXTS

TODAY = date(2026, 6, 2)


def form(slug, data, group=None):
    return FORMS[slug](data, record=group or DraftGroupFactory(), day=TODAY)


def errors(slug, data):
    return {name: list(words) for name, words in form(slug, data).errors.items()}


@pytest.mark.django_db
class TestName:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Low Hill Boxing Club", "Low Hill Boxing Club"),
            ("  Friends\u200b of\u00a0Bushbury ", "Friends of\u00a0Bushbury"),
            ("\u202eClub 🥊", "Club 🥊"),
            ("Café Ünïted", "Café Ünïted"),
        ],
    )
    def test_keeps_a_name(self, typed, kept):
        bound = form("name", {"name": typed})

        assert bound.is_valid()
        assert bound.answers(NOON) == {"name": kept}

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("", "Enter the name of your group"),
            ("a", "The name must be 2 characters or more"),
            ("x" * 121, "The name must be 120 characters or fewer"),
            ("!!! ???", "The name must include letters or numbers"),
            ("🥊🥊", "The name must include letters or numbers"),
            ("Fri\nends", "This must be on one line"),
        ],
    )
    def test_says_what_is_wrong(self, typed, words):
        assert errors("name", {"name": typed}) == {"name": [words]}


@pytest.mark.django_db
class TestKind:
    @pytest.mark.parametrize(
        ("data", "kept"),
        [
            ({"legal_form": "residents"}, ("residents", "")),
            ({"legal_form": "charity", "charity": "1234567"}, ("charity", "1234567")),
            ({"legal_form": "cic", "cic": "sc 123456"}, ("cic", "SC123456")),
            ({"legal_form": "school", "school": ""}, ("school", "")),
            ({"legal_form": "cio", "cio": "1234567", "charity": "x" * 50}, ("cio", "1234567")),
            ({"legal_form": "other", "company": "nonsense"}, ("other", "")),
        ],
    )
    def test_keeps_the_number_of_the_chosen_kind(self, data, kept):
        bound = form("kind", data)

        assert bound.is_valid(), bound.errors
        assert bound.answers(NOON) == {"legal_form": kept[0], "register_number": kept[1]}

    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [
            ({}, "legal_form", "Select a type of group"),
            ({"legal_form": "empire"}, "legal_form", "Select from the list"),
            ({"legal_form": "charity"}, "charity", "Enter the charity number"),
            (
                {"legal_form": "company", "company": "123"},
                "company",
                "A company number has 8 numbers, or 2 letters and 6 numbers, like 01234567",
            ),
            ({"legal_form": "cio", "cio": "1" * 30}, "cio", "must be 20 characters or fewer"),
            ({"legal_form": "cic", "cic": "\x00"}, "cic", "hidden characters"),
        ],
    )
    def test_says_what_is_wrong(self, data, name, words):
        found = errors("kind", data)

        assert list(found) == [name]
        assert words in found[name][0]

    def test_shows_the_number_beside_the_kind(self):
        group = DraftGroupFactory(legal_form="cic", register_number="01234567")

        assert form("kind", None, group)["cic"].value() == "01234567"


@pytest.mark.django_db
class TestPriorities:
    def test_offers_those_in_force_by_strategy(self):
        now = PriorityFactory(strategy__name="Today’s")
        PriorityFactory(strategy__valid_to=date(2026, 6, 1))

        assert form("priorities", None).fields["priorities"].choices == [("Today’s", [(now.slug, now.name)])]

    def test_keeps_what_is_ticked(self):
        priority = PriorityFactory()
        bound = form("priorities", {"priorities": [priority.slug]})

        assert bound.is_valid()
        assert bound.answers(NOON) == {"priorities": [priority]}

    def test_asks_for_one(self):
        assert errors("priorities", {}) == {"priorities": ["Select at least one priority"]}

    @pytest.mark.parametrize("typed", TEXTS[2:])
    def test_refuses_what_is_not_offered(self, typed):
        assert errors("priorities", {"priorities": [typed]})


@pytest.mark.django_db
class TestWards:
    def test_keeps_some(self):
        first, _second = WardFactory.create_batch(2)
        bound = form("wards", {"wards": [first.gss]})

        assert bound.is_valid()
        assert bound.answers(NOON) == {"wards": [first]}

    def test_keeps_the_whole_city(self):
        wards = WardFactory.create_batch(3)
        WardFactory(valid_to=date(2026, 6, 1))
        bound = form("wards", {"wards": ["all"]})

        assert bound.is_valid()
        assert set(bound.answers(NOON)["wards"]) == set(wards)

    def test_ticks_the_whole_city_again(self):
        group = DraftGroupFactory()
        group.wards.set(WardFactory.create_batch(2))

        assert form("wards", None, group)["wards"].value() == ["all"]

    def test_ticks_some_again(self):
        group = DraftGroupFactory()
        ward, _other = WardFactory.create_batch(2)
        group.wards.add(ward)

        assert form("wards", None, group)["wards"].value() == [ward.gss]

    def test_ticks_nothing_at_first(self):
        assert form("wards", None)["wards"].value() == []

    def test_asks_for_one(self):
        assert errors("wards", {}) == {"wards": ["Select the whole city, or at least one ward"]}


@pytest.mark.django_db
class TestBase:
    def test_keeps_the_place(self):
        stored = PostcodeFactory(code="WV1 1RG", latitude=52.5, longitude=-2.1)
        bound = form("base", {"postcode": "wv11rg"})

        assert bound.is_valid()
        assert bound.answers(NOON) == {
            "postcode": "WV1 1RG",
            "latitude": 52.5,
            "longitude": -2.1,
            "ward": stored.ward,
        }

    def test_waits_for_a_postcode_that_is_newer_than_the_list(self):
        PostcodeFactory(code="WV1 1RG")
        bound = form("base", {"postcode": "wv19zz"})

        assert bound.is_valid()
        assert bound.answers(NOON) == {
            "postcode": "WV1 9ZZ",
            "latitude": None,
            "longitude": None,
            "ward": None,
        }

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("", "Enter the postcode of your base"),
            ("nonsense", "Enter a full postcode, like WV1 1RG"),
            ("WV9 9ZZ", "We cannot find WV9 9ZZ"),
            ("WS1 1AA", "WS1 1AA is outside Wolverhampton"),
        ],
    )
    def test_says_what_is_wrong(self, typed, words):
        PostcodeFactory(code="WS1 1AA", ward=None)

        assert words in errors("base", {"postcode": typed})["postcode"][0]


@pytest.mark.django_db
class TestPublic:
    @pytest.mark.parametrize(
        "data",
        [
            {"public_email": "hello@group.example"},
            {"public_phone": "01902 555 000"},
            {"website": "group.example/about"},
        ],
    )
    def test_takes_any_one(self, data):
        assert form("public", data).is_valid()

    def test_completes_a_website(self):
        bound = form("public", {"website": "group.example"})

        assert bound.is_valid()
        assert bound.answers(NOON)["website"] == "https://group.example"

    def test_asks_for_one(self):
        words = "Enter an email address, a telephone number or a website"

        assert errors("public", {}) == {"public_email": [words]}

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"public_email": "nobody"}, "Enter an email address in the correct format"),
            ({"public_phone": "12"}, "Enter a telephone number"),
            ({"website": "javascript:alert(1)"}, "Enter a web address"),
            ({"website": "ftp://files.example"}, "The website must start with https://"),
            ({"website": "https://" + "x" * 300 + ".example"}, "Enter a web address"),
        ],
    )
    def test_says_what_is_wrong(self, data, words):
        found = errors("public", data)

        assert list(found) == list(data)
        assert any(words in text for text in found[next(iter(data))])


@pytest.mark.django_db
class TestSafeguarding:
    def test_asks_for_one_way_to_reach_the_lead(self):
        words = "Enter their email address or telephone number"

        assert errors("safeguarding", {"safeguarding_name": "Sita"}) == {"safeguarding_email": [words]}

    def test_takes_a_telephone_number(self):
        assert form(
            "safeguarding", {"safeguarding_name": "Sita", "safeguarding_phone": "07700 900 982"}
        ).is_valid()


@pytest.mark.django_db
class TestDeclaration:
    def test_keeps_when_it_was_agreed_to(self):
        bound = form("declaration", {"is_true": "on"})

        assert bound.is_valid()
        assert bound.answers(NOON) == {"declared_at": NOON}

    def test_keeps_the_first_time(self):
        group = DraftGroupFactory(declared_at=NOON)
        bound = form("declaration", {"is_true": "on"}, group)

        assert bound.is_valid()
        assert bound.answers(None) == {"declared_at": NOON}

    def test_asks_for_the_tick(self):
        assert errors("declaration", {}) == {"is_true": ["Select the box to agree on behalf of your group"]}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", FORMS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_question_survives_hostile_text(slug, text):
    blank = form(slug, None)
    bound = form(slug, dict.fromkeys(blank.fields, text))

    if bound.is_valid():
        kept = [value for value in bound.answers(NOON).values() if isinstance(value, str)]
        assert not any("\x00" in value or "\u202e" in value or "\r" in value for value in kept)
    assert bound.as_p()


@pytest.mark.django_db
@pytest.mark.parametrize("slug", FORMS)
def test_every_question_survives_values_of_the_wrong_kind(slug):
    blank = form(slug, None)
    bound = form(slug, {name: ["a", "b"] for name in blank.fields})

    assert bound.is_valid() in {True, False}
