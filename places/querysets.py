from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Avg, F, Max, Min, OuterRef, Prefetch, Q, Subquery, Sum, Window
from django.db.models.expressions import Combinable

from places.distances import square_miles, within
from places.figures import RESIDENTS, Table
from places.geo import Box, Plane
from places.rebasing import Overlap

SPARE_MILES = 0.5  # around the city's postcodes, where a new one may be


class WardQuerySet(models.QuerySet[Any]):
    """Wards, which change at elections."""

    def on(self, day: date) -> "WardQuerySet":
        """Return the wards as they are on a day."""
        return self.filter(_in_force("", day))

    def lock(self) -> None:
        """Let nobody else who asks for it go on until the transaction ends."""
        list(self.order_by("pk").select_for_update().values_list("pk", flat=True))

    def drawn(self) -> "WardQuerySet":
        """Return the wards of which there is an outline, with the point for the name."""
        return self.filter(outline__isnull=False, label_latitude__isnull=False, label_longitude__isnull=False)

    def stamps(self) -> list[tuple[Any, ...]]:
        """Return what changes whenever a map of these wards does, without reading the outlines."""
        return list(self.order_by("gss").values_list("gss", "name", "updated_at", "outline__updated_at"))

    def versions(self) -> list[date]:
        """Return the days since which the city has had another set of wards, newest first."""
        return list(self.order_by("-valid_from").values_list("valid_from", flat=True).distinct())

    def together_since(self, day: date) -> date:
        """Return the day since when the wards of a day have been in force together; that day without any."""
        days = self.aggregate(
            begun=Max("valid_from", filter=_in_force("", day)),
            ended=Max("valid_to", filter=Q(valid_to__lt=day)),
        )
        begun: date | None = days["begun"]
        if begun is None:
            return day
        return max(begun, days["ended"] + timedelta(days=1)) if days["ended"] else begun

    def with_links(self) -> "WardQuerySet":
        """Return each with what followed it and what it followed, the largest share first."""
        overlaps = self.model._meta.get_field("successors").related_model.objects
        biggest_first = overlaps.order_by("-postcodes", "pk")
        return self.prefetch_related(
            Prefetch("successors", biggest_first.select_related("new").annotate(of_old=_share_of("old"))),
            Prefetch("predecessors", biggest_first.select_related("old").annotate(of_new=_share_of("new"))),
        )

    def ended_before(self, day: date) -> "WardQuerySet":
        """Return the wards that are no more on a day."""
        return self.filter(valid_to__lt=day)

    def with_label(self) -> "WardQuerySet":
        """Return the wards whose middle is known."""
        return self.filter(label_latitude__isnull=False, label_longitude__isnull=False)

    def geometries(self) -> dict[str, dict[str, Any]]:
        """Return each ward's best outline (GeoJSON geometry, WGS84) by GSS code, where it has one."""
        rows = self.filter(outline__isnull=False).values_list(
            "gss", "outline__geometry", "boundary__geometry"
        )
        return {gss: boundary or outline for gss, outline, boundary in rows}


