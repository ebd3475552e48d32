from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.volunteers import ScreeningCheckFactory, VolunteerFactory
from volunteers.models import ScreeningCheck, Volunteer
from volunteers.rules import best_check, counts_until, is_old_enough, may_answer, missing_steps
from volunteers.steps import STEPS

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("state", "may"), [("draft", True), ("active", True), ("paused", True), ("left", False)]
)
def test_may_answer_until_the_person_leaves(state, may):
    assert may_answer(Volunteer(state=state)) is may


def test_missing_steps_keeps_their_order():
    volunteer = Volunteer(answered=["age", "name"], skills=1)

    assert missing_steps(volunteer) == list(STEPS[2:])


def test_nobody_without_skills_is_asked_how_good_they_are():
    slugs = [step.slug for step in missing_steps(Volunteer(skills=0))]

    assert "experience" not in slugs
    assert len(slugs) == len(STEPS) - 1


@pytest.mark.parametrize(
    ("born_on", "is_enough"),
    [(date(2010, 6, 1), True), (date(2010, 6, 2), False), (date(2008, 2, 29), True)],
)
def test_is_old_enough_on_the_birthday_itself(born_on, is_enough):
    assert is_old_enough(born_on, 16, DAY) is is_enough


@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [(date(2026, 6, 1), date(2029, 6, 1)), (date(2024, 2, 29), date(2027, 2, 28))],
)
def test_counts_until_the_same_day_years_later(issued_on, last_day):
    assert counts_until(issued_on, 3) == last_day


def check(level, valid_until, *, is_accepted=True):
    return ScreeningCheck(level=level, valid_until=valid_until, is_accepted=is_accepted)


def test_best_check_is_none_without_an_accepted_one():
    assert best_check([], DAY) is None
    assert best_check([check(4, date(2029, 1, 1), is_accepted=False)], DAY) is None


def test_best_check_prefers_one_in_date_to_a_higher_one_that_ended():
    ended, basic = check(4, date(2026, 5, 31)), check(1, DAY)

    assert best_check([ended, basic], DAY) is basic


def test_best_check_takes_the_highest_level_then_the_latest_end():
    low, high, later = check(1, date(2030, 1, 1)), check(3, date(2027, 1, 1)), check(3, date(2028, 1, 1))

    assert best_check([low, high, later], DAY) is later


@given(
    st.lists(st.builds(check, st.integers(1, 4), st.dates(date(2025, 1, 1), date(2028, 1, 1))), min_size=1)
)
def test_best_check_counts_today_if_any_does(checks):
    best = best_check(checks, DAY)

    assert (best.valid_until >= DAY) == any(each.valid_until >= DAY for each in checks)


def test_the_words_of_people_and_checks(db):
    person = VolunteerFactory(name="", state="paused", reference="SWP-V-ABC")

    assert str(person) == "SWP-V-ABC"
    assert person.is_registered
    assert "Enhanced" in str(ScreeningCheckFactory(volunteer=person))
