"""The index in PostgreSQL: a tsvector made of our own words under a GIN index, and the exact words for phrases.

A tsvector counts no position beyond 16,383 and holds no more than 1 MB, so phrases do not rest on its positions: it
says which articles have the words at all, and the exact words, kept in their order, say whether they stand together.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.search.backends.entry import BREAK, Entry
from archive.search.query import Phrase, Query, Term

_LAST_POSITION = 16_383
# Positions serve relevance alone, which hardly grows with the tenth occurrence.
_MOST_POSITIONS = 16
_MOST_BYTES = 1_000_000
_PER_LEXEME = 8
_UPSERT = """
INSERT INTO archive_search (article_id, digest, vector, words, byline)
SELECT article_id, digest, vector::tsvector, words, byline
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[]) AS
    given (article_id, digest, vector, words, byline)
ON CONFLICT (article_id) DO UPDATE SET
    digest = excluded.digest, vector = excluded.vector, words = excluded.words, byline = excluded.byline
"""


class PostgresBackend:
    """Entries in a table of tsvectors."""

    key = "archive_search.article_id"
    collects = False  # the planner turns a look-up by row into the join that is best
    orphans = (
        "SELECT article_id FROM archive_search WHERE NOT EXISTS "
        "(SELECT 1 FROM archive_article WHERE archive_article.id = archive_search.article_id)"
    )

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        """Take the connection to work on."""
        self.connection = connection

    def write(self, entries: Sequence[Entry], *, new: bool = False) -> None:
        """Write the entries in place of those that their articles had; inside the caller's transaction.

        `new` says that they had none.
        """
        columns: list[Any] = [
            [entry.article for entry in entries],
            [entry.digest for entry in entries],
            [_vector(entry) for entry in entries],
            [_running(*entry.title.words, BREAK, *entry.body.words) for entry in entries],
            [_running(*entry.byline) for entry in entries],
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(_UPSERT, columns)

    def remove(self, articles: Sequence[int]) -> None:
        """Forget the entries of the articles; inside the caller's transaction."""
        if not articles:
            return
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM archive_search WHERE article_id = ANY(%s)", [list(articles)])

    def digests(self, articles: Sequence[int]) -> dict[int, str]:
        """Return the digests of those of the articles that have an entry."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT article_id, digest FROM archive_search WHERE article_id = ANY(%s)", [list(articles)])
            return dict(cursor.fetchall())

    def select(self, query: Query) -> tuple[str, list[str]]:
        """Return the SELECT of the articles that have all wanted and no unwanted terms; one term must be wanted."""
        conditions = ["archive_search.vector @@ %s::tsquery"]
        params = [_tsquery(query)]
        for sign, terms in (("", query.wanted), ("NOT ", query.unwanted)):
            for term in terms:
                if isinstance(term, Phrase):
                    running = _running(*term.words)
                    conditions.append(
                        f"{sign}(strpos(archive_search.words, %s) > 0 OR strpos(archive_search.byline, %s) > 0)"
                    )
                    params += [running, running]
        return f"SELECT archive_search.article_id FROM archive_search WHERE {' AND '.join(conditions)}", params  # noqa: S608

    def select_phrases(self, phrases: Iterable[Sequence[str]]) -> tuple[str, list[str]]:
        """Return the SELECT of the articles that have one of the phrases in title, lead or text."""
        conditions = []
        params = []
        for words in phrases:
            conditions.append("(archive_search.vector @@ %s::tsquery AND strpos(archive_search.words, %s) > 0)")
            params += [" & ".join(_quoted(word) for word in dict.fromkeys(words)), _running(*words)]
        return f"SELECT archive_search.article_id FROM archive_search WHERE {' OR '.join(conditions)}", params  # noqa: S608

    def scores(self, query: Query, articles: Sequence[int]) -> dict[int, float]:
        """Return the relevance (ts_rank over the logarithm of the length) of those of the articles that match."""
        select, params = self.select(query)
        columns = "SELECT archive_search.article_id, ts_rank('{.1, .2, .4, 1}', archive_search.vector, %s::tsquery, 1)"
        sql = select.replace("SELECT archive_search.article_id", columns, 1)
        with self.connection.cursor() as cursor:
            cursor.execute(f"{sql} AND archive_search.article_id = ANY(%s)", [_tsquery(query), *params, list(articles)])
            return dict(cursor.fetchall())

    def tidy(self) -> None:
        """Refresh the statistics by which the planner tells rare words from common ones."""
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE archive_search")


def _running(*words: str) -> str:
    """Return the words in their order with a space on both sides of each."""
    return f" {' '.join(words)} "


def _vector(entry: Entry) -> str:
    """Return the tsvector in its written form: stems and exact words at their places, the title weighing most."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, stems, words in (
        ("A", entry.title.stems, entry.title.words),
        ("B", entry.byline, entry.byline),
        ("D", entry.body.stems, entry.body.words),
    ):
        for stem, word in zip(stems, words, strict=True):
            place += 1
            for lexeme in (stem,) if stem == word else (stem, word):
                known = places.setdefault(lexeme, [])
                if len(known) < _MOST_POSITIONS and place <= _LAST_POSITION:
                    known.append(f"{place}{weight}")
    places.pop(BREAK, None)
    return " ".join(_within_limit(places))


def _within_limit(places: dict[str, list[str]]) -> Iterable[str]:
    """Yield the lexemes in their written form, until the vector holds as much as PostgreSQL lets it."""
    size = 0
    for lexeme, known in places.items():
        size += len(lexeme.encode()) + 2 * len(known) + _PER_LEXEME
        if size > _MOST_BYTES:
            return
        yield f"{_quoted(lexeme)}:{','.join(known)}" if known else _quoted(lexeme)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _tsquery(query: Query) -> str:
    wanted = [_term(term) for term in query.wanted]
    unwanted = [f"!{_term(term)}" for term in query.unwanted if not isinstance(term, Phrase)]
    return " & ".join([*wanted, *unwanted])


def _term(term: Term) -> str:
    if isinstance(term, Phrase):
        return "(" + " & ".join(_quoted(word) for word in dict.fromkeys(term.words)) + ")"
    return "(" + " | ".join(_quoted(choice) for choice in term.choices) + ")"