class WardOverlapQuerySet(models.QuerySet[Any]):
    """The postcodes that wards share across a change of boundaries."""

    def between(self, before: date, after: date) -> "WardOverlapQuerySet":
        """Return the overlaps from the wards of one day to those of a later one."""
        return self.filter(_in_force("old__", before), _in_force("new__", after))

    def with_shares(self) -> "WardOverlapQuerySet":
        """Return each with `of_old` and `of_new`: its share (0 to 1) of either ward's postcodes."""
        return self.annotate(
            of_old=F("postcodes") * 1.0 / self._postcodes_of("old"),
            of_new=F("postcodes") * 1.0 / self._postcodes_of("new"),
        )

    def links(self) -> list[Overlap]:
        """Return them as plain values, to carry figures with."""
        return [Overlap(*row) for row in self.values_list("old", "new", "postcodes")]

    def likeliest(self, ward: Any, day: date) -> Any:
        """Return the ward of a day that shares most postcodes with a ward of another time, or nothing."""
        before = self.filter(_in_force("old__", day), new=ward).select_related("old")
        after = self.filter(_in_force("new__", day), old=ward).select_related("new")
        linked = [(-link.postcodes, link.old_id, link.old) for link in before]
        linked += [(-link.postcodes, link.new_id, link.new) for link in after]
        return min(linked, default=(0, "", None), key=lambda link: link[:2])[2]

    def _postcodes_of(self, side: str) -> Subquery:
        beside = self.model.objects.filter(**{side: OuterRef(side)}).order_by().values(side)
        return Subquery(beside.annotate(total=Sum("postcodes")).values("total"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure (with its ward and indicator) as it is shown: per 1,000 residents and beside the city's.

    The rates are there for indicators that say so; the city's value only where every ward has a figure.
    """

    figure: Any
    rate: float | None
    city_value: float | None
    city_rate: float | None


class WardFigureQuerySet(models.QuerySet[Any]):
    """Figures of wards by indicator and period."""

    def on(self, day: date) -> "WardFigureQuerySet":
        """Return the figures of the wards that are in force on a day."""
        return self.filter(_in_force("ward__", day))

    def of(self, *indicators: str) -> "WardFigureQuerySet":
        """Return the figures of some indicators, by slug."""
        return self.filter(indicator__in=indicators)

    def of_ward(self, ward: Any) -> "WardFigureQuerySet":
        """Return the figures of one ward."""
        return self.filter(ward=ward)

    def during(self, period: str) -> "WardFigureQuerySet":
        """Return the figures of one year or month."""
        return self.filter(period=period)

    def newest(self) -> "WardFigureQuerySet":
        """Return, of each indicator, the figures of its newest period among these."""
        indicators = defaultdict(list)
        for indicator, period in self.newest_periods().items():
            indicators[period].append(indicator)
        picked = Q(pk__in=[])
        for period, some in indicators.items():
            picked |= Q(indicator__in=some, period=period)
        return self.filter(picked)

    def newest_periods(self) -> dict[str, str]:
        """Return the newest period of each indicator among these."""
        return dict(self.order_by().values_list("indicator").annotate(period=Max("period")))

    def periods(self) -> dict[str, list[str]]:
        """Return the periods that there are figures of, newest first, by indicator."""
        found: dict[str, list[str]] = {}
        for indicator, period in self.order_by("-period").values_list("indicator", "period").distinct():
            found.setdefault(indicator, []).append(period)
        return found

    def readings(self, day: date) -> list[Reading]:
        """Return these figures with their rates and the city's values, in the version of a day.

        Two queries, however many figures.
        """
        figures = list(self.on(day).select_related("ward", "indicator"))
        indicators = [figure.indicator for figure in figures]
        table = self.model.objects.on(day).table(indicators, {figure.period for figure in figures})
        return [_reading(figure, table) for figure in figures]

    def table(self, indicators: Iterable[Any], periods: Iterable[str]) -> Table:
        """Return the values of some indicators in some periods, and what they are measured against."""
        weights = {indicator.weighted_by_id for indicator in indicators} - {None}
        shown = Q(indicator__in={indicator.pk for indicator in indicators}, period__in=periods)
        found = self.filter(Q(indicator__in=weights | {RESIDENTS}) | shown).order_by()
        return Table(found.values_list("indicator", "period", "ward", "value"))

    def by_ward(self) -> dict[str, float]:
        """Return the values of one indicator in one period, by GSS code."""
        return dict(self.values_list("ward", "value"))


class ImportRunQuerySet(models.QuerySet[Any]):
    """The official files that were read in, newest first."""

    def of(self, *kinds: str) -> "ImportRunQuerySet":
        """Return the runs of some kinds of file."""
        return self.filter(kind__in=kinds)

    def last_of_each_kind(self) -> "ImportRunQuerySet":
        """Return the newest run of each kind."""
        newest = self.order_by().values("kind").annotate(newest=Max("pk"))
        return self.filter(pk__in=newest.values("newest"))

    def newest(self) -> int:
        """Return the number of the last run, or 0: it differs once another file has been read in."""
        return self.aggregate(newest=Max("pk"))["newest"] or 0


class UploadQuerySet(models.QuerySet[Any]):
    """Files that officers brought."""

    def attempt(self, pk: Any, number: int) -> "UploadQuerySet":
        """Return the upload while a worker's attempt at it still counts, or nothing."""
        return self.filter(pk=pk, attempt=number, state__in=["checking", "writing"])

    def for_list(self) -> "UploadQuerySet":
        """Return them without their long reports."""
        return self.select_related("brought_by").defer("refusals", "report")

    def brought_before(self, moment: datetime) -> "UploadQuerySet":
        """Return what was brought before a moment."""
        return self.filter(brought_at__lt=moment)


class PostcodeQuerySet(models.QuerySet[Any]):
    """Postcodes of the city and of its edge."""

    def in_city(self) -> "PostcodeQuerySet":
        """Return the postcodes in use that lie in a ward of the city."""
        return self.live().filter(ward__isnull=False)

    def live(self) -> "PostcodeQuerySet":
        """Return the postcodes that are in use."""
        return self.filter(ended_on=None)

    def of_outward(self, outward: str) -> "PostcodeQuerySet":
        """Return the postcodes with the same first half, such as “WV1”."""
        return self.filter(code__startswith=f"{outward} ")

    def middle(self) -> tuple[float, float] | None:
        """Return the mean latitude and longitude of these postcodes, or nothing without any."""
        mean = self.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
        return None if mean["latitude"] is None else (mean["latitude"], mean["longitude"])

    def box(self) -> Box | None:
        """Return the rectangle around these postcodes with half a mile to spare, or nothing without any."""
        bounds = self.aggregate(
            south=Min("latitude"), north=Max("latitude"), west=Min("longitude"), east=Max("longitude")
        )
        if bounds["south"] is None:
            return None
        corner, other = (
            Plane.at(bounds[latitude], bounds[longitude]).box(SPARE_MILES)
            for latitude, longitude in (("south", "west"), ("north", "east"))
        )
        return Box(corner.south, other.north, corner.west, other.east)

    def nearest(self, plane: Plane, *, miles: float) -> Any:
        """Return the postcode in use nearest to a point with its ward, or nothing within the distance."""
        around = self.live().filter(within(plane, miles)).annotate(square_miles=square_miles(plane))
        return (
            around.filter(square_miles__lte=miles * miles)
            .select_related("ward")
            .order_by("square_miles", "code")
            .first()
        )


def _share_of(side: str) -> Combinable:
    """Return what share (0 to 1) an overlap has of those of its old or new ward, all of which are read."""
    return F("postcodes") * 1.0 / Window(Sum("postcodes"), partition_by=side)


def _reading(figure: Any, table: Table) -> Reading:
    indicator, period = figure.indicator, figure.period
    return Reading(
        figure=figure,
        rate=table.rate(indicator.pk, period, figure.ward_id) if indicator.is_rated else None,
        city_value=table.city_value(indicator.pk, period, indicator.weighted_by_id),
        city_rate=table.city_rate(indicator.pk, period) if indicator.is_rated else None,
    )


def _in_force(ward: str, day: date) -> Q:
    """Return the condition that a ward is in force on a day; `ward` is the way to it (“old__”)."""
    no_end, not_over = Q(**{f"{ward}valid_to": None}), Q(**{f"{ward}valid_to__gte": day})
    return (no_end | not_over) & Q(**{f"{ward}valid_from__lte": day})
