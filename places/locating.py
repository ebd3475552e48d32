"""Finds where a postcode is. The city's own postcodes are stored; others are asked for only if told to."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.cleaning import INVISIBLE
from places import geocoding
from places.geo import Plane
from places.models import Postcode, Ward

# The shapes of British postcodes (Royal Mail, PAF Programmers' Guide): an area of one or two letters, a
# district, a digit and two letters, which are never C, I, K, M, O or V.
SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")
SEPARATORS = re.compile(r"[\s.\-]")
NEIGHBOURHOOD_MILES = 0.3  # a new postcode lies in the ward of its nearest stored one, if that is so near
LONGEST = 40  # what is longer than this is no postcode, however many spaces it holds


class PostcodeError(ValueError):
    """A postcode that can't be used. Its words are for the person who typed it."""


class Malformed(PostcodeError):
    """What was typed is not a postcode."""


class Unknown(PostcodeError):
    """It could be a postcode, but not one that is stored here."""


class OutsideCity(PostcodeError):
    """A real postcode that lies in no ward of the city."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a postcode is: its point (WGS84, in degrees) and its ward."""

    postcode: str
    latitude: float
    longitude: float
    ward: Ward


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
    never for a person's home or a protected place. Raises Malformed, Unknown or OutsideCity, each in
    words that say what to do.
    """
    code = normalise(text)
    postcode = Postcode.objects.select_related("ward").filter(code=code).first()
    if postcode is None:
        return _located_outside(code, may_ask_outside)
    if postcode.ward is None:
        raise _outside_city(code)
    return Location(code, postcode.latitude, postcode.longitude, postcode.ward)


def _located_outside(code: str, may_ask: bool) -> Location:
    point = geocoding.ask(code) if may_ask else None
    if point is None:
        raise Unknown(_("We can’t find {code}. Check it, or use a postcode close by").format(code=code))
    neighbour = Postcode.objects.nearest(Plane.at(*point), miles=NEIGHBOURHOOD_MILES)
    if neighbour is None or neighbour.ward is None:
        raise _outside_city(code)
    return Location(code, *point, neighbour.ward)


def _outside_city(code: str) -> OutsideCity:
    return OutsideCity(_("{code} is outside Wolverhampton. Use a postcode in the city").format(code=code))
