"""Tidy text that people type or paste, before it is validated."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Direction marks, zero-width spaces and byte order marks. They are invisible, get pasted along with text, and
# can make one name look like another.
INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Also soft hyphens and joiners, which prose needs and codes don't.
UNSEEN = re.compile(f"{INVISIBLE.pattern[:-1]}\u00ad\u200c\u200d]")
LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def tidy(text: str) -> str:
    """Return text in Unicode's composed form (NFC), without invisible marks, and with LF line endings."""
    return unicodedata.normalize("NFC", LINE_BREAKS.sub("\n", INVISIBLE.sub("", text)))


def visible(text: str) -> str:
    """Return a code, number or name of an official file without characters that nobody can see."""
    return text if text.isascii() else UNSEEN.sub("", text)


def printable(text: str) -> str:
    """Return text from outside the site with unprintable characters replaced by “�”."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


def clean_line(text: str) -> str:
    """Return one line of tidy text. Raises ValidationError for line breaks and control characters."""
    line = tidy(text).replace("\t", " ").strip()
    if "\n" in line:
        raise ValidationError(_("This must be on one line"), code="one_line")
    return _without_controls(line)


def clean_lines(text: str) -> str:
    """Return tidy text of any number of lines. Raises ValidationError for control characters."""
    return _without_controls(tidy(text).strip())


def _without_controls(text: str) -> str:
    if any(_is_control(character) for character in text):
        raise ValidationError(
            _("This has hidden characters we cannot use. Type it instead of pasting it."),
            code="control_characters",
        )
    return text


def _is_control(character: str) -> bool:
    """Return whether a character is a control code (such as NUL) or half of a surrogate pair."""
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}
