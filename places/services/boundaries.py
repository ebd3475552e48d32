"""Store wards with their official boundaries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from places.models import Ward, WardBoundary, WardOutline, WardOverlap
from places.rebasing import Overlap


@dataclass(frozen=True, slots=True)
class DrawnWard:
    """A ward with its boundary, simplified outline (GeoJSON geometries, WGS84) and label point.

    `valid_from` is set for a ward that is not stored yet. The label is latitude and longitude.
    """

    gss: str
    name: str
    valid_from: date | None
    precise: dict[str, Any]
    drawn: dict[str, Any]
    label: tuple[float, float]


def write_boundaries(wards: Iterable[DrawnWard], *, source: str, licence: str, at: datetime) -> None:
    """Store wards' outlines and boundaries, replacing existing ones. Call it inside a transaction."""
    for ward in wards:
        facts = {
            "name": ward.name,
            "label_latitude": ward.label[0],
            "label_longitude": ward.label[1],
            "is_outline_approximate": False,
        }
        new = {**facts, "valid_from": ward.valid_from}
        Ward.objects.update_or_create(gss=ward.gss, defaults=facts, create_defaults=new)
        WardOutline.objects.update_or_create(ward_id=ward.gss, defaults={"geometry": ward.drawn})
        WardBoundary.objects.update_or_create(
            ward_id=ward.gss,
            defaults={"geometry": ward.precise, "source": source, "licence": licence, "imported_at": at},
        )


def succeed_wards(ended: Sequence[str], *, until: date, overlaps: Iterable[Overlap]) -> None:
    """End wards, and store their overlaps with their successors. Call it inside a transaction."""
    Ward.objects.filter(gss__in=ended).update(valid_to=until)
    WardOverlap.objects.bulk_create(
        [WardOverlap(old_id=link.old, new_id=link.new, postcodes=link.postcodes) for link in overlaps],
        update_conflicts=True,
        unique_fields=["old", "new"],
        update_fields=["postcodes"],
    )
