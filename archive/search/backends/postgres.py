"""The index in PostgreSQL: a tsvector made of our own words and facts under a GIN index, and the words for phrases.

A tsvector counts no position beyond 16,383 and holds no more than 1 MB, so phrases do not rest on its positions: it
says which articles have the words at all, and the exact words, kept in their order, say whether they stand together.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.search.backends.entry import BREAK, Asked, Entry, has_phrase
from archive.search.facts import ANY, Facts
from archive.search.tree import AllOf, AnyOf, Fact, Not, Phrase, Term, Word, worded

_LAST_POSITION = 16_383
# Positions serve relevance alone, which hardly grows with the tenth occurrence.
_MOST_POSITIONS = 16
_MOST_BYTES = 1_000_000
_PER_LEXEME = 8
_WEIGHTS = {"": "", "title": ":A", "byline": ":B"}
_RUNNING = {
    "": ("words", "byline"),
    "title": (f"substr(words, 1, strpos(words, ' {BREAK} '))",),
    "byline": ("byline",),
}
_UPSERT = """
INSERT INTO archive_search (article_id, digest, vector, words, byline, place, facts, earliest, latest, numbers)
SELECT article_id, digest, vector::tsvector, words, byline, place, facts, earliest, latest, numbers
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::int[],
    %s::int[], %s::bytea[])
    AS given (article_id, digest, vector, words, byline, place, facts, earliest, latest, numbers)
ON CONFLICT (article_id) DO UPDATE SET
    digest = excluded.digest, vector = excluded.vector, words = excluded.words, byline = excluded.byline,
    place = excluded.place, facts = excluded.facts, earliest = excluded.earliest, latest = excluded.latest,
    numbers = excluded.numbers
"""
_REFILE = """
UPDATE archive_search SET
    vector = ts_delete(vector, string_to_array(archive_search.facts, ' '))
        || array_to_tsvector(string_to_array(given.facts, ' ')),
    place = given.place, facts = given.facts, earliest = given.earliest, latest = given.latest, numbers = given.numbers
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::bytea[])
    AS given (article_id, place, facts, earliest, latest, numbers)
WHERE archive_search.article_id = given.article_id
"""

Statement = tuple[str, list[Any]]


class PostgresBackend:
    """Entries in a table of tsvectors."""

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
        article, *facts = _fact_columns([entry.facts for entry in entries])
        columns: list[Any] = [
            article,
            [entry.digest for entry in entries],
            [_vector(entry) for entry in entries],
            [_running(*entry.title.words, BREAK, *entry.body.words) for entry in entries],
            [_running(*entry.byline) for entry in entries],
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(_UPSERT, [*columns, *facts])

    def refile(self, changed: Sequence[Facts]) -> None:
        """Write other facts beside the words that the articles have; inside the caller's transaction."""
        with self.connection.cursor() as cursor:
            cursor.execute(_REFILE, _fact_columns(changed))

    def remove(self, articles: Sequence[int]) -> None:
        """Forget the entries of the articles; inside the caller's transaction."""
        if not articles:
            return
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM archive_search WHERE article_id = ANY(%s)", [list(articles)])

    def kept(self, articles: Sequence[int]) -> dict[int, tuple[str, int, str]]:
        """Return digest, place and tokens (a space between them) of those of the articles that have an entry."""
        sql = "SELECT article_id, digest, place, facts FROM archive_search WHERE article_id = ANY(%s)"
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [list(articles)])
            return {article: (digest, place, facts) for article, digest, place, facts in cursor.fetchall()}

    def holds_any(self) -> bool:
        """Return whether there is any entry."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM archive_search)")
            return bool(cursor.fetchone()[0])

    def places(
        self, asked: Asked, most: int, *, after: int | None = None, before: int | None = None, newest: bool = True
    ) -> list[int]:
        """Return at most `most` places of what matches, the newest or the oldest first, between two places if given.

        `after` and `before` are excluded; among the oldest first too, undated articles come before dated ones.
        """
        condition, params = _condition(asked)
        for operator, bound in ((">", after), ("<", before)):
            if bound is not None:
                condition += f" AND place {operator} %s"
                params.append(bound)
        sql = f"SELECT place FROM archive_search WHERE {condition} ORDER BY place {'DESC' if newest else 'ASC'}"  # noqa: S608
        with self.connection.cursor() as cursor:
            cursor.execute(f"{sql} LIMIT {most}", params)
            return [place for (place,) in cursor.fetchall()]

    def matching(self, asked: Asked) -> Statement:
        """Return the SELECT of the ids of all articles that match."""
        condition, params = _condition(asked)
        return f"SELECT article_id FROM archive_search WHERE {condition}", params  # noqa: S608

    def with_phrases(self, phrases: Iterable[Sequence[str]]) -> list[int]:
        """Return the ids of the articles that have one of the phrases in title, lead or text."""
        conditions, params = [], []
        for words in phrases:
            conditions.append("(vector @@ %s::tsquery AND strpos(words, %s) > 0)")
            params += [" & ".join(_quoted(word) for word in dict.fromkeys(words)), _running(*words)]
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT article_id FROM archive_search WHERE {' OR '.join(conditions)}", params)  # noqa: S608
            return [pk for (pk,) in cursor.fetchall()]

    def filed(self, asked: Asked, most: int) -> list[tuple[int, bytes]]:
        """Return at most `most` places of what matches, the newest first, with the packed numbers of their articles.

        Few are collected and sorted here, as the planner takes few for many and walks along time for them.
        """
        condition, params = _condition(asked)
        sql = f"SELECT place, numbers FROM archive_search WHERE {condition}"  # noqa: S608
        with self.connection.cursor() as cursor:
            cursor.execute(f"{sql} LIMIT {most}", params)
            found = cursor.fetchall()
            if len(found) == most:
                cursor.execute(f"{sql} ORDER BY place DESC LIMIT {most}", params)
                return cursor.fetchall()
        return sorted(found, reverse=True)

    def scores(self, asked: Asked, places: Sequence[int]) -> dict[int, float]:
        """Return the relevance (ts_rank over the logarithm of the length) of the articles at the places."""
        weighed = " | ".join(_tsquery(term) for term in worded(asked.terms))
        if not weighed:
            return {}
        sql = "SELECT place, ts_rank('{.1, .2, .4, 1}', vector, %s::tsquery, 1) FROM archive_search"
        with self.connection.cursor() as cursor:
            cursor.execute(f"{sql} WHERE place = ANY(%s)", [weighed, list(places)])
            return dict(cursor.fetchall())

    def tidy(self) -> None:
        """Refresh the statistics by which the planner tells rare words from common ones."""
        self.plan()

    def plan(self) -> None:
        """Let the database know its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _fact_columns(facts: Sequence[Facts]) -> list[Any]:
    days = [one.days or (None, None) for one in facts]
    return [
        [one.article for one in facts],
        [one.place for one in facts],
        [" ".join(one.tokens) for one in facts],
        [earliest.toordinal() if earliest else None for earliest, _ in days],
        [latest.toordinal() if latest else None for _, latest in days],
        [one.numbers for one in facts],
    ]


