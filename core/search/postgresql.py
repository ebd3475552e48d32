"""Text search by PostgreSQL: a column of terms with a GIN index on the table of entries."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

from core.search.words import Question

CREATE = "ALTER TABLE core_searchentry ADD COLUMN terms tsvector NOT NULL DEFAULT ''"
INDEX = "CREATE INDEX core_searchentry_terms ON core_searchentry USING gin (terms)"
DROP = "ALTER TABLE core_searchentry DROP COLUMN terms"
STORE = """
    UPDATE core_searchentry SET terms = given.terms::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS given (number, terms) WHERE core_searchentry.id = given.number
"""
# Of the weights D, C, B and A: bodies have D, titles have A. 1: long texts don't win by being long.
RANK = "ts_rank('{0.1, 0, 0, 1}', core_searchentry.terms, %s::tsquery, 1)"


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column and its index."""
    schema_editor.execute(CREATE)
    schema_editor.execute(INDEX)


def drop(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the column and its index away."""
    schema_editor.execute(DROP)


def store(rows: Sequence[tuple[int, list[str], list[str]]]) -> None:
    """Put the terms of titles and bodies in the place of those that were there."""
    with connection.cursor() as cursor:
        numbers = [number for number, *_ in rows]
        cursor.execute(STORE, [numbers, [_vector(title, body) for _, title, body in rows]])


def forget(entries: models.QuerySet[Any]) -> None:
    """Do nothing: the terms go with their entries."""


def matching(entries: models.QuerySet[Any], asked: Question) -> models.QuerySet[Any]:
    """Return those of the entries that answer a question."""
    found = RawSQL("SELECT id FROM core_searchentry WHERE terms @@ %s::tsquery", [_query(asked)])
    return entries.filter(pk__in=found)


def best_first(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the records that answer a question, best first."""
    table, key = queryset.model._meta.db_table, queryset.model._meta.pk.column
    query = _query(asked)
    joined = queryset.extra(  # noqa: S610  # names of our own tables; what was typed is a parameter
        tables=["core_searchentry"],
        where=[
            f'"{table}"."{key}" = core_searchentry.record AND core_searchentry.kind = %s',
            "core_searchentry.terms @@ %s::tsquery",
        ],
        params=[kind, query],
    )
    rank = RawSQL(RANK, [query], models.FloatField())  # noqa: S611  # the same
    return joined.order_by(rank.desc(), "pk")


def _vector(title: list[str], body: list[str]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    weighted = [*((term, "A") for term in title), *((term, "D") for term in body)]
    for place, (term, weight) in enumerate(weighted, start=1):
        places[term].append(f"{place}{weight}")
    return " ".join(f"{term}:{','.join(at)}" for term, at in places.items())


def _query(asked: Question) -> str:
    last = f"{asked.beginning}:*"
    if asked.root != asked.beginning:
        last = f"({asked.root} | {last})"
    return " & ".join([*asked.terms, last])
