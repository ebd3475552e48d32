from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.views.generic import ListView

PAGE_SIZE = 20
Mark = tuple[Any, ...]  # the values that a row is ordered by


class PagedList(ListView):  # type: ignore[type-arg]  # not generic at run time
    """A paginated list. A page number that doesn't exist shows the nearest page instead of an error."""

    paginate_by = PAGE_SIZE

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator[Any], Page[Any], Any, bool]:
        """Return the page that the address asks for."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()


class CursorList(ListView):  # type: ignore[type-arg]  # not generic at run time
    """A list whose pages start after (or end before) a row, so that late pages are as fast as the first.

    Its ordering fields must be all ascending or all descending, and end with the primary key.
    """

    paginate_by = PAGE_SIZE

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Return the page that the address asks for, or the first page if its row is gone."""
        page = page_beside(queryset, self.request.GET, page_size)
        return None, page, page.rows, page.has_other_pages


@dataclass(frozen=True, slots=True)
class CursorPage:
    """Some rows of a list. `previous` and `next` are the keys of its first and last row if there are more."""

    rows: list[Any]
    previous: Any = None
    next: Any = None

    @property
    def has_other_pages(self) -> bool:
        """Whether there are rows before or after the page."""
        return self.previous is not None or self.next is not None


def page_beside(rows: QuerySet[Any], query: QueryDict, size: int) -> CursorPage:
    """Return the page after the row `after` or before the row `before`; otherwise the first page."""
    return (
        _page_before(rows, _mark(rows, query.get("before")), size)
        or _page_after(rows, _mark(rows, query.get("after")), size)
        or _first_page(rows, size)
    )


def _page_before(rows: QuerySet[Any], mark: Mark | None, size: int) -> CursorPage | None:
    found = list(_beyond(rows.reverse(), mark)[: size + 1]) if mark else []
    page = found[:size][::-1]
    return CursorPage(page, page[0].pk if len(found) > size else None, page[-1].pk) if page else None


def _page_after(rows: QuerySet[Any], mark: Mark | None, size: int) -> CursorPage | None:
    found = list(_beyond(rows, mark)[: size + 1]) if mark else []
    page = found[:size]
    return CursorPage(page, page[0].pk, page[-1].pk if len(found) > size else None) if page else None


def _first_page(rows: QuerySet[Any], size: int) -> CursorPage:
    found = list(rows[: size + 1])
    return CursorPage(found[:size], None, found[size - 1].pk if len(found) > size else None)


def _mark(rows: QuerySet[Any], key: str | None) -> Mark | None:
    """Return the values that a row is ordered by, or None if there is no such row or it has no such value."""
    if not key:
        return None
    try:
        row = rows.model.objects.filter(pk=rows.model._meta.pk.to_python(key))
    except ValidationError:
        return None
    mark: Mark | None = row.values_list(*(name.removeprefix("-") for name in _order(rows))).first()
    return None if mark is None or None in mark else mark


def _order(rows: QuerySet[Any]) -> list[str]:
    return [str(name) for name in rows.query.order_by or rows.model._meta.ordering]


def _beyond(rows: QuerySet[Any], mark: Mark) -> QuerySet[Any]:
    """Return the rows that come after a mark."""
    order = _order(rows)
    way = "gt" if order[0].startswith("-") != rows.query.standard_ordering else "lt"
    names = [name.removeprefix("-") for name in order]
    after = Q(pk__in=[])
    for place, name in enumerate(names):
        same = dict(zip(names[:place], mark[:place], strict=True))
        after |= Q(**same, **{f"{name}__{way}": mark[place]})
    # The condition on the first field lets the database start at the mark in an index.
    return rows.filter(after, **{f"{names[0]}__{way}e": mark[0]})
