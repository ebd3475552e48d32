import re

from core.references import ALPHABET, LENGTH, new_reference


def test_new_reference_can_be_read_out():
    references = [new_reference("G") for _ in range(200)]

    assert all(re.fullmatch(rf"SWP-G-[{ALPHABET}]{{{LENGTH}}}", reference) for reference in references)
    assert not set("0O1IL5S2Z") & set(ALPHABET)


def test_new_reference_is_new():
    assert len({new_reference("V") for _ in range(1000)}) == 1000
