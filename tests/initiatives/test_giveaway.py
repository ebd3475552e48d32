import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.giveaway import giveaways

ADDRESS = "Rose House, 12-14 Secret Lane, Wolverhampton"


def found(text, address=ADDRESS, postcode="WV3 9DU"):
    return giveaways(text, address=address, postcode=postcode)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Come to Secret Lane", ["Secret Lane"]),
        ("come to SECRET LN.", ["Secret Lane"]),
        ("come to secrt lane", ["Secret Lane"]),
        ("secretlane", ["Secret Lane"]),
        ("sec ret lane", ["Secret Lane"]),
        ("Sécret\u200b Lane", ["Secret Lane"]),
        ("in Rose’s house? Rose House", ["Rose House"]),
        ("we are at wv39du", ["WV3 9DU"]),
        ("W V 3 - 9 D U", ["WV3 9DU"]),
        ("Rose House in Secret Lane, WV3 9DU", ["Rose House", "Secret Lane", "WV3 9DU"]),
        ("Tea and cake in Wolverhampton", []),
        ("A secret garden", []),
        ("", []),
    ],
)
def test_giveaways_of_a_text(text, parts):
    assert found(text) == parts


def test_giveaways_know_nothing_of_an_address_without_a_name():
    assert found("12 of us", address="12, 3a", postcode="") == []


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["Secret Lane", "rose house", "WV3 9DU"]))
def test_a_part_is_found_whatever_stands_around_it(before, after, part):
    assert found(f"{before} {part} {after}")


@given(st.text(max_size=200), st.text(max_size=80))
def test_any_text_can_be_compared(text, address):
    assert set(found(text, address)) <= {"WV3 9DU", *giveaways(address, address=address, postcode="")}
