from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers import catalogues
from volunteers.catalogues import (
    DBS_LEVELS,
    EVERY_SLOT,
    LANGUAGES,
    PARTS,
    SKILLS,
    SLOT_COUNT,
    WEEKDAYS,
    dbs_level_name,
    gettext_noop,
    mask_of,
    mask_of_slugs,
    members,
    names,
    slot_bit,
    slot_name,
    slugs,
    whole,
)

CATALOGUES = [WEEKDAYS, PARTS, SKILLS, LANGUAGES, DBS_LEVELS]


def shout(message: str) -> str:
    return message.replace("evening", "EVENING").replace("Polish", "POLISH").replace("Basic", "BASIC")


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_catalogue_bits_slugs_and_names_are_unique(catalogue):
    for column in zip(*catalogue, strict=True):
        assert len(set(column)) == len(catalogue)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_catalogue_uses_the_lowest_bits_without_a_hole(catalogue):
    assert whole(catalogue) == (1 << len(catalogue)) - 1


# What is in the database already. A new entry is added at the end; nothing else here ever changes.
STORED_SKILLS = [
    "mentoring",
    "listening",
    "first-aid",
    "mental-health-first-aid",
    "sports-coaching",
    "boxing-coaching",
    "youth-work",
    "driving",
    "minibus-driving",
    "cooking",
    "food-hygiene",
    "art-music",
    "digital",
    "administration",
    "fundraising",
    "gardening",
    "diy",
    "translation",
    "advice",
    "stewarding",
    "social-media",
    "teaching",
    "restorative-justice",
    "conflict-resolution",
]
STORED_LANGUAGES = [
    "english",
    "panjabi",
    "polish",
    "urdu",
    "romanian",
    "kurdish",
    "bengali",
    "gujarati",
    "hindi",
    "pashto",
    "farsi",
    "arabic",
    "tigrinya",
    "amharic",
    "somali",
    "lithuanian",
    "latvian",
    "czech-slovak",
    "portuguese",
    "french",
    "spanish",
    "ukrainian",
    "twi",
    "yoruba",
    "chinese",
    "bsl",
]
STORED_LEVELS = ["none", "basic", "standard", "enhanced", "enhanced-barred"]


@pytest.mark.parametrize(
    ("catalogue", "stored"),
    [(SKILLS, STORED_SKILLS), (LANGUAGES, STORED_LANGUAGES), (DBS_LEVELS, STORED_LEVELS)],
)
def test_stored_bits_never_change(catalogue, stored):
    assert {entry.bit: entry.slug for entry in catalogue} == dict(enumerate(stored))


def test_english_is_the_first_language():
    assert LANGUAGES[0].slug == "english"


def test_dbs_levels_rise():
    assert all(lower.bit + 1 == higher.bit for lower, higher in pairwise(DBS_LEVELS))


@pytest.mark.parametrize(
    ("weekday", "part", "bit", "name"),
    [(0, 0, 0, "Monday morning"), (1, 2, 5, "Tuesday evening"), (6, 2, 20, "Sunday evening")],
)
def test_slot_has_a_bit_and_a_name(weekday, part, bit, name):
    assert slot_bit(weekday, part) == bit
    assert slot_name(bit) == name


def test_every_slot_covers_the_week():
    assert SLOT_COUNT == 21
    assert members(EVERY_SLOT) == list(range(21))
    assert len({slot_name(bit) for bit in members(EVERY_SLOT)}) == 21


def test_names_are_translated_piece_by_piece():
    assert slot_name(5, shout) == "Tuesday EVENING"
    assert names(LANGUAGES, 0b101, shout) == ["English", "POLISH"]
    assert dbs_level_name(1, shout) == "BASIC DBS check"


def test_dbs_level_name_is_english_by_default():
    assert dbs_level_name(3) == "Enhanced DBS check"


def test_gettext_noop_changes_nothing():
    assert gettext_noop("First aid") == "First aid"


@given(st.frozensets(st.integers(0, 40)))
def test_mask_round_trips_through_its_members(bits):
    assert members(mask_of(bits)) == sorted(bits)


@given(st.integers(0, 1 << 40))
def test_members_round_trip_through_their_mask(mask):
    assert mask_of(members(mask)) == mask


def test_members_refuses_a_negative_number():
    with pytest.raises(ValueError, match="never negative: -1"):
        members(-1)


@given(st.integers(0, whole(SKILLS)))
def test_slugs_round_trip(mask):
    assert mask_of_slugs(SKILLS, slugs(SKILLS, mask)) == mask
    assert len(names(SKILLS, mask)) == mask.bit_count()


def test_mask_of_slugs_refuses_an_unknown_slug():
    with pytest.raises(KeyError, match="juggling"):
        mask_of_slugs(SKILLS, ["mentoring", "juggling"])


def test_names_leave_out_bits_that_no_entry_has():
    assert names(LANGUAGES, 1 << 60) == []


def test_catalogues_know_no_django():
    assert not [name for name in vars(catalogues) if "django" in name.lower()]
