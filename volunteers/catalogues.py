"""Catalogues that describe volunteers and roles: weekly slots, skills, languages, DBS levels.

Plain Python without Django, because the matching engines read them as well as the forms. A set of entries is
stored as a whole number, a mask, in which bit n stands for the entry with that bit.

Bits and slugs are stored in the database and in spreadsheets. NEVER renumber, reuse or remove one; give new
entries the next free bit. The order of a list is only its order on the page.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


def gettext_noop(message: str) -> str:
    """Mark a string for translation and return it unchanged. makemessages recognises this name."""
    return message


class Entry(NamedTuple):
    """One catalogue entry: its permanent bit, its slug for files and addresses, and its English name."""

    bit: int
    slug: str
    name: str


Catalogue = tuple[Entry, ...]

WEEKDAYS: Catalogue = (
    Entry(0, "mon", gettext_noop("Monday")),
    Entry(1, "tue", gettext_noop("Tuesday")),
    Entry(2, "wed", gettext_noop("Wednesday")),
    Entry(3, "thu", gettext_noop("Thursday")),
    Entry(4, "fri", gettext_noop("Friday")),
    Entry(5, "sat", gettext_noop("Saturday")),
    Entry(6, "sun", gettext_noop("Sunday")),
)

PARTS: Catalogue = (
    Entry(0, "morning", gettext_noop("morning")),
    Entry(1, "afternoon", gettext_noop("afternoon")),
    Entry(2, "evening", gettext_noop("evening")),
)

SLOT_TEMPLATE = gettext_noop("%(weekday)s %(part)s")

SKILLS: Catalogue = (
    Entry(0, "mentoring", gettext_noop("Mentoring")),
    Entry(1, "listening", gettext_noop("Listening and befriending")),
    Entry(2, "first-aid", gettext_noop("First aid")),
    Entry(3, "mental-health-first-aid", gettext_noop("Mental health first aid")),
    Entry(4, "sports-coaching", gettext_noop("Sports coaching")),
    Entry(5, "boxing-coaching", gettext_noop("Boxing coaching")),
    Entry(6, "youth-work", gettext_noop("Youth work")),
    Entry(7, "driving", gettext_noop("Driving (full licence)")),
    Entry(8, "minibus-driving", gettext_noop("Minibus driving")),
    Entry(9, "cooking", gettext_noop("Cooking")),
    Entry(10, "food-hygiene", gettext_noop("Food hygiene certificate")),
    Entry(11, "art-music", gettext_noop("Art and music")),
    Entry(12, "digital", gettext_noop("Computers and phones")),
    Entry(13, "administration", gettext_noop("Office work")),
    Entry(14, "fundraising", gettext_noop("Fundraising")),
    Entry(15, "gardening", gettext_noop("Gardening")),
    Entry(16, "diy", gettext_noop("DIY and repairs")),
    Entry(17, "translation", gettext_noop("Translating and interpreting")),
    Entry(18, "advice", gettext_noop("Advice and advocacy")),
    Entry(19, "stewarding", gettext_noop("Event stewarding")),
    Entry(20, "social-media", gettext_noop("Social media")),
    Entry(21, "teaching", gettext_noop("Teaching and tutoring")),
    Entry(22, "restorative-justice", gettext_noop("Restorative justice")),
    Entry(23, "conflict-resolution", gettext_noop("Calming conflict")),
)

LANGUAGES: Catalogue = (
    Entry(0, "english", gettext_noop("English")),
    Entry(1, "panjabi", gettext_noop("Panjabi")),
    Entry(2, "polish", gettext_noop("Polish")),
    Entry(3, "urdu", gettext_noop("Urdu")),
    Entry(4, "romanian", gettext_noop("Romanian")),
    Entry(5, "kurdish", gettext_noop("Kurdish")),
    Entry(6, "bengali", gettext_noop("Bengali")),
    Entry(7, "gujarati", gettext_noop("Gujarati")),
    Entry(8, "hindi", gettext_noop("Hindi")),
    Entry(9, "pashto", gettext_noop("Pashto")),
    Entry(10, "farsi", gettext_noop("Farsi")),
    Entry(11, "arabic", gettext_noop("Arabic")),
    Entry(12, "tigrinya", gettext_noop("Tigrinya")),
    Entry(13, "amharic", gettext_noop("Amharic")),
    Entry(14, "somali", gettext_noop("Somali")),
    Entry(15, "lithuanian", gettext_noop("Lithuanian")),
    Entry(16, "latvian", gettext_noop("Latvian")),
    Entry(17, "czech-slovak", gettext_noop("Czech or Slovak")),
    Entry(18, "portuguese", gettext_noop("Portuguese")),
    Entry(19, "french", gettext_noop("French")),
    Entry(20, "spanish", gettext_noop("Spanish")),
    Entry(21, "ukrainian", gettext_noop("Ukrainian")),
    Entry(22, "twi", gettext_noop("Twi")),
    Entry(23, "yoruba", gettext_noop("Yoruba")),
    Entry(24, "chinese", gettext_noop("Chinese")),
    Entry(25, "bsl", gettext_noop("British Sign Language")),
)

# Not a mask: a person has one level, and a higher number includes the lower ones.
DBS_LEVELS: Catalogue = (
    Entry(0, "none", gettext_noop("No DBS check")),
    Entry(1, "basic", gettext_noop("Basic DBS check")),
    Entry(2, "standard", gettext_noop("Standard DBS check")),
    Entry(3, "enhanced", gettext_noop("Enhanced DBS check")),
    Entry(4, "enhanced-barred", gettext_noop("Enhanced DBS check with barred lists")),
)

# How many days before a DBS check ends its holder is reminded, once each.
REMINDER_DAYS = (90, 60, 30)

# How far, in miles in a straight line, each means of travel goes for an evening's volunteering, there and
# back. People who have not said are limited only by the miles they chose (at most 30).
TRAVEL_REACH: Mapping[str, int] = {"": 30, "foot": 2, "bicycle": 5, "bus": 10, "car": 30}
TRAVEL_NAMES: Mapping[str, str] = {
    "foot": gettext_noop("on foot or by wheelchair"),
    "bicycle": gettext_noop("by bicycle"),
    "bus": gettext_noop("by bus or tram"),
    "car": gettext_noop("by car or motorbike"),
}

SLOT_COUNT = len(WEEKDAYS) * len(PARTS)
EVERY_SLOT = (1 << SLOT_COUNT) - 1

Translate = Callable[[str], str]


def slot_bit(weekday: int, part: int) -> int:
    """Return the bit of a weekly slot: Monday morning is 0, Sunday evening is 20."""
    return weekday * len(PARTS) + part


def slot_name(bit: int, translate: Translate = str) -> str:
    """Return the name of a weekly slot: "Tuesday evening"."""
    weekday, part = divmod(bit, len(PARTS))
    words = {"weekday": translate(WEEKDAYS[weekday].name), "part": translate(PARTS[part].name)}
    return translate(SLOT_TEMPLATE) % words


def dbs_level_name(level: int, translate: Translate = str) -> str:
    """Return the name of a DBS level: "Enhanced DBS check"."""
    return translate(DBS_LEVELS[level].name)


def mask_of(bits: Iterable[int]) -> int:
    """Return the mask with these bits set."""
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def members(mask: int) -> list[int]:
    """Return the bits that are set in a mask, lowest first.

    Raises ValueError for a negative number, which is not a mask.
    """
    if mask < 0:
        raise ValueError(f"A mask is never negative: {mask}")
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def whole(catalogue: Catalogue) -> int:
    """Return the mask with every entry of a catalogue, which is the largest that may be stored."""
    return mask_of(entry.bit for entry in catalogue)


def names(catalogue: Catalogue, mask: int, translate: Translate = str) -> list[str]:
    """Return the names of the entries in a mask, in the catalogue's order."""
    return [translate(entry.name) for entry in catalogue if mask >> entry.bit & 1]


def slugs(catalogue: Catalogue, mask: int) -> list[str]:
    """Return the slugs of the entries in a mask, in the catalogue's order."""
    return [entry.slug for entry in catalogue if mask >> entry.bit & 1]


def mask_of_slugs(catalogue: Catalogue, chosen: Iterable[str]) -> int:
    """Return the mask of the entries with these slugs.

    Raises KeyError for a slug that is not in the catalogue.
    """
    bits = {entry.slug: entry.bit for entry in catalogue}
    return mask_of(bits[slug] for slug in chosen)
