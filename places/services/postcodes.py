"""Store postcodes from an official list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from places.embedded import PostcodeFacts
from places.models import Postcode

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PostcodePlan:
    """The changes that storing a list of postcodes would make. `to_end` are codes missing from the list.

    `before` has the stored facts of `to_change`, in the same order.
    """

    to_add: list[PostcodeFacts]
    to_change: list[PostcodeFacts]
    to_end: list[str]
    unchanged: int
    before: list[PostcodeFacts]


def plan_postcodes(rows: Iterable[PostcodeFacts], *, covers: Callable[[Postcode], bool]) -> PostcodePlan:
    """Compare a list with the stored postcodes. Live ones that it covers but doesn't have are to end."""
    listed = {row.code: row for row in rows}
    stored = {postcode.code: postcode for postcode in Postcode.objects.iterator()}
    to_add = [row for code, row in listed.items() if code not in stored]
    to_change = [row for code, row in listed.items() if code in stored and _facts(stored[code]) != row]
    to_end = [
        code
        for code, postcode in stored.items()
        if code not in listed and postcode.ended_on is None and covers(postcode)
    ]
    before = [_facts(stored[row.code]) for row in to_change]
    unchanged = len(listed) - len(to_add) - len(to_change)
    return PostcodePlan(to_add, to_change, sorted(to_end), unchanged, before)


def write_postcodes(plan: PostcodePlan, *, ended_on: date) -> None:
    """Store a plan. Call it inside a transaction."""
    upsert_postcodes(plan.to_add + plan.to_change)
    for start in range(0, len(plan.to_end), ROWS_AT_ONCE):
        codes = plan.to_end[start : start + ROWS_AT_ONCE]
        Postcode.objects.filter(code__in=codes).update(ended_on=ended_on)


def upsert_postcodes(rows: Iterable[PostcodeFacts]) -> None:
    """Create or replace postcodes."""
    Postcode.objects.bulk_create(
        [
            Postcode(
                code=row.code,
                district=row.district,
                ward_id=row.ward or None,
                latitude=row.latitude,
                longitude=row.longitude,
                quality=row.quality,
                ended_on=row.ended_on,
            )
            for row in rows
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["district", "ward", "latitude", "longitude", "quality", "ended_on"],
    )


def _facts(postcode: Postcode) -> PostcodeFacts:
    return PostcodeFacts(
        postcode.code,
        postcode.district,
        postcode.ward_id or "",
        postcode.latitude,
        postcode.longitude,
        postcode.quality,
        postcode.ended_on,
    )
