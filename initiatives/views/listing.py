from typing import Any

from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative

MOST = 1000


class Listing:
    """What a search found, a page at a time: as much of it as anybody reads.

    More than a thousand are not counted to the end, and the nearest are looked for close by first, so that
    the first page costs the same in a city of a hundred initiatives and of a hundred thousand.
    """

    def __init__(self, filters: InitiativeFilter) -> None:
        self.filters = filters
        self._found = filters.qs.order_by()[: MOST + 1].count() if filters.is_valid() else 0

    @property
    def is_cut(self) -> bool:
        """Whether there is more than the pages show."""
        return self._found > MOST

    def count(self) -> int:
        """Return how many there are to show."""
        return min(self._found, MOST)

    def __getitem__(self, wanted: slice) -> list[Initiative]:
        """Return a page."""
        if not self._found:
            return []
        rows: list[Initiative] = self._rows(wanted).for_list()
        return rows

    def _rows(self, wanted: slice) -> Any:
        place = self.filters.place
        if place and not self.filters.is_best_first:
            found = self.filters.wherever(Initiative.objects.listed())
            return found.nearest(*place, upto=wanted.stop)[wanted]
        return self.filters.qs[wanted]
