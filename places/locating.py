"""Finds where a postcode is. The city's own postcodes are stored; others are asked for only if told to."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from core.cleaning import INVISIBLE
from places import geocoding
from places.assigning import WardFinder, as_areas
from places.geo import Plane
from places.models import Postcode, Ward, WardOverlap

# The shapes of British postcodes (Royal Mail, PAF Programmers' Guide): an area of one or two letters, a
# district, a digit and two letters, which are never C, I, K, M, O or V.
SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
SEPARATORS = re.compile(r"[\s.\-]")
NEIGHBOURHOOD_MILES = 0.3  # a new postcode lies in the ward of its nearest stored one, if that is so near
LONGEST_NAME = 80  # of a place that somebody looks for
SHORTEST_PART = 3  # letters of a ward's name that are enough to mean it
COARSE = 2  # decimals of a degree that are kept of where somebody stands: about a kilometre
LONGEST = 40  # what is longer than this is no postcode, however many spaces it holds


class PostcodeError(ValueError):
    """A postcode that can't be used. Its words are for the person who typed it."""


class Malformed(PostcodeError):
    """What was typed is not a postcode."""


class Unknown(PostcodeError):
    """It could be a postcode, but not one that is stored here."""


class Waiting(Unknown):
    """Not stored here, but it may well exist: others are like it, or no geocoder could be asked just now."""


class Ended(PostcodeError):
    """It was a postcode, and Royal Mail has ended it."""


class OutsideCity(PostcodeError):
    """A real postcode that lies in no ward of the city."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a postcode is: its point (WGS84, in degrees) and its ward."""

    postcode: str
    latitude: float
    longitude: float
    ward: Ward


