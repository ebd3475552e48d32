"""Text search over public records, the same on SQLite and on PostgreSQL.

    search.index("initiative", initiative.pk, title=…, body=…)
    Initiative.objects.filter(pk__in=search.matching("initiative", words))
    search.best_first(Initiative.objects.listed(), "initiative", words)

Every word must be found; the last may be a beginning. Accents, capitals, plurals and -ing or -ed endings
make no difference. Anything can be typed. Put nothing into the index that the public may not see.
"""

from collections.abc import Iterable
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from core.search import postgresql, sqlite
from core.search.models import SearchEntry
from core.search.words import question, terms

BATCH = 1000
BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


class Document(NamedTuple):
    """What is looked up for one record. Words of the title count ten times as much as those of the body."""

    pk: UUID
    title: str
    body: str


def index(kind: str, pk: UUID, *, title: str, body: str) -> None:
    """Let a record be found by these words and no others."""
    index_many(kind, [Document(pk, title, body)])


@transaction.atomic
def index_many(kind: str, documents: Iterable[Document]) -> None:
    """Let many records be found, each by its words and no others."""
    waiting = list({document.pk: document for document in documents}.values())
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        entries = [SearchEntry(kind=kind, record=document.pk) for document in batch]
        SearchEntry.objects.bulk_create(entries, ignore_conflicts=True)
        numbers = dict(
            SearchEntry.objects.filter(kind=kind, record__in=[document.pk for document in batch]).values_list(
                "record", "pk"
            )
        )
        _backend().store(
            [(numbers[document.pk], terms(document.title), terms(document.body)) for document in batch]
        )


@transaction.atomic
def remove(kind: str, pk: UUID) -> None:
    """Let a record be found no more."""
    _remove(SearchEntry.objects.filter(kind=kind, record=pk))


@transaction.atomic
def remove_all(kind: str) -> None:
    """Let no record of a kind be found any more."""
    _remove(SearchEntry.objects.filter(kind=kind))


def matching(kind: str, words: str) -> QuerySet[SearchEntry, Any]:
    """Return the ids of the records that have all the words, for `filter(pk__in=…)`."""
    asked = question(words)
    entries = SearchEntry.objects.filter(kind=kind).values("record")
    return _backend().matching(entries, asked) if asked else entries.none()


def best_first(queryset: QuerySet[Any], kind: str, words: str) -> QuerySet[Any]:
    """Return the records of a queryset that have all the words, the best match first."""
    asked = question(words)
    return _backend().best_first(queryset, kind, asked) if asked else queryset.none()


def titled(queryset: QuerySet[Any], kind: str, words: str) -> QuerySet[Any]:
    """Return the records of a queryset that have all the words in their titles, the newest first.

    The newest is the one that came into the index last.
    """
    asked = question(words)
    return _backend().titled(queryset, kind, asked) if asked else queryset.none()


def mentioning(queryset: QuerySet[Any], kind: str, words: str) -> QuerySet[Any]:
    """Return those that have all the words, but not all of them in their titles, the newest first."""
    asked = question(words)
    return _backend().mentioning(queryset, kind, asked) if asked else queryset.none()


def titled_first(queryset: QuerySet[Any], kind: str, words: str) -> QuerySet[Any]:
    """Return the records `titled` and then those `mentioning`: what to show where too many have the words.

    A page of it is found fastest by asking for the two parts one by one: each of them stands in the
    index in its order, while to rank thousands of texts takes reading them all.
    """
    asked = question(words)
    return _backend().titled_first(queryset, kind, asked) if asked else queryset.none()


def is_blank(words: str) -> bool:
    """Whether there is no word in what someone typed."""
    return question(words) is None


def _remove(entries: QuerySet[SearchEntry]) -> None:
    _backend().forget(entries)
    entries.delete()


def _backend() -> ModuleType:
    return BACKENDS[connection.vendor]
