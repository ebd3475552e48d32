from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from insight.choropleth import CLASSES, Step, shades, steps

NUMBERS = st.dictionaries(st.text(min_size=1), st.integers(0, 50) | st.floats(-1e6, 1e6), max_size=40)


def test_shades_share_the_wards_out():
    values = {str(number): float(number) for number in range(20)}

    assert [list(shades(values).values()).count(shade) for shade in range(1, 6)] == [4] * 5


def test_steps_say_lowest_and_highest():
    assert steps({"a": 0, "b": 0, "c": 7, "d": 9}) == [Step(1, 0, 0, 2), Step(3, 7, 7, 1), Step(4, 9, 9, 1)]


def test_nothing_has_no_steps():
    assert steps({}) == []


@given(NUMBERS)
def test_more_is_never_lighter_and_the_same_is_never_another_shade(values):
    shade = shades(values)
    by_value = sorted(values, key=lambda ward: values[ward])

    assert all(1 <= number <= CLASSES for number in shade.values())
    for low, high in pairwise(by_value):
        assert shade[low] <= shade[high]
        assert values[low] != values[high] or shade[low] == shade[high]


@given(NUMBERS)
def test_steps_hold_every_ward_once_and_do_not_overlap(values):
    found = steps(values)

    assert sum(step.wards for step in found) == len(values)
    assert all(lower.high < upper.low for lower, upper in pairwise(found))
