import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.disclosure import rounded, share, shown, total

counts = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (1, "*"),
        (7, "*"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (17, "15"),
        (18, "20"),
        (1234, "1,235"),
    ],
)
def test_shown_hides_small_counts_and_rounds_others(count, words):
    assert shown(count) == words


def test_rounded_refuses_what_nobody_counts():
    with pytest.raises(ValueError, match="-1"):
        rounded(-1)


@given(counts)
def test_rounded_is_near_and_a_multiple_of_five(count):
    told = rounded(count)

    if told is None:
        assert 1 <= count <= 7
    else:
        assert told % 5 == 0
        assert abs(told - count) <= 2


def test_total_is_made_of_true_counts():
    assert total([3, 3, 3]) == "10"
    assert total([]) == "0"


@pytest.mark.parametrize(
    ("part", "whole", "hundredths"),
    [(0, 100, 0), (50, 100, 50), (3, 100, None), (0, 5, None), (0, 0, None), (8, 8, 100), (33, 99, 35)],
)
def test_share_is_of_what_may_be_told(part, whole, hundredths):
    assert share(part, whole) == hundredths


@given(counts, counts)
def test_share_tells_no_more_than_both_counts(part, whole):
    hundredths = share(part, whole)

    assert hundredths is None or 0 <= hundredths <= 100
    if 0 < part <= 7 or 0 < whole <= 7:
        assert hundredths is None
