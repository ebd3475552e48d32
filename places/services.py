"""Changes to the places that the site knows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from places.embedded import WARDS_SINCE, PostcodeFacts, WardFacts
from places.models import Postcode, Ward

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many places a load has put in."""

    wards: int
    postcodes: int


@transaction.atomic
def load_places(*, wards: Iterable[WardFacts], postcodes: Iterable[PostcodeFacts]) -> Loaded:
    """Put in the wards and postcodes, or bring them up to date. Doing it again changes nothing."""
    return Loaded(wards=_load_wards(wards), postcodes=_load_postcodes(postcodes))


def _load_wards(wards: Iterable[WardFacts]) -> int:
    rows = [
        Ward(
            gss=ward.gss,
            name=ward.name,
            valid_from=WARDS_SINCE,
            outline=ward.outline,
            label_latitude=ward.label[0],
            label_longitude=ward.label[1],
            residents=ward.residents,
            updated_at=timezone.now(),
        )
        for ward in wards
    ]
    Ward.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["gss"],
        update_fields=["name", "valid_from", "outline", "label_latitude", "label_longitude", "residents", "updated_at"],
    )
    return len(rows)


def _load_postcodes(postcodes: Iterable[PostcodeFacts]) -> int:
    rows = [
        Postcode(
            code=postcode.code,
            district=postcode.district,
            ward_id=postcode.ward or None,
            latitude=postcode.latitude,
            longitude=postcode.longitude,
            quality=postcode.quality,
        )
        for postcode in postcodes
    ]
    Postcode.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["district", "ward", "latitude", "longitude", "quality"],
    )
    return len(rows)
