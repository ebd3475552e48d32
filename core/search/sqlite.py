"""Text search by SQLite's FTS5: two full-text tables beside the entries, with the same numbers.

One has all terms; the other has those of titles alone, because the first would go through every text with
a word to find the few that have it in their titles.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

from core.search.words import Question

# Beginnings of so many letters are in the index like words, so that the rows that have one come out in order
# one by one. A beginning of another length is put together from all words with it before the first row comes.
LENGTHS = "1 2 3 4 5 6 7 8 9 10 11 12"
CREATE = (
    f"CREATE VIRTUAL TABLE core_searchterms USING fts5(title, body, tokenize='ascii', prefix='{LENGTHS}')",
    "INSERT INTO core_searchterms(core_searchterms, rank) VALUES ('rank', 'bm25(10.0, 1.0)')",
    f"CREATE VIRTUAL TABLE core_searchtitles USING fts5(title, tokenize='ascii', prefix='{LENGTHS}')",
)
DROP = ("DROP TABLE core_searchtitles", "DROP TABLE core_searchterms")
IS_TITLED = """
    core_searchterms.rowid IN (SELECT rowid FROM core_searchtitles WHERE core_searchtitles MATCH %s)
"""


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the full-text tables; the built-in rank of the first weighs titles over bodies."""
    for statement in CREATE:
        schema_editor.execute(statement)


def drop(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the full-text tables away."""
    for statement in DROP:
        schema_editor.execute(statement)


def store(rows: Sequence[tuple[int, list[str], list[str]]]) -> None:
    """Put the terms of titles and bodies in the place of those that were there."""
    _delete([number for number, *_ in rows])
    texts = [(number, " ".join(title), " ".join(body)) for number, title, body in rows]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO core_searchterms (rowid, title, body) VALUES (%s, %s, %s)", texts)
        cursor.executemany(
            "INSERT INTO core_searchtitles (rowid, title) VALUES (%s, %s)",
            [(number, title) for number, title, _body in texts],
        )


def forget(entries: models.QuerySet[Any]) -> None:
    """Take out the terms of these entries, which are about to go."""
    _delete(entries.values_list("pk", flat=True))


def matching(entries: models.QuerySet[Any], asked: Question) -> models.QuerySet[Any]:
    """Return those of the entries that answer a question."""
    found = RawSQL("SELECT rowid FROM core_searchterms WHERE core_searchterms MATCH %s", [_match(asked)])
    return entries.filter(pk__in=found)


def best_first(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the records that answer a question, best first.

    FTS5 hands them out in this order by itself when nothing else is sorted by: the database then stops
    at the end of a page. An IN or a scalar subquery would look at them all, twice.
    """
    return _joined(queryset, kind, _match(asked)).extra(order_by=["core_searchterms.rank"])


def titled(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the records whose titles answer a question, the last that came first."""
    found = _joined(queryset, kind, _match(asked), "core_searchtitles")
    return found.extra(order_by=["-core_searchtitles.rowid"])


def mentioning(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return the other records that answer a question, the last that came first."""
    match = _match(asked)
    found = _joined(queryset, kind, f"({match}) NOT (title : ({match}))")
    return found.extra(order_by=["-core_searchterms.rowid"])


def titled_first(queryset: models.QuerySet[Any], kind: str, asked: Question) -> models.QuerySet[Any]:
    """Return both of these, one after the other."""
    is_titled = RawSQL(IS_TITLED, [_match(asked)], models.BooleanField())  # noqa: S611  # typed: a parameter
    number = RawSQL("core_searchterms.rowid", [], models.BigIntegerField())
    return _joined(queryset, kind, _match(asked)).order_by(is_titled.desc(), number.desc())


def _delete(numbers: Iterable[int]) -> None:
    given = [(number,) for number in numbers]
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM core_searchterms WHERE rowid = %s", given)
        cursor.executemany("DELETE FROM core_searchtitles WHERE rowid = %s", given)


def _joined(
    queryset: models.QuerySet[Any], kind: str, match: str, terms: str = "core_searchterms"
) -> models.QuerySet[Any]:
    table, key = queryset.model._meta.db_table, queryset.model._meta.pk.column
    return queryset.extra(  # noqa: S610  # names of our own tables; what was typed is a parameter
        tables=[terms, "core_searchentry"],
        where=[
            f'"{table}"."{key}" = core_searchentry.record AND core_searchentry.kind = %s',
            f"core_searchentry.id = {terms}.rowid AND {terms} MATCH %s",
        ],
        params=[kind, match],
    )


def _match(asked: Question) -> str:
    last = f'"{asked.beginning}" *'
    if asked.root != asked.beginning:
        last = f'("{asked.root}" OR {last})'
    return " AND ".join([*(f'"{term}"' for term in asked.terms), last])
