"""The index in SQLite: an FTS5 table without content, and beside it what each article was indexed as.

FTS5 forgets a row of a table without content only when it is told the row's words again (`contentless_delete` needs
SQLite 3.43), so `archive_search_entry` keeps them, compressed: a third of what a table with content would take.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.search.backends.entry import Entry
from archive.search.query import Phrase, Query, Term

_COLUMNS = "title, byline, body, title_words, body_words"
_WEIGHTS = "4.0, 2.0, 1.0, 4.0, 1.0"
_INSERT = f"INSERT INTO archive_search (rowid, {_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608
_FORGET = f"INSERT INTO archive_search (archive_search, rowid, {_COLUMNS}) VALUES ('delete', %s, %s, %s, %s, %s, %s)"  # noqa: S608
_PAGES_MERGED = 1000


class SQLiteBackend:
    """Entries in FTS5."""

    key = "archive_search.rowid"
    collects = True  # many findings are best collected once: a look-up by row costs a query of its own
    orphans = "SELECT article_id FROM archive_search_entry WHERE article_id NOT IN (SELECT id FROM archive_article)"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        """Take the connection to work on."""
        self.connection = connection

    def write(self, entries: Sequence[Entry], *, new: bool = False) -> None:
        """Write the entries in place of those that their articles had; inside the caller's transaction.

        `new` says that they had none.
        """
        if not new:
            self.remove([entry.article for entry in entries])
        columns = [_columns(entry) for entry in entries]
        rows: list[Any] = [(entry.article, *texts) for entry, texts in zip(entries, columns, strict=True)]
        kept = [
            (entry.article, entry.digest, zlib.compress("\n".join(texts).encode(), 1))
            for entry, texts in zip(entries, columns, strict=True)
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
            cursor.executemany("INSERT INTO archive_search_entry (article_id, digest, words) VALUES (%s, %s, %s)", kept)

    def remove(self, articles: Sequence[int]) -> None:
        """Forget the entries of the articles; inside the caller's transaction."""
        if not articles:
            return
        given = json.dumps(list(articles))
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT article_id, words FROM archive_search_entry "
                "WHERE article_id IN (SELECT value FROM json_each(%s))",
                [given],
            )
            old = [(article, *zlib.decompress(words).decode().split("\n")) for article, words in cursor.fetchall()]
            cursor.executemany(_FORGET, old)
            cursor.execute(
                "DELETE FROM archive_search_entry WHERE article_id IN (SELECT value FROM json_each(%s))", [given]
            )

    def digests(self, articles: Sequence[int]) -> dict[int, str]:
        """Return the digests of those of the articles that have an entry."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT article_id, digest FROM archive_search_entry "
                "WHERE article_id IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(articles))],
            )
            return dict(cursor.fetchall())

    def select(self, query: Query) -> tuple[str, list[str]]:
        """Return the SELECT of the articles that have all wanted and no unwanted terms; one term must be wanted."""
        return self._matching(_expression(query))

    def select_phrases(self, phrases: Iterable[Sequence[str]]) -> tuple[str, list[str]]:
        """Return the SELECT of the articles that have one of the phrases in title, lead or text."""
        either = " OR ".join(_string(words) for words in phrases)
        return self._matching(f"{{title_words body_words}} : ({either})")

    def _matching(self, expression: str) -> tuple[str, list[str]]:
        return "SELECT rowid FROM archive_search WHERE archive_search MATCH %s", [expression]

    def scores(self, query: Query, articles: Sequence[int]) -> dict[int, float]:
        """Return the relevance (BM25, a title's words four times) of those of the articles that match."""
        with self.connection.cursor() as cursor:
            # The plus keeps FTS5 from evaluating the whole query once for every row that is asked for.
            cursor.execute(
                f"SELECT rowid, -bm25(archive_search, {_WEIGHTS}) FROM archive_search "  # noqa: S608
                "WHERE archive_search MATCH %s AND +rowid IN (SELECT value FROM json_each(%s))",
                [_expression(query), json.dumps(list(articles))],
            )
            return dict(cursor.fetchall())

    def tidy(self) -> None:
        """Merge what many writes left in pieces, a little at a time so that nobody waits long."""
        with self.connection.cursor() as cursor:
            cursor.execute("INSERT INTO archive_search (archive_search, rank) VALUES ('merge', %s)", [-_PAGES_MERGED])
            while True:
                before = self._changes()
                cursor.execute(
                    "INSERT INTO archive_search (archive_search, rank) VALUES ('merge', %s)", [_PAGES_MERGED]
                )
                if self._changes() - before < 2:  # FTS5's own sign that there was nothing to merge
                    break
            cursor.execute("ANALYZE archive_search_entry")

    def _changes(self) -> int:
        with self.connection.cursor() as cursor:
            return cursor.execute("SELECT total_changes()").fetchone()[0]


def _columns(entry: Entry) -> tuple[str, ...]:
    columns = (entry.title.stems, entry.byline, entry.body.stems, entry.title.words, entry.body.words)
    return tuple(" ".join(words) for words in columns)


def _string(words: Sequence[str]) -> str:
    """Return the words as one quoted string of FTS5, in which nothing is an operator."""
    return '"' + " ".join(words).replace('"', '""') + '"'


def _term(term: Term) -> str:
    if isinstance(term, Phrase):
        return f"{{title_words byline body_words}} : {_string(term.words)}"
    return "(" + " OR ".join(_string([choice]) for choice in term.choices) + ")"


def _expression(query: Query) -> str:
    wanted = " AND ".join(f"({_term(term)})" for term in query.wanted)
    if not query.unwanted:
        return wanted
    return f"({wanted}) NOT (" + " OR ".join(f"({_term(term)})" for term in query.unwanted) + ")"
