from typing import Any

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from places.geo import Plane

# Parts of the distance, tried first where there are many results, because the nearest few are close by.
INNER_CIRCLES = (1 / 32, 1 / 8)


class Listing:
    """What a search found, a page at a time: as much of it as anybody reads.

    More than a thousand are not counted to the end, the nearest of them are looked for close by first, and
    the best matches in titles first, so that the first page costs the same in a city of a hundred
    initiatives and of a hundred thousand.
    """

    def __init__(self, filters: InitiativeFilter) -> None:
        self.filters = filters
        self._found = filters.found if filters.is_valid() else 0

    @property
    def is_cut(self) -> bool:
        """Whether there is more than the pages show."""
        return self._found > self.filters.most

    def count(self) -> int:
        """Return how many there are to show."""
        return min(self._found, self.filters.most)

    def __getitem__(self, wanted: slice) -> list[Initiative]:
        """Return a page."""
        if not self._found:
            return []
        if self.is_cut and self.filters.is_best_first:
            return self._best_of_too_many(wanted)
        if self.is_cut and self.filters.place:
            return self._nearest_of_many(wanted, *self.filters.place)
        return self._rows(self.filters.qs, wanted)

    def _best_of_too_many(self, wanted: slice) -> list[Initiative]:
        """Return a page of the best matches, part by part until it is full."""
        hits: list[dict[str, Any]] = []
        for part in self.filters.best_parts():
            hits += part[: wanted.stop - len(hits)].hits()  # no query where none are wanted any more
        rows: list[Initiative] = Initiative.objects.of_hits(hits[wanted])
        return rows

    def _nearest_of_many(self, wanted: slice, plane: Plane, miles: float) -> list[Initiative]:
        """Return a page of the nearest, from the smallest circle that fills it."""
        found = self.filters.wherever(Initiative.objects.listed())
        for part in INNER_CIRCLES:
            rows = self._rows(found.nearest_first(plane, miles * part), wanted)
            if len(rows) == wanted.stop - wanted.start:
                return rows
        return self._rows(self.filters.qs, wanted)

    def _rows(self, found: Any, wanted: slice) -> list[Initiative]:
        rows: list[Initiative] = found[wanted].for_list()
        return rows
