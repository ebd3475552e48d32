from datetime import UTC, date, datetime

import pytest

from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.forms import FORMS
from volunteers.models import ServedWard, Volunteer
from volunteers.steps import STEPS

DAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HOSTILE = [
    "\x00",
    "a\r\nb\x0b",
    "<script>alert(1)</script>",
    "\u202eevil",
    "=1+1",
    "x" * 5000,
    "🙂",
    "\ud800",
]

pytestmark = pytest.mark.django_db


def form_of(slug, data=None, volunteer=None):
    person = volunteer or Volunteer(answered=[])
    return FORMS[slug](data, record=person, day=DAY)


def answer(slug, data):
    form = form_of(slug, data)
    assert form.is_valid(), form.errors
    return form.answers(NOW)


def error(slug, data):
    form = form_of(slug, data)
    assert not form.is_valid()
    return " ".join(message for messages in form.errors.values() for message in messages)


def test_every_step_has_its_form():
    assert list(FORMS) == [step.slug for step in STEPS]


def test_name_is_tidied():
    assert answer("name", {"name": "  Amrit  Kaur "}) == {"name": "Amrit  Kaur"}


@pytest.mark.parametrize("name", ["", "A", "123", "x" * 121])
def test_name_must_be_one(name):
    assert "name" in error("name", {"name": name})


def test_age_takes_a_date_of_birth():
    data = {"born_on_day": "2", "born_on_month": "june", "born_on_year": "1990", "is_over_18": "on"}

    assert answer("age", data) == {"born_on": date(1990, 6, 2), "is_over_18": False}


def test_age_takes_over_18():
    assert answer("age", {"is_over_18": "on"}) == {"born_on": None, "is_over_18": True}


def test_age_needs_one_of_the_two():
    assert "say that you are 18" in error("age", {})


def test_age_refuses_a_contradiction():
    data = {"born_on_day": "2", "born_on_month": "6", "born_on_year": "2009", "is_over_18": "on"}

    assert "under 18" in error("age", data)


TWENTY_ONE = {"born_on_day": "2", "born_on_month": "6", "born_on_year": "2005"}


@pytest.mark.parametrize(
    ("state", "data", "is_taken"),
    [
        ("draft", {"is_over_18": "on"}, False),
        ("active", {"is_over_18": "on"}, False),
        ("active", TWENTY_ONE, False),
        ("draft", TWENTY_ONE, True),  # a slip while registering
    ],
)
def test_age_lets_nobody_take_back_that_they_are_under_18(state, data, is_taken):
    minor = Volunteer(answered=[], state=state, born_on=date(2010, 1, 1))

    form = form_of("age", data, minor)

    assert form.is_valid() == is_taken
    assert is_taken == ("You told us that you are under 18" not in str(form.errors))


def test_age_lets_an_adult_correct_their_date_of_birth():
    adult = Volunteer(answered=[], state="active", born_on=date(1990, 1, 1))

    for data in (TWENTY_ONE, {"is_over_18": "on"}):
        assert form_of("age", data, adult).is_valid()


@pytest.mark.parametrize(("day", "words"), [("2", "past"), ("31", "real date")])
def test_age_refuses_an_impossible_date(day, words):
    assert words in error("age", {"born_on_day": day, "born_on_month": "6", "born_on_year": "2026"})


def test_home_finds_point_and_ward():
    ward = WardFactory()
    PostcodeFactory(code="WV1 1RG", ward=ward, latitude=52.5, longitude=-2.1)

    assert answer("home", {"postcode": "wv11rg"}) == {
        "postcode": "WV1 1RG",
        "latitude": 52.5,
        "longitude": -2.1,
        "ward": ward,
    }


@pytest.mark.parametrize("postcode", ["", "nonsense", "WV9 9ZZ"])
def test_home_refuses_what_is_no_postcode_of_the_city(postcode):
    assert error("home", {"postcode": postcode})


def test_travel_is_a_number_of_miles():
    answers = {"travel_by": "bus", "travel_miles": "8"}

    assert answer("travel", answers) == {"travel_by": "bus", "travel_miles": 8}


@pytest.mark.parametrize("means", ["", "broomstick"])
def test_travel_refuses_other_means(means):
    assert error("travel", {"travel_by": means, "travel_miles": "8"})


@pytest.mark.parametrize("miles", ["", "7", "-1", "many", "1e3"])
def test_travel_refuses_other_distances(miles):
    assert error("travel", {"travel_by": "foot", "travel_miles": miles})


