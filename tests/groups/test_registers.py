import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.models import Group
from groups.registers import REGISTERS, NumberError


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("charity", "123456", "123456"),
        ("charity", " 1234567 ", "1234567"),
        ("charity", "1234567-1", "1234567-1"),
        ("charity", "1234567–12", "1234567-12"),
        ("cio", "1 156 789", "1156789"),
        ("cic", "01234567", "01234567"),
        ("cic", "sc123456", "SC123456"),
        ("company", "ni 012 345", "NI012345"),
        ("school", "104300", "104300"),
        ("school", "", ""),
        ("school", "   ", ""),
    ],
)
def test_normalise_keeps_a_good_number(kind, typed, kept):
    assert REGISTERS[kind].normalise(typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("charity", "", "Enter the charity number"),
        ("charity", "12345", "A charity number has 6 or 7 numbers, like 1234567 or 1234567-1. You entered 5"),
        ("charity", "12345678", "You entered 8 characters"),
        ("cio", "123456", "The charity number of a CIO has 7 numbers, like 1234567. You entered 6"),
        ("cio", "1234567-1", "You entered 9"),
        ("cic", "1234567", "A company number has 8 numbers, or 2 letters and 6 numbers, like 01234567"),
        ("company", "S1234567", "A company number has 8 numbers, or 2 letters and 6 numbers, like 01234567"),
        ("company", "<script>", "Use letters and numbers only"),
        ("company", "=1+1", "Use letters and numbers only"),
        ("company", "\x001234567", "Use letters and numbers only"),
        ("company", "१२३४५६७८", "Use letters and numbers only"),
        ("school", "10430", "A school’s URN has 6 numbers, like 104300. You entered 5"),
    ],
)
def test_normalise_says_what_is_wrong(kind, typed, words):
    with pytest.raises(NumberError, match=re.escape(words)):
        REGISTERS[kind].normalise(typed)


def test_registers_are_of_known_kinds():
    assert REGISTERS.keys() <= set(Group.LegalForm.values)


@given(st.sampled_from(sorted(REGISTERS)), st.text(max_size=30))
def test_normalise_of_anything_is_a_number_or_refused(kind, typed):
    try:
        number = REGISTERS[kind].normalise(typed)
    except NumberError:
        return
    assert REGISTERS[kind].normalise(number) == number
    assert len(number) <= 20
