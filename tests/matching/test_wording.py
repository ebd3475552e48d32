from datetime import date

import pytest

from matching.wording import ENGLISH, Wording, plain_day
from tests.factories.facts import THURSDAY_MORNING, TUESDAY_EVENING
from volunteers.catalogues import mask_of

GERMAN = {
    "Not free on %(slots)s": "Nicht frei am %(slots)s",
    "%(weekday)s %(part)s": "%(weekday)s%(part)s",
    "%(first)s and %(last)s": "%(first)s und %(last)s",
    "Tuesday": "Dienstag",
    "Thursday": "Donnerstag",
    "morning": "vormittag",
    "evening": "abend",
    "%(day)s": "am %(day)s",
}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("slots", mask_of([TUESDAY_EVENING]), "Tuesday evening"),
        ("languages", 0b11, "English and Panjabi"),
        ("skills", 0b101, "Mentoring and First aid"),
        ("missing_skills", 0b100, "First aid"),
        ("needed_level", 3, "Enhanced DBS check"),
        ("held_level", 0, "No DBS check"),
        ("day", date(2026, 5, 3), "3 May 2026"),
        ("miles", 1.25, "1.3"),
        ("miles", 2.01, "2.1"),
        ("miles", 2.0001, "2.0"),
        ("miles", 2.0, "2.0"),
        ("limit_miles", 5.0, "5 miles"),
        ("limit_miles", 2.5, "2.5 miles"),
        ("limit_miles", 1.0, "1 mile"),
        ("age", 16, "16"),
        ("minimum_age", 18, "18"),
        ("count", 2, "2"),
        ("limit", 3, "3"),
    ],
)
def test_sentence_puts_each_value_into_words(name, value, words):
    assert ENGLISH.sentence(f"It says %({name})s.", {name: value}) == f"It says {words}."


def test_sentence_without_values_is_the_message():
    assert ENGLISH.sentence("Free at all the role's times", {}) == "Free at all the role's times"


def test_sentence_refuses_a_name_that_it_does_not_know():
    with pytest.raises(KeyError, match="colour"):
        ENGLISH.sentence("%(colour)s", {"colour": "red"})


def test_sentence_in_another_language_translates_the_values_too():
    german = Wording(lambda message: GERMAN.get(message, message), lambda day: day.strftime("%d.%m.%Y"))

    slots = mask_of([TUESDAY_EVENING, THURSDAY_MORNING])
    assert german.sentence("Not free on %(slots)s", {"slots": slots}) == (
        "Nicht frei am Dienstagabend und Donnerstagvormittag"
    )
    assert german.sentence("%(day)s", {"day": date(2026, 5, 3)}) == "am 03.05.2026"


@pytest.mark.parametrize(
    ("words", "listing"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_listing(words, listing):
    assert ENGLISH.listing(words) == listing


def test_plain_day_has_no_leading_zero():
    assert plain_day(date(2026, 12, 1)) == "1 December 2026"
