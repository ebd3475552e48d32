"""Ages in whole years. Someone born on 29 February ages on 1 March in a year without that day."""

from datetime import date

ADULT = 18


def age_on(born_on: date, day: date) -> int:
    """Return the age on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def birthday(born_on: date, years: int) -> date:
    """Return the day on which someone reaches an age."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:  # 29 February in a year without one
        return date(born_on.year + years, 3, 1)


def last_birthday(day: date, years: int) -> date:
    """Return the latest date of birth of someone who has an age on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: nobody was born on it that year, those of the 28th have the age
        return date(day.year - years, 2, 28)