def test_wards_are_those_of_the_day():
    ward, _old = (
        WardFactory(name="Park"),
        WardFactory(name="Gone", valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3)),
    )

    assert form_of("wards").fields["serves_wards"].choices == [(ward.gss, "Park")]
    assert answer("wards", {"serves_wards": [ward.gss]}) == {"serves_wards": [ward]}
    assert answer("wards", {}) == {"serves_wards": []}
    assert error("wards", {"serves_wards": ["E05999999"]})


def test_experience_is_asked_about_the_skills_held():
    person = Volunteer(answered=[], skills=0b101)

    form = form_of("experience", {"skills_strong": ["2"]}, volunteer=person)

    assert form.is_valid()
    assert form.answers(NOW) == {"skills_strong": 0b100}
    assert not form_of("experience", {"skills_strong": ["1"]}, volunteer=person).is_valid()


def test_times_is_a_mask_of_the_week():
    assert answer("times", {"availability": ["0", "20"]}) == {"availability": 1 | 1 << 20}


def test_times_keeps_never_told_apart():
    assert answer("times", {"never_told": "on"}) == {"availability": None}


def test_times_asks_for_one_of_the_two():
    assert "Select when you are free" in error("times", {})
    assert "not both" in error("times", {"availability": ["0"], "never_told": "on"})


@pytest.mark.parametrize("bit", ["21", "-1", "x"])
def test_times_refuses_other_slots(bit):
    assert "list" in error("times", {"availability": [bit]})


def test_skills_may_be_none():
    assert answer("skills", {}) == {"skills": 0}
    assert answer("skills", {"skills": ["0", "2"]}) == {"skills": 5}


def test_interests_are_priorities_in_force():
    priority = PriorityFactory()
    ended = PriorityFactory(strategy__valid_to=date(2025, 1, 1))

    assert answer("interests", {"interests": [str(priority.pk)]}) == {"interests": [priority]}
    assert error("interests", {"interests": [str(ended.pk)]})


def test_languages_need_one():
    assert answer("languages", {"languages": ["1"]}) == {"languages": 2}
    assert "at least one" in error("languages", {})


def test_limit_and_dbs_are_choices():
    as_usual = {"placement_limit": "2", "asks_limit": "-1"}
    assert answer("limit", as_usual) == {"placement_limit": 2, "asks_limit": None}
    assert answer("limit", as_usual | {"asks_limit": "1"}) == {"placement_limit": 2, "asks_limit": 1}
    assert error("limit", as_usual | {"asks_limit": "4"})
    assert answer("dbs", {"dbs_declared": "3"}) == {"dbs_declared": 3}
    assert error("limit", {"placement_limit": "99"})
    assert error("dbs", {})


def test_phone_may_be_empty_but_not_nonsense():
    assert answer("phone", {}) == {"phone": ""}
    assert answer("phone", {"phone": "07700 900 982"}) == {"phone": "07700 900 982"}
    assert error("phone", {"phone": "ring me"})


@pytest.mark.parametrize("slug", list(FORMS))
@pytest.mark.parametrize("text", HOSTILE)
def test_forms_answer_hostile_input_with_an_error_or_take_it_as_text(slug, text):
    form = form_of(
        slug, {name: [text] for name in FORMS[slug].base_fields} | {"name": text, "postcode": text}
    )

    if form.is_valid():
        assert "\x00" not in str(form.answers(NOW))
    assert str(form)


def test_a_question_never_answered_is_asked_without_an_answer():
    assert form_of("limit").initial == {}


def test_a_ward_besides_the_home_ward_is_told_with_the_person():
    person, ward = VolunteerFactory(), WardFactory()
    person.serves_wards.add(ward)

    assert str(ServedWard.objects.get()) == f"{person}, {ward}"


def test_a_present_answer_fills_the_form():
    priority = PriorityFactory()
    ward = WardFactory()
    person = VolunteerFactory(availability=None, travel_by="car", travel_miles=8, asks_limit=1)
    person.interests.set([priority])
    person.serves_wards.set([ward])

    assert form_of("times", volunteer=person).initial == {"availability": 0, "never_told": True}
    assert form_of("travel", volunteer=person).initial == {"travel_by": "car", "travel_miles": 8}
    assert form_of("wards", volunteer=person).initial == {"serves_wards": [ward.gss]}
    assert form_of("limit", volunteer=person).initial == {"placement_limit": 1, "asks_limit": 1}
    assert form_of("limit", volunteer=VolunteerFactory()).initial["asks_limit"] == -1
    assert form_of("interests", volunteer=person).initial == {"interests": [str(priority.pk)]}


def test_home_waits_for_a_postcode_that_is_newer_than_the_list():
    PostcodeFactory(code="WV1 1RG")

    assert answer("home", {"postcode": "wv19zz"}) == {
        "postcode": "WV1 9ZZ",
        "latitude": None,
        "longitude": None,
        "ward": None,
    }
