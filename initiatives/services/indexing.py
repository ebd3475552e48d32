"""Keep the residents' text search up to date. It holds the public text of listed initiatives only."""

from core import search
from initiatives.models import Initiative
from initiatives.querysets import SEARCH_KIND


def refresh(initiative: Initiative) -> None:
    """Index a listed initiative's current text, or remove an initiative that is not listed."""
    if initiative.is_listed:
        search.index_many(SEARCH_KIND, [document_of(initiative)])
    else:
        search.remove(SEARCH_KIND, initiative.pk)


def rebuild() -> int:
    """Rebuild the whole index, newest last, and return how many initiatives it holds."""
    search.remove_all(SEARCH_KIND)
    related = ("group", "ward", "venue")
    listed = Initiative.objects.listed().select_related(*related)
    listed = listed.order_by("published_at", "pk")
    documents = [document_of(initiative) for initiative in listed.prefetch_related("priorities")]
    search.index_many(SEARCH_KIND, documents)
    return len(documents)


def document_of(initiative: Initiative) -> search.Document:
    """Return the public text of an initiative, without anything about a private location."""
    place = [] if initiative.is_place_private else [initiative.venue, initiative.ward]
    words = [
        initiative.summary,
        initiative.audience,
        initiative.description,
        initiative.group,
        *initiative.priorities.all(),
        *filter(None, place),
    ]
    return search.Document(initiative.pk, initiative.title, " ".join(map(str, words)))
