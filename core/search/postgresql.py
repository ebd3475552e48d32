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
# Of titles alone: the index of all terms doesn't know where a term stands.
INDEX_TITLES = "CREATE INDEX core_searchentry_titles ON core_searchentry USING gin (ts_filter(terms, '{a}'))"
DROP = "ALTER TABLE core_searchentry DROP COLUMN terms"
STORE = """
    UPDATE core_searchentry SET terms = given.terms::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS given (number, terms) WHERE core_searchentry.id = given.number
"""
TERMS = "core_searchentry.terms @@ %s::tsquery"
TITLES = "ts_filter(core_searchentry.terms, '{a}') @@ %s::tsquery"
NEWEST = "-core_searchentry.id"
# Of the weights D, C, B and A: bodies have D, titles have A. 1: long texts don't win by being long.
RANK = "ts_rank('{0.1, 0, 0, 1}', core_searchentry.terms, %s::tsquery, 1)"


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column and its indexes."""
    schema_editor.execute(CREATE)
    schema_editor.execute(INDEX)
    schema_editor.execute(INDEX_TITLES)
    schema_editor.execute("ANALYZE core_searchentry")  # or the planner takes each word for a common one


def drop(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the column away, and its indexes with it."""
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
    query = _query(asked)
    rank = RawSQL(RANK, [query], models.FloatField())  # noqa: S611  # what was typed is a parameter
    return _joined(queryset, kind, TERMS, [query]).order_by(rank.desc(), "pk")


def titled(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the records whose titles answer a question, the last that came first."""
    return _joined(queryset, kind, TITLES, [_query(asked)]).extra(order_by=[NEWEST])


def mentioning(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the other records that answer a question, the last that came first."""
    found = _joined(queryset, kind, f"{TERMS} AND NOT {TERMS}", [_query(asked), _query(asked, "A")])
    return found.extra(order_by=[NEWEST])


def titled_first(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return both of these, one after the other."""
    is_titled = RawSQL(TERMS, [_query(asked, "A")], models.BooleanField())  # noqa: S611  # typed: a parameter
    number = RawSQL("core_searchentry.id", [], models.BigIntegerField())
    return _joined(queryset, kind, TERMS, [_query(asked)]).order_by(is_titled.desc(), number.desc())


def _joined(
    queryset: models.QuerySet[Any], kind: str, condition: str, params: list[str]
) -> models.QuerySet[Any]:
    table, key = queryset.model._meta.db_table, queryset.model._meta.pk.column
    return queryset.extra(  # noqa: S610  # names of our own tables; what was typed is a parameter
        tables=["core_searchentry"],
        where=[
            f'"{table}"."{key}" = core_searchentry.record AND core_searchentry.kind = %s',
            condition,
        ],
        params=[kind, *params],
    )


def _vector(title: list[str], body: list[str]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    weighted = [*((term, "A") for term in title), *((term, "D") for term in body)]
    for place, (term, weight) in enumerate(weighted, start=1):
        places[term].append(f"{place}{weight}")
    return " ".join(f"{term}:{','.join(at)}" for term, at in places.items())


def _query(asked: Question, weight: str = "") -> str:
    """Return the question in PostgreSQL's way; with a weight, the terms must have it."""
    only = f":{weight}" if weight else ""
    last = f"{asked.beginning}:*{weight}"
    if asked.root != asked.beginning:
        last = f"({asked.root}{only} | {last})"
    return " & ".join([*(f"{term}{only}" for term in asked.terms), last])
