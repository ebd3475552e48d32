"""Store indicators and ward figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from places.catalogue import INDICATORS
from places.figures import SourcedFigure
from places.models import Indicator, Lsoa, WardFigure

ROWS_AT_ONCE = 500
FACTS = ["name", "unit", "direction", "measures", "comes", "weighted_by", "is_rated", "position"]


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """The changes that storing some figures would make. `before` has the old values of `to_change`."""

    to_add: list[SourcedFigure]
    to_change: list[SourcedFigure]
    unchanged: int
    before: list[float]


def load_indicators() -> None:
    """Create or update the site's indicators."""
    Indicator.objects.bulk_create(
        [
            Indicator(
                slug=facts.slug,
                name=facts.name,
                unit=facts.unit,
                direction=facts.direction,
                measures=facts.measures,
                comes=facts.comes,
                weighted_by_id=facts.weighted_by or None,
                is_rated=facts.is_rated,
                position=position,
            )
            for position, facts in enumerate(INDICATORS)
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=FACTS,
    )


def plan_figures(figures: Iterable[SourcedFigure], *, keeps_others: bool = False) -> FigurePlan:
    """Compare figures with those stored. `keeps_others` leaves figures from other sources unchanged."""
    rows = list(figures)
    stored = _stored(rows)
    to_add, to_change, before = [], [], []
    for row in rows:
        old = stored.get((row.indicator, row.period, row.ward))
        if old is None:
            to_add.append(row)
        elif old != _facts(row) and not (keeps_others and old[1] != row.source):
            to_change.append(row)
            before.append(old[0])
    return FigurePlan(to_add, to_change, len(rows) - len(to_add) - len(to_change), before)


def write_figures(plan: FigurePlan, *, at: datetime) -> None:
    """Store a plan. Call it inside a transaction."""
    WardFigure.objects.bulk_create(
        [
            WardFigure(
                ward_id=row.ward,
                indicator_id=row.indicator,
                period=row.period,
                value=row.value,
                source=row.source,
                licence=row.licence,
                is_approximate=row.is_approximate,
                imported_at=at,
            )
            for row in plan.to_add + plan.to_change
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["indicator", "period", "ward"],
        update_fields=["value", "source", "licence", "is_approximate", "imported_at"],
    )


def _stored(rows: list[SourcedFigure]) -> dict[tuple[str, str, str], tuple[float, str, str, bool]]:
    figures = WardFigure.objects.filter(
        indicator__in={row.indicator for row in rows}, period__in={row.period for row in rows}
    )
    return {
        (figure.indicator_id, figure.period, figure.ward_id): _facts(figure) for figure in figures.iterator()
    }


def _facts(figure: SourcedFigure | WardFigure) -> tuple[float, str, str, bool]:
    return figure.value, figure.source, figure.licence, figure.is_approximate


def store_lsoas(areas: dict[str, tuple[str, int]]) -> None:
    """Store each LSOA's ward (GSS code) and residents, replacing existing ones. Needs a transaction."""
    Lsoa.objects.bulk_create(
        [Lsoa(code=code, ward_id=ward, residents=residents) for code, (ward, residents) in areas.items()],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["ward", "residents"],
    )
