from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.ages import age_on, birthday, last_birthday

days = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("born_on", "day", "years"),
    [
        (date(2008, 6, 1), date(2026, 5, 31), 17),
        (date(2008, 6, 1), date(2026, 6, 1), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age_on_counts_whole_years(born_on, day, years):
    assert age_on(born_on, day) == years


@pytest.mark.parametrize(
    ("born_on", "years", "day"),
    [
        (date(2008, 6, 1), 18, date(2026, 6, 1)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 20, date(2028, 2, 29)),
    ],
)
def test_birthday_is_the_day_an_age_is_reached(born_on, years, day):
    assert birthday(born_on, years) == day


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 100))
def test_birthday_agrees_with_age(born_on, years):
    day = birthday(born_on, years)

    assert age_on(born_on, day) == years
    assert years == 0 or age_on(born_on, date.fromordinal(day.toordinal() - 1)) == years - 1


@given(days, st.integers(13, 99), days)
def test_last_birthday_divides_the_old_enough_from_the_others(day, years, born_on):
    assert (born_on <= last_birthday(day, years)) == (age_on(born_on, day) >= years)


def test_last_birthday_of_a_leap_day_is_the_day_before_where_the_year_has_none():
    assert last_birthday(date(2028, 2, 29), 18) == date(2010, 2, 28)