def _running(*words: str) -> str:
    """Return the words in their order with a space on both sides of each."""
    return f" {' '.join(words)} "


def _vector(entry: Entry) -> str:
    """Return the tsvector as written: facts, stems and exact words at their places, the title weighing most."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, stems, words, beside in (
        ("A", entry.title.stems, entry.title.words, entry.title.beside),
        ("B", entry.byline, entry.byline, ()),
        ("D", entry.body.stems, entry.body.words, entry.body.beside),
    ):
        for stem, word in zip(stems, words, strict=True):
            place += 1
            for lexeme in (stem,) if stem == word else (stem, word):
                known = places.setdefault(lexeme, [])
                if len(known) < _MOST_POSITIONS and place <= _LAST_POSITION:
                    known.append(f"{place}{weight}")
        for lexeme in beside:
            known = places.setdefault(lexeme, [])
            if len(known) < _MOST_POSITIONS:
                known.append(f"{min(place, _LAST_POSITION)}{weight}")
    places.pop(BREAK, None)
    facts = [_quoted(token) for token in entry.facts.tokens]
    return " ".join([*facts, *_within_limit(places)])


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


def _condition(asked: Asked) -> Statement:
    """Return what a row of the index must meet: all terms, and the days."""
    terms = asked.all_terms
    conditions = ["vector @@ %s::tsquery"]
    params: list[Any] = [" & ".join(_tsquery(term) for term in terms)]
    for term in terms:
        if has_phrase(term):
            sql, more = _exactly(term)
            conditions.append(sql)
            params += more
    if asked.has_days:
        conditions.append("earliest <= %s AND latest >= %s")
        params += [(asked.last or date.max).toordinal(), (asked.first or date.min).toordinal()]
    return " AND ".join(conditions), params


def _tsquery(term: Term) -> str:
    """Return the term as a tsquery, in which a phrase stands for its words: it finds all that match, and some more."""
    if isinstance(term, Word):
        return "(" + " | ".join(f"{_quoted(choice)}{_WEIGHTS[term.column]}" for choice in term.choices) + ")"
    if isinstance(term, Phrase):
        return "(" + " & ".join(f"{_quoted(word)}{_WEIGHTS[term.column]}" for word in dict.fromkeys(term.words)) + ")"
    if isinstance(term, Fact):
        return "(" + (" | ".join(_quoted(token) for token in term.tokens) or _quoted("¤none")) + ")"
    if isinstance(term, Not):
        return _quoted(ANY) if has_phrase(term) else f"!{_tsquery(term.term)}"
    if isinstance(term, AllOf | AnyOf):
        sign = " & " if isinstance(term, AllOf) else " | "
        return "(" + sign.join(_tsquery(inner) for inner in term.terms) + ")"
    raise TypeError(f"{term} was not resolved")  # a name is looked up before the index is asked


def _exactly(term: Term) -> Statement:
    """Return the condition on a row that the term is met, phrases to the letter."""
    if isinstance(term, Phrase):
        running = _running(*term.words)
        places = _RUNNING[term.column]
        return "(" + " OR ".join(f"strpos({place}, %s) > 0" for place in places) + ")", [running] * len(places)
    if isinstance(term, Not):
        sql, params = _exactly(term.term)
        return f"NOT {sql}", params
    if isinstance(term, AllOf | AnyOf):
        inner = [_exactly(one) for one in term.terms]
        sign = " AND " if isinstance(term, AllOf) else " OR "
        return "(" + sign.join(sql for sql, _ in inner) + ")", [param for _, params in inner for param in params]
    return "(vector @@ %s::tsquery)", [_tsquery(term)]
