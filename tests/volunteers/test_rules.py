from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.volunteers import ScreeningCheckFactory, VolunteerFactory
from volunteers.models import ScreeningCheck, Volunteer
from volunteers.rules import (
    best_check,
    counts_until,
    last_ended,
    may_answer,
    missing_steps,
    reminder_due,
)
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


def test_best_check_is_never_one_that_has_ended():
    assert best_check([check(4, DAY - timedelta(days=1))], DAY) is None


def test_last_ended_is_the_accepted_check_that_ended_last():
    early, late = check(4, date(2025, 1, 1)), check(1, date(2026, 5, 31))
    others = [check(4, date(2026, 5, 31), is_accepted=False), check(4, DAY)]

    assert last_ended([early, late, *others], DAY) is late
    assert last_ended(others, DAY) is None


@pytest.mark.parametrize(
    ("left", "days"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (0, 30), (-1, None)],
)
def test_reminder_due_is_the_last_that_is_due(left, days):
    assert reminder_due(DAY + timedelta(days=left), DAY) == days


def test_best_check_takes_the_highest_level_then_the_latest_end():
    low, high, later = check(1, date(2030, 1, 1)), check(3, date(2027, 1, 1)), check(3, date(2028, 1, 1))

    assert best_check([low, high, later], DAY) is later


@given(
    st.lists(st.builds(check, st.integers(1, 4), st.dates(date(2025, 1, 1), date(2028, 1, 1))), min_size=1)
)
def test_best_check_counts_today_if_any_does(checks):
    best = best_check(checks, DAY)

    assert (best is not None) == any(each.valid_until >= DAY for each in checks)
    assert best is None or best.valid_until >= DAY


@given(
    st.lists(st.builds(check, st.integers(1, 4), st.dates(date(2025, 1, 1), date(2028, 1, 1))), min_size=1)
)
def test_without_a_check_that_counts_there_is_one_that_ended(checks):
    assert (best_check(checks, DAY) is None) <= (last_ended(checks, DAY) is not None)


def test_the_words_of_people_and_checks(db):
    person = VolunteerFactory(name="", state="paused", reference="SWP-V-ABC")

    assert str(person) == "SWP-V-ABC"
    assert person.is_registered
    assert "Enhanced" in str(ScreeningCheckFactory(volunteer=person))