@dataclass(frozen=True, slots=True)
class Position:
    """What a record keeps of where it is: a postcode with its place, or one whose place is looked for."""

    postcode: str
    latitude: float | None = None
    longitude: float | None = None
    ward: Ward | None = None

    def facts(self) -> dict[str, Any]:
        """Return it by the names of a record's fields (`places.models.Located`)."""
        return {
            "postcode": self.postcode,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "ward": self.ward,
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """A point that somebody looks around: of a postcode, the middle of several or of a ward, or their own."""

    name: str
    latitude: float
    longitude: float


class Place(Protocol):
    """Anything with a point (WGS84) and a ward of some version: a postcode, a group, an initiative."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...

    @property
    def ward(self) -> Ward | None: ...


class How(StrEnum):
    """How sure the ward of a place is on a day."""

    KNOWN = "known"  # the ward that is stored with it was in force
    OUTLINE = "outline"  # its point lies in that ward's outline
    LIKELY = "likely"  # most postcodes of its ward lie in that ward


@dataclass(frozen=True, slots=True)
class WardThen:
    """The ward that a place belongs to on a day, and how that is known."""

    ward: Ward
    how: How


def normalise(text: str) -> str:
    """Return a postcode as it is written on a letter: “wv11rg” becomes “WV1 1RG”.

    Full-width letters, any kind of space, full stops and hyphens are forgiven. Raises Malformed for
    what does not have the shape of a British postcode.
    """
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)) if len(text) <= LONGEST else ""
    found = SHAPE.fullmatch(SEPARATORS.sub("", plain).upper())
    if not found:
        raise Malformed(_("Enter a full postcode, like WV1 1RG"))
    return " ".join(found.groups())


def locate(text: str, *, may_ask_outside: bool = False) -> Location:
    """Return where a postcode of the city is.

    `may_ask_outside` lets a geocoder be asked about a postcode that is not stored yet: for open venues,
    never for a person's home or a protected place. Raises Malformed, Unknown, Ended or OutsideCity,
    each in words that say what to do; Waiting is the Unknown that may be known later.
    """
    code = normalise(text)
    postcode = Postcode.objects.select_related("ward").filter(code=code).first()
    if postcode is None:
        return _located_outside(code, may_ask_outside)
    if postcode.ended_on:
        raise Ended(_("{code} is no longer in use. Use the postcode that replaced it").format(code=code))
    if postcode.ward is None:
        raise _outside_city(code)
    return Location(code, postcode.latitude, postcode.longitude, postcode.ward)


def position_of(text: str, *, may_ask_outside: bool = False) -> Position:
    """Return what a record keeps of a postcode. One that may be found later is kept without its place.

    So no geocoder that is down, and no postcode that is newer than our list, turns anybody away:
    `places.tasks.locate_waiting` tries again. Raises as `locate` does, but for Waiting.
    """
    try:
        found = locate(text, may_ask_outside=may_ask_outside)
    except Waiting:
        return Position(normalise(text))
    return Position(found.postcode, found.latitude, found.longitude, found.ward)


def find_place(text: str, *, day: date) -> Spot:
    """Return the place that somebody means: a postcode, the first half of one (“WV10”) or a ward of the day.

    Raises PostcodeError in words that say what to do.
    """
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))[:LONGEST_NAME]
    code = SEPARATORS.sub("", plain).upper()
    if SHAPE.fullmatch(code):
        found = locate(code)
        return Spot(found.postcode, found.latitude, found.longitude)
    if OUTWARD.fullmatch(code):
        return _middle_of_outward(code)
    return _middle_of_ward(plain, day)


def around_here(latitude: float, longitude: float) -> Spot:
    """Return about where somebody stands, as told by their browser. Raises OutsideCity.

    No more of it than a kilometre is kept, whatever was sent.
    """
    spot = Spot(_("where you are"), round(latitude, COARSE), round(longitude, COARSE))
    box = Postcode.objects.in_city().box()
    if box is None or not box.holds(spot.latitude, spot.longitude):
        raise OutsideCity(_("You seem to be outside Wolverhampton. Enter a postcode in the city"))
    return spot


def ward_on(day: date, place: Place) -> WardThen | None:
    """Return the ward that a place belongs to in the version of a day, or nothing if it can't be told."""
    if place.ward and place.ward.is_in_force(day):
        return WardThen(place.ward, How.KNOWN)
    return _ward_by_outline(day, place) or _ward_by_overlap(day, place)


def _ward_by_outline(day: date, place: Place) -> WardThen | None:
    wards = Ward.objects.on(day)
    areas = as_areas(wards.geometries())
    if place.latitude is None or place.longitude is None or not areas:
        return None
    found = wards.filter(gss=WardFinder(areas).ward_of(place.longitude, place.latitude)).first()
    return WardThen(found, How.OUTLINE) if found else None


def _ward_by_overlap(day: date, place: Place) -> WardThen | None:
    if place.ward is None:
        return None
    ward = WardOverlap.objects.likeliest(place.ward, day)
    return WardThen(ward, How.LIKELY) if ward else None


def _located_outside(code: str, may_ask: bool) -> Location:
    unknown = _("We can’t find {code}. Check it, or use a postcode close by").format(code=code)
    box = Postcode.objects.in_city().box() if may_ask and settings.GEOCODER else None
    if box is None:
        is_close = Postcode.objects.in_city().of_outward(code.split(" ")[0]).exists()
        raise (Waiting if is_close else Unknown)(unknown)
    try:
        point = geocoding.ask(code, box=box)
    except geocoding.NoAnswer as error:
        raise Waiting(unknown) from error
    if point is None:
        raise Unknown(unknown)
    neighbour = Postcode.objects.nearest(Plane.at(*point), miles=NEIGHBOURHOOD_MILES)
    if neighbour is None or neighbour.ward is None:
        raise _outside_city(code)
    return Location(code, *point, neighbour.ward)


def _middle_of_outward(code: str) -> Spot:
    middle = Postcode.objects.in_city().of_outward(code).middle()
    if middle is None:
        raise Unknown(_("No postcode of the city begins with {code}").format(code=code))
    return Spot(code, *middle)


def _middle_of_ward(text: str, day: date) -> Spot:
    wanted = _plain_name(text)
    wards = {_plain_name(ward.name): ward for ward in Ward.objects.on(day).with_label()}
    close = [name for name in wards if wanted in name and len(wanted) >= SHORTEST_PART]
    found = [wanted] if wanted in wards else close
    if len(found) > 1:
        names = _(" or ").join(wards[name].name for name in found)
        raise Malformed(_("That could be {wards}. Enter one of them").format(wards=names))
    if not found:
        raise Malformed(
            _("Enter a postcode like WV1 1RG, its first half like WV10, or a ward like Bushbury North")
        )
    ward = wards[found[0]]
    return Spot(ward.name, ward.label_latitude, ward.label_longitude)


def _plain_name(text: str) -> str:
    """Return a name of a place as it is compared: “St. Peter’s ward” and “st peters” are one."""
    words = re.sub(r"[’'.]", "", text.casefold()).replace("&", " and ").replace("-", " ").split()
    return " ".join(words[:-1] if words[1:] and words[-1] == "ward" else words)


def _outside_city(code: str) -> OutsideCity:
    return OutsideCity(_("{code} is outside Wolverhampton. Use a postcode in the city").format(code=code))
