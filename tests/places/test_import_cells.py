import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.importers import cells
from places.importers.cells import BadCell


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("2.0", 2), ("1,234", 1234), (" 7 ", 7)])
def test_whole_reads_how_people_write_it(text, value):
    assert cells.whole(text, "It", 0, 2000) == value


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "-1", "2001", "1e999", "٢٢٢٢"])
def test_whole_refuses_what_is_no_number_in_bounds(text):
    with pytest.raises(BadCell, match="It must be a number from 0 to 2,000, not “"):
        cells.whole(text, "It", 0, 2000)


def test_whole_refuses_a_fraction():
    with pytest.raises(BadCell, match=r"It must be a whole number, not “1\.5”"):
        cells.whole("1.5", "It", 0, 2000)


def test_a_long_value_is_cut_short_in_the_sentence():
    with pytest.raises(BadCell) as caught:
        cells.number("9" * 1000, "It", 0, 1)

    assert len(str(caught.value)) < 120


@given(st.text())
def test_number_of_any_text_is_in_bounds_or_refused(text):
    try:
        value = cells.number(text, "It", -1, 1)
    except BadCell:
        return
    assert -1 <= value <= 1


def test_month_reads_a_month():
    assert cells.month("2025-10") == "2025-10"
    with pytest.raises(BadCell, match="The month must be like 2025-10, not “2025-13”"):
        cells.month("2025-13")


def test_one_of_refuses_the_unknown():
    assert cells.one_of("a", "Kind", ["a"]) == "a"
    with pytest.raises(BadCell, match="We do not know Kind “b”"):
        cells.one_of("b", "Kind", ["a"])
