import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning import clean_line, clean_lines, printable, tidy, visible


def test_tidy_composes_characters():
    assert tidy("Cafe\u0301") == "Café"


def test_tidy_drops_marks_that_turn_the_direction_of_text():
    assert tidy("Low\u202e Hill\u2066\u200b\ufeff") == "Low Hill"


def test_tidy_keeps_emoji_that_are_joined():
    family = "\U0001f469\u200d\U0001f467"

    assert tidy(family) == family


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u202e"])
def test_visible_drops_what_nobody_can_see(mark):
    assert visible(f"{mark}E050{mark}14851{mark}") == "E05014851"
    assert visible("Llanfair-ym-Muallt, Tŷ") == "Llanfair-ym-Muallt, Tŷ"


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\u2028", "\u0085"])
def test_tidy_ends_every_line_the_same_way(line_break):
    assert tidy(f"one{line_break}two") == "one\ntwo"


def test_clean_line_strips_and_turns_tabs_into_spaces():
    assert clean_line("  Low\tHill \n") == "Low Hill"


@pytest.mark.parametrize("text", ["Low\nHill", "To: a\r\nBcc: b", "Low\u2029Hill"])
def test_clean_line_refuses_more_than_one_line(text):
    with pytest.raises(ValidationError, match="must be on one line"):
        clean_line(text)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7fb", "a\x9bb", "a\ud800b"])
@pytest.mark.parametrize("clean", [clean_line, clean_lines])
def test_clean_refuses_control_characters_and_lone_surrogates(clean, text):
    with pytest.raises(ValidationError, match="hidden characters"):
        clean(text)


def test_clean_lines_keeps_lines_and_tabs():
    assert clean_lines(" one\r\n\ttwo ") == "one\n\ttwo"


@given(st.text())
def test_clean_lines_gives_text_that_a_database_takes_or_refuses_it(text):
    try:
        found = clean_lines(text)
    except ValidationError:
        return

    found.encode()
    assert "\x00" not in found
    assert unicodedata.is_normalized("NFC", found)
    assert clean_lines(found) == found


def test_printable_keeps_what_can_be_printed_and_nothing_else():
    assert printable("Café “x”\x00\x1b[31m\ud800\n") == "Café “x”��[31m��"
