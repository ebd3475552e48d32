"""Load the places that come with the site, without overwriting data from official files."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from places.embedded import WARDS_SINCE, FormerWard, PostcodeFacts, WardFacts
from places.figures import SourcedFigure
from places.models import ImportRun, Postcode, Ward, WardOutline, WardOverlap
from places.rebasing import Overlap
from places.services.figures import load_indicators, plan_figures, write_figures
from places.services.imports import POSTCODE_FILES
from places.services.postcodes import upsert_postcodes

WARD_FACTS = ["name", "valid_from", "residents", "updated_at"]
LABEL = ["label_latitude", "label_longitude"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many places were loaded."""

    wards: int
    postcodes: int
    former_wards: int = 0


@transaction.atomic
def load_places(
    *,
    wards: Iterable[WardFacts],
    postcodes: Iterable[PostcodeFacts],
    former_wards: Iterable[FormerWard] = (),
    overlaps: Iterable[Overlap] = (),
    figures: Iterable[SourcedFigure] = (),
) -> Loaded:
    """Create or update wards, postcodes and figures. Running it again changes nothing."""
    loaded = Loaded(
        wards=_load_wards(wards),
        postcodes=_load_postcodes(postcodes),
        former_wards=_load_former_wards(former_wards),
    )
    _load_overlaps(overlaps)
    load_indicators()
    write_figures(plan_figures(figures, keeps_others=True), at=timezone.now())
    return loaded


def _load_wards(wards: Iterable[WardFacts]) -> int:
    official = set(Ward.objects.filter(is_outline_approximate=False).values_list("gss", flat=True))
    rows = list(wards)
    approximate = [ward for ward in rows if ward.gss not in official]
    _upsert_wards(approximate, [*WARD_FACTS, *LABEL])
    _upsert_outlines(approximate)
    _upsert_wards([ward for ward in rows if ward.gss in official], WARD_FACTS)
    return len(rows)


def _upsert_wards(wards: list[WardFacts], fields: list[str]) -> None:
    Ward.objects.bulk_create(
        [
            Ward(
                gss=ward.gss,
                name=ward.name,
                valid_from=WARDS_SINCE,
                label_latitude=ward.label[0],
                label_longitude=ward.label[1],
                residents=ward.residents,
                updated_at=timezone.now(),
            )
            for ward in wards
        ],
        update_conflicts=True,
        unique_fields=["gss"],
        update_fields=fields,
    )


def _upsert_outlines(wards: list[WardFacts]) -> None:
    WardOutline.objects.bulk_create(
        [WardOutline(ward_id=ward.gss, geometry=ward.outline) for ward in wards],
        update_conflicts=True,
        unique_fields=["ward"],
        update_fields=["geometry", "updated_at"],
    )


def _load_former_wards(wards: Iterable[FormerWard]) -> int:
    rows = [
        Ward(gss=ward.gss, name=ward.name, valid_from=ward.valid_from, valid_to=ward.valid_to)
        for ward in wards
    ]
    Ward.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["gss"], update_fields=["name", "valid_from", "valid_to"]
    )
    return len(rows)


def _load_overlaps(overlaps: Iterable[Overlap]) -> None:
    WardOverlap.objects.bulk_create(
        [WardOverlap(old_id=link.old, new_id=link.new, postcodes=link.postcodes) for link in overlaps],
        update_conflicts=True,
        unique_fields=["old", "new"],
        update_fields=["postcodes"],
    )


def _load_postcodes(postcodes: Iterable[PostcodeFacts]) -> int:
    if ImportRun.objects.of(*POSTCODE_FILES).exists():
        return Postcode.objects.live().count()
    rows = list(postcodes)
    upsert_postcodes(rows)
    return len(rows)
