import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.fairness import (
    Chances,
    PersonOutcome,
    age_band,
    chances,
    fill_of,
    gini,
    percentile,
)

counts = st.lists(st.integers(0, 50), max_size=30)
shares = st.lists(st.floats(0, 1), min_size=1, max_size=30)
reached = st.builds(
    PersonOutcome,
    ward=st.none() | st.sampled_from(["A", "B"]),
    age=st.none() | st.integers(13, 99),
    languages=st.integers(0, 7),
    is_newcomer=st.booleans(),
    is_ranked=st.booleans(),
    is_asked=st.booleans(),
    is_placed=st.booleans(),
)


@pytest.mark.parametrize(
    ("values", "uneven"), [([], 0), ([0, 0], 0), ([3, 3, 3], 0), ([0, 0, 0, 4], 0.75), ([1, 3], 0.25)]
)
def test_gini(values, uneven):
    assert gini(values) == pytest.approx(uneven)


@given(counts)
def test_gini_lies_between_nought_and_one_and_has_no_order(values):
    uneven = gini(values)

    assert -1e-9 <= uneven < 1
    assert gini(values[::-1]) == uneven


@given(counts)
def test_gini_is_the_mean_difference_over_twice_the_mean(values):
    whole, number = sum(values), len(values)
    differences = sum(abs(one - other) for one in values for other in values)

    assert gini(values) == pytest.approx(differences / (2 * number * whole) if whole else 0)


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.1, 1), (0.11, 2), (0.5, 5), (1, 10)])
def test_percentile_is_the_nearest_rank(share, value):
    assert percentile(range(1, 11), share) == value


@given(shares, st.floats(0, 1))
def test_percentile_is_not_exceeded_by_its_share(values, share):
    value = percentile(values, share)

    assert value in values
    assert sum(each <= value for each in values) >= share * len(values) - 1e-9


def test_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.1)


def test_fill_of_wards():
    fill = fill_of({"A": (1, 4), "B": (2, 2), "C": (0, 0)})

    assert fill == (0.25, 0.25)
    assert fill_of({"C": (0, 0)}) is None


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (None, ""),
        (13, "16"),
        (16, "16"),
        (17, "16"),
        (18, "18"),
        (24, "18"),
        (66, "55"),
        (67, "67"),
        (99, "67"),
    ],
)
def test_age_band(age, band):
    assert age_band(age) == band


def test_chances_count_each_group_that_a_person_is_in():
    person = PersonOutcome("A", 30, 0b101, True, True, True, False)

    assert chances([person]) == {
        "ward": {"A": Chances(1, 1, 1, 0)},
        "age": {"25": Chances(1, 1, 1, 0)},
        "language": {"0": Chances(1, 1, 1, 0), "2": Chances(1, 1, 1, 0)},
        "experience": {"newcomer": Chances(1, 1, 1, 0)},
    }


@given(st.lists(reached, max_size=20))
def test_chances_count_everybody_once_in_each_kind_but_languages(people):
    found = chances(people)

    for kind in ("ward", "age", "experience"):
        assert sum(group.people for group in found[kind].values()) == len(people)
        assert sum(group.asked for group in found[kind].values()) == sum(each.is_asked for each in people)
    for groups in found.values():
        assert all(max(group) == group.people for group in groups.values())
