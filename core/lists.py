from typing import Any

from django.core.paginator import Page, Paginator
from django.views.generic import ListView

PAGE_SIZE = 20


class PagedList(ListView):  # type: ignore[type-arg]  # Django takes no arguments here at run time
    """A list by the page. A page that doesn't exist shows the nearest one: nobody is left at a dead end."""

    paginate_by = PAGE_SIZE

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator[Any], Page[Any], Any, bool]:
        """Return the page that the address asks for."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()
