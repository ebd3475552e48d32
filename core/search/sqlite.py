"""Text search by SQLite's FTS5: one full-text table beside the entries, with the same numbers."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

from core.search.words import Question

CREATE = """CREATE VIRTUAL TABLE core_searchterms USING fts5(title, body, tokenize='ascii', prefix='2 3')"""
WEIGHTS = """INSERT INTO core_searchterms(core_searchterms, rank) VALUES ('rank', 'bm25(10.0, 1.0)')"""
NEWEST = "-core_searchterms.rowid"
IS_TITLED = """
    core_searchterms.rowid IN (SELECT rowid FROM core_searchterms WHERE core_searchterms MATCH %s)
"""


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the full-text table; its built-in rank weighs titles over bodies."""
    schema_editor.execute(CREATE)
    schema_editor.execute(WEIGHTS)


def drop(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the full-text table away."""
    schema_editor.execute("DROP TABLE core_searchterms")


def store(rows: Sequence[tuple[int, list[str], list[str]]]) -> None:
    """Put the terms of titles and bodies in the place of those that were there."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM core_searchterms WHERE rowid = %s", [(number,) for number, *_ in rows]
        )
        cursor.executemany(
            "INSERT INTO core_searchterms (rowid, title, body) VALUES (%s, %s, %s)",
            [(number, " ".join(title), " ".join(body)) for number, title, body in rows],
        )


def forget(entries: models.QuerySet[Any]) -> None:
    """Take out the terms of these entries, which are about to go."""
    numbers = [(number,) for number in entries.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM core_searchterms WHERE rowid = %s", numbers)


def matching(entries: models.QuerySet[Any], asked: Question) -> models.QuerySet[Any]:
    """Return those of the entries that answer a question."""
    found = RawSQL("SELECT rowid FROM core_searchterms WHERE core_searchterms MATCH %s", [_match(asked)])
    return entries.filter(pk__in=found)


def best_first(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the records that answer a question, best first.

    FTS5 hands them out in this order by itself when nothing else is sorted by: the database then stops
    at the end of a page. An IN or a scalar subquery would look at them all, twice.
    """
    return _joined(queryset, kind, _match(asked), "core_searchterms.rank")


def titled(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the records whose titles answer a question, the last that came first."""
    return _joined(queryset, kind, _in_title(asked), NEWEST)


def mentioning(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the other records that answer a question, the last that came first."""
    return _joined(queryset, kind, f"({_match(asked)}) NOT ({_in_title(asked)})", NEWEST)


def titled_first(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return both of these, one after the other."""
    is_titled = RawSQL(IS_TITLED, [_in_title(asked)], models.BooleanField())  # noqa: S611  # typed: a parameter
    number = RawSQL("core_searchterms.rowid", [], models.BigIntegerField())
    return _joined(queryset, kind, _match(asked)).order_by(is_titled.desc(), number.desc())


def _joined(queryset: models.QuerySet[Any], kind: str, match: str, *order: str) -> models.QuerySet[Any]:
    table, key = queryset.model._meta.db_table, queryset.model._meta.pk.column
    return queryset.extra(  # noqa: S610  # names of our own tables; what was typed is a parameter
        tables=["core_searchterms", "core_searchentry"],
        where=[
            f'"{table}"."{key}" = core_searchentry.record AND core_searchentry.kind = %s',
            "core_searchentry.id = core_searchterms.rowid AND core_searchterms MATCH %s",
        ],
        params=[kind, match],
        order_by=order,
    )


def _in_title(asked: Question) -> str:
    return f"title : ({_match(asked)})"


def _match(asked: Question) -> str:
    last = f'"{asked.beginning}" *'
    if asked.root != asked.beginning:
        last = f'("{asked.root}" OR {last})'
    return " AND ".join([*(f'"{term}"' for term in asked.terms), last])
