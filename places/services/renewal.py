"""Move records into current wards after boundaries have changed."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models, transaction

from core import audit
from places.assigning import WardFinder, as_areas
from places.models import Postcode, Ward, WardOverlap
from places.services.positions import located_models

AT_ONCE = 500
NOT_KNOWN = float("nan")
LEAST_SHARE = 0.1  # of a ward's postcodes: a ward that took over at least this share replaces it in lists
Moves = dict[tuple[str, str], list[Any]]  # keys of records by the old and the new ward


def renew_wards(day: date) -> int:
    """Give records in wards that have ended their ward on a day; return how many were moved.

    A record with a point gets the ward whose outline contains it, or else the ward that took over most
    postcodes of its old one. A list of wards (where a group works) gets those that took over at least a tenth
    of an old one. Records whose ward can't be determined stay. `places.locating.ward_on` still returns the
    ward on any day.
    """
    renewal = Renewal(day)
    models_with_a_ward: list[type[models.Model]] = [*located_models(), Postcode]
    moved = sum(_move(model, renewal) for model in models_with_a_ward)
    return moved + sum(_replace(relation, renewal) for relation in _lists_of_wards())


class Renewal:
    """The wards that have ended by a day, and the data needed to find their successors."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.ended = list(Ward.objects.ended_before(day).values_list("pk", flat=True))

    @cached_property
    def finder(self) -> WardFinder:
        """The outlines of the day, loaded only when needed."""
        return WardFinder(as_areas(Ward.objects.on(self.day).geometries()))

    @cached_property
    def heir(self) -> dict[str, str]:
        """The ward that took over most postcodes of each ended ward."""
        heirs = {old: WardOverlap.objects.likeliest(old, self.day) for old in self.ended}
        return {old: ward.pk for old, ward in heirs.items() if ward}

    @cached_property
    def heirs(self) -> dict[str, list[str]]:
        """The wards that took over at least LEAST_SHARE of each ended ward."""
        overlaps = WardOverlap.objects.filter(old__in=self.ended, new__in=Ward.objects.on(self.day))
        shares = overlaps.with_shares().filter(of_old__gte=LEAST_SHARE)
        heirs: dict[str, list[str]] = defaultdict(list)
        for old, new in shares.values_list("old", "new"):
            heirs[old].append(new)
        return dict(heirs)


def _move(model: type[models.Model], renewal: Renewal) -> int:
    rows = _records(model).filter(ward__in=renewal.ended).order_by("pk")
    facts = list(rows.values_list("pk", "ward", "longitude", "latitude"))
    moves = _moves(facts, renewal) if facts else {}
    return sum(_put(model, old, new, keys) for (old, new), keys in moves.items())


def _moves(facts: list[Any], renewal: Renewal) -> Moves:
    """Return the records that move, by old and new ward."""
    east, north = ([NOT_KNOWN if part is None else part for part in column] for column in _points(facts))
    moves: Moves = defaultdict(list)
    for (key, old, *_point), ward in zip(facts, renewal.finder.wards_of(east, north).tolist(), strict=True):
        if new := ward or renewal.heir.get(old):
            moves[old, new].append(key)
    return moves


def _points(facts: list[Any]) -> tuple[list[Any], list[Any]]:
    return [east for _key, _ward, east, _north in facts], [north for *_rest, north in facts]


def _put(model: type[models.Model], old: str, new: str, keys: list[Any]) -> int:
    """Save the new ward, unless the record has been moved in the meantime."""
    moved = 0
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        with transaction.atomic():
            moved += _records(model).filter(pk__in=batch, ward=old).update(ward=new)
            if model is not Postcode:
                audit.record_many("places.ward_renewed", model=model, keys=batch)
    return moved


@transaction.atomic
def _replace(relation: Any, renewal: Renewal) -> int:
    """Replace ended wards with those that took them over, in one kind of list."""
    owner, ward = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
    links = _records(relation.through)
    ended = links.filter(**{f"{ward}__in": renewal.ended})
    pairs = list(ended.values_list(f"{owner}_id", f"{ward}_id"))
    pairs = [(key, old) for key, old in pairs if renewal.heirs.get(old)]
    new = {(key, heir) for key, old in pairs for heir in renewal.heirs[old]}
    links.bulk_create(
        [relation.through(**{f"{owner}_id": key, f"{ward}_id": heir}) for key, heir in sorted(new, key=str)],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    ended.filter(**{f"{ward}__in": {old for _key, old in pairs}}).delete()
    keys = sorted({key for key, _old in pairs}, key=str)
    audit.record_many("places.ward_renewed", model=relation.related_model, keys=keys)
    return len(keys)


def _lists_of_wards() -> list[Any]:
    """Return the relations by which records of other apps list wards."""
    return [
        field
        for field in Ward._meta.get_fields(include_hidden=True)
        if field.auto_created and field.many_to_many
    ]


def _records(model: type[models.Model]) -> models.QuerySet[Any]:
    return models.QuerySet(model)
