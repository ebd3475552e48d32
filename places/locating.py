"""Find where a postcode is.

The city's postcodes are stored. A geocoder is asked about others only if the caller allows it.
"""

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

# The formats of British postcodes (Royal Mail, PAF Programmers' Guide): an area of one or two letters, a
# district, a digit and two letters, which are never C, I, K, M, O or V.
SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
SEPARATORS = re.compile(r"[\s.\-]")
NEIGHBOURHOOD_MILES = 0.3  # a new postcode gets the ward of the nearest stored one within this distance
LONGEST_NAME = 80  # of a place that someone searches for
SHORTEST_PART = 3  # letters of a ward's name that are enough to find it
COARSE = 2  # decimal places of a degree kept of a person's position: about a kilometre
LONGEST = 40  # anything longer is not a postcode, however many spaces it has


class PostcodeError(ValueError):
    """A postcode that can't be used. The message is for the person who typed it."""


class Malformed(PostcodeError):
    """The text is not a postcode."""


class Unknown(PostcodeError):
    """It could be a postcode, but it is not stored here."""


class Waiting(Unknown):
    """Not stored, but it may exist: similar ones do, or no geocoder could be asked just now."""


class Ended(PostcodeError):
    """It was a postcode, but Royal Mail has withdrawn it."""


class OutsideCity(PostcodeError):
    """A real postcode that is in no ward of the city."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a postcode is: its point (WGS84, in degrees) and its ward."""

    postcode: str
    latitude: float
    longitude: float
    ward: Ward


@dataclass(frozen=True, slots=True)
class Position:
    """A record's position: a postcode with its location, or one that still has to be located."""

    postcode: str
    latitude: float | None = None
    longitude: float | None = None
    ward: Ward | None = None

    def facts(self) -> dict[str, Any]:
        """Return the position by the field names of `places.models.Located`."""
        return {
            "postcode": self.postcode,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "ward": self.ward,
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to search around: a postcode, the middle of several or of a ward, or the person's position."""

    name: str
    latitude: float
    longitude: float


class Place(Protocol):
    """Anything with a point (WGS84) and a ward of any version: a postcode, a group, an initiative."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...

    @property
    def ward(self) -> Ward | None: ...


class How(StrEnum):
    """How the ward of a place on a day is known."""

    KNOWN = "known"  # its stored ward was in force
    OUTLINE = "outline"  # its point is inside that ward's outline
    LIKELY = "likely"  # most postcodes of its stored ward are in that ward


@dataclass(frozen=True, slots=True)
class WardThen:
    """The ward of a place on a day, and how it is known."""

    ward: Ward
    how: How


def normalise(text: str) -> str:
    """Return a postcode in its usual form: “wv11rg” becomes “WV1 1RG”.

    Full-width letters, any kind of space, full stops and hyphens are accepted. Raises Malformed if the text
    does not have the format of a British postcode.
    """
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)) if len(text) <= LONGEST else ""
    found = SHAPE.fullmatch(SEPARATORS.sub("", plain).upper())
    if not found:
        raise Malformed(_("Enter a full postcode, like WV1 1RG"))
    return " ".join(found.groups())


def locate(text: str, *, may_ask_outside: bool = False) -> Location:
    """Return where a postcode of the city is.

    `may_ask_outside` allows a geocoder to be asked about a postcode that is not stored yet: for open venues,
    never for a person's home or a protected venue. Raises Malformed, Unknown, Ended or OutsideCity, each with
    a message that says what to do. Waiting is an Unknown that may be found later.
    """
    code = normalise(text)
    postcode = Postcode.objects.select_related("ward").filter(code=code).first()
    if postcode is None:
        return _located_outside(code, may_ask_outside)
    if postcode.ended_on:
        raise Ended(_("{code} is no longer in use. Enter the postcode that replaced it").format(code=code))
    if postcode.ward is None:
        raise _outside_city(code)
    return Location(code, postcode.latitude, postcode.longitude, postcode.ward)


def position_of(text: str, *, may_ask_outside: bool = False) -> Position:
    """Return a record's position for a postcode. One that may be found later has no location yet.

    So nobody is turned away because a geocoder is down or a postcode is newer than our list:
    `places.tasks.locate_waiting` tries again. Raises the same errors as `locate`, except Waiting.
    """
    try:
        found = locate(text, may_ask_outside=may_ask_outside)
    except Waiting:
        return Position(normalise(text))
    return Position(found.postcode, found.latitude, found.longitude, found.ward)


def find_place(text: str, *, day: date) -> Spot:
    """Return the place that a person means: a postcode, an outward code (“WV10”) or a ward on the day.

    Raises PostcodeError with a message that says what to do.
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
    """Return the person's approximate position, as sent by their browser. Raises OutsideCity.

    It is rounded to about a kilometre, however exact it was.
    """
    spot = Spot(_("your location"), round(latitude, COARSE), round(longitude, COARSE))
    box = Postcode.objects.in_city().box()
    if box is None or not box.holds(spot.latitude, spot.longitude):
        raise OutsideCity(_("You appear to be outside Wolverhampton. Enter a postcode in the city"))
    return spot


def ward_on(day: date, place: Place) -> WardThen | None:
    """Return the ward that a place belongs to on a day, or None if it can't be determined."""
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
    unknown = _("We cannot find {code}. Check it, or enter a postcode nearby").format(code=code)
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
        raise Unknown(_("No postcodes in the city start with {code}").format(code=code))
    return Spot(code, *middle)


def _middle_of_ward(text: str, day: date) -> Spot:
    wanted = _plain_name(text)
    wards = {_plain_name(ward.name): ward for ward in Ward.objects.on(day).with_label()}
    close = [name for name in wards if wanted in name and len(wanted) >= SHORTEST_PART]
    found = [wanted] if wanted in wards else close
    if len(found) > 1:
        names = _(" or ").join(wards[name].name for name in found)
        raise Malformed(_("This could be {wards}. Enter one of these").format(wards=names))
    if not found:
        raise Malformed(
            _("Enter a postcode like WV1 1RG, the first half of one like WV10, or a ward like Bushbury North")
        )
    ward = wards[found[0]]
    return Spot(ward.name, ward.label_latitude, ward.label_longitude)


def _plain_name(text: str) -> str:
    """Return a place name for comparison: “St. Peter’s ward” and “st peters” are the same."""
    words = re.sub(r"[’'.]", "", text.casefold()).replace("&", " and ").replace("-", " ").split()
    return " ".join(words[:-1] if words[1:] and words[-1] == "ward" else words)


def _outside_city(code: str) -> OutsideCity:
    return OutsideCity(_("{code} is outside Wolverhampton. Enter a postcode in the city").format(code=code))
