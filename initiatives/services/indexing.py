"""Keeps the residents' text search in step: it knows the public words of what is listed, and no others."""

from core import search
from initiatives.models import Initiative
from initiatives.querysets import SEARCH_KIND


def refresh(initiative: Initiative) -> None:
    """Let a listed initiative be found by its present words, and any other not at all."""
    if initiative.is_listed:
        search.index_many(SEARCH_KIND, [document_of(initiative)])
    else:
        search.remove(SEARCH_KIND, initiative.pk)


def rebuild() -> int:
    """Write the whole index anew, the newest last, and return how many initiatives it holds."""
    search.remove_all(SEARCH_KIND)
    related = ("group", "ward", "venue")
    listed = Initiative.objects.listed().select_related(*related)
    listed = listed.order_by("published_at", "pk")
    documents = [document_of(initiative) for initiative in listed.prefetch_related("priorities")]
    search.index_many(SEARCH_KIND, documents)
    return len(documents)


def document_of(initiative: Initiative) -> search.Document:
    """Return the public words of an initiative. Nothing of a private place is among them."""
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
