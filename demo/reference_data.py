"""The wards, postcodes and priorities that a demo city stands on, read in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from demo.dice import Dice, Die
from places.geo import Plane
from places.models import Located, Postcode, Ward
from strategy.models import Priority

EXACT = 10  # the quality of a postcode's point; those of post boxes are worse
SECRET_POSTCODES = 60
HOME_OF_THE_DEMO = "Bushbury South & Low Hill"  # where Asha's group is
CENTRE = "WV1 1RG"


class NothingToBuildOn(Exception):
    """The wards, postcodes or strategies are not loaded."""


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """The wards (the demo's home ward first), their postcodes, and the priorities by their slugs.

    The secret postcodes are kept for protected addresses: nothing else in the city lies there.
    """

    wards: tuple[Ward, ...]
    postcodes: dict[str, list[Postcode]]
    secret: list[Postcode]
    priorities: dict[str, Priority]

    @property
    def centre(self) -> Postcode:
        """The postcode of the Civic Centre."""
        return next(each for every in self.postcodes.values() for each in every if each.code == CENTRE)

    def nearest_wards(self, ward: Ward, count: int) -> list[Ward]:
        """Return the wards around a ward, nearest first, without itself."""
        plane = Plane.at(_degrees(ward.label_latitude), _degrees(ward.label_longitude))
        others = [other for other in self.wards if other.pk != ward.pk]
        others.sort(
            key=lambda other: plane.square_miles(
                _degrees(other.label_latitude), _degrees(other.label_longitude)
            )
        )
        return others[:count]


def read_reference_data(dice: Dice, today: date) -> ReferenceData:
    """Read what is there on a day. Raises NothingToBuildOn where something is missing."""
    wards = sorted(Ward.objects.on(today), key=lambda ward: (ward.name != HOME_OF_THE_DEMO, ward.pk))
    priorities = {priority.slug: priority for priority in Priority.objects.on(today)}
    # Sorted here: databases differ in how they sort spaces, and the same seed must make the same city.
    postcodes = sorted(Postcode.objects.in_city().filter(quality=EXACT), key=lambda postcode: postcode.code)
    if not (wards and priorities and postcodes):
        raise NothingToBuildOn
    secret = _choose_secret(dice.of("city", 0, "secret postcodes"), postcodes)
    by_ward: dict[str, list[Postcode]] = {ward.pk: [] for ward in wards}
    for postcode in postcodes:
        by_ward[str(postcode.ward_id)].append(postcode)
    return ReferenceData(tuple(wards), by_ward, secret, priorities)


def put(record: Located, postcode: Postcode) -> None:
    """Place a record at a postcode."""
    record.postcode = postcode.code
    record.latitude, record.longitude = postcode.latitude, postcode.longitude
    record.ward_id = postcode.ward_id


def _choose_secret(die: Die, postcodes: list[Postcode]) -> list[Postcode]:
    """Take some postcodes out, each alone at its point."""
    neighbours = Counter((postcode.latitude, postcode.longitude) for postcode in postcodes)
    alone = [
        postcode
        for postcode in postcodes
        if neighbours[postcode.latitude, postcode.longitude] == 1 and postcode.code != CENTRE
    ]
    secret = die.sample(alone, SECRET_POSTCODES)
    for postcode in secret:
        postcodes.remove(postcode)
    return secret


def _degrees(value: float | None) -> float:
    return value or 0.0
