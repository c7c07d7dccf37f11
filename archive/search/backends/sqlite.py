"""The index in SQLite: an FTS5 table without content, whose rows are numbered by the articles' places in time.

So the newest matches come first without being sorted, and those of some days are a range of rows. FTS5 forgets a row of
a table without content only when it is told the row's words again (`contentless_delete` needs SQLite 3.43), so
`archive_search_words` keeps them, compressed: a third of what a table with content would take. `archive_search_entry`
has narrow rows of what is counted and compared, apart from them.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.search.backends.entry import Asked, Entry
from archive.search.backends.expressions import expression_of, is_one, quoted, signs
from archive.search.facts import DATED, LARGEST_ID, UNCERTAIN, Facts, places_between
from archive.search.tree import Fact

_WORDS = "title, byline, body, title_words, body_words, signs"
_COLUMNS = f"{_WORDS}, facts"
_WEIGHTS = "4.0, 2.0, 1.0, 4.0, 1.0, 1.0, 0.0"
_INSERT = f"INSERT INTO archive_search (rowid, {_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
_FORGET = (
    f"INSERT INTO archive_search (archive_search, rowid, {_COLUMNS}) VALUES ('delete', %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
)
_INSERT_ENTRY = (
    "INSERT INTO archive_search_entry (place, article_id, earliest, latest, public, numbers) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)
_INSERT_WORDS = "INSERT INTO archive_search_words (article_id, place, digest, words, facts) VALUES (%s, %s, %s, %s, %s)"
_GIVEN = "(SELECT value FROM json_each(%s))"
_PAGES_MERGED = 1000
_SHADOWS = "('archive_search_data', 'archive_search_idx', 'archive_search_docsize', 'archive_search_config')"
_FIRST_ROW, _LAST_ROW = -1, (1 << 63) - 1
_LEAST_WINDOW = 1_000  # articles

Statement = tuple[str, list[Any]]


class SQLiteBackend:
    """Entries in FTS5."""

    orphans = "SELECT article_id FROM archive_search_words WHERE article_id NOT IN (SELECT id FROM archive_article)"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        """Take the connection to work on."""
        self.connection = connection

    def write(self, entries: Sequence[Entry], *, new: bool = False) -> None:
        """Write the entries in place of those that their articles had; inside the caller's transaction.

        `new` says that they had none.
        """
        if not new:
            self.remove([entry.facts.article for entry in entries])
        self._insert([(entry.facts, entry.digest, _columns(entry)) for entry in entries])

    def _insert(self, rows: list[tuple[Facts, str, tuple[str, ...]]]) -> None:
        """Insert rows of facts, digest and columns; in the order of their places, or FTS5 writes each by itself."""
        rows = sorted(rows, key=lambda row: row[0].place)
        tokens = [" ".join(facts.tokens) for facts, _, _ in rows]
        with self.connection.cursor() as cursor:
            cursor.executemany(
                _INSERT, [(row[0].place, *row[2], facts) for row, facts in zip(rows, tokens, strict=True)]
            )
            cursor.executemany(_INSERT_ENTRY, [_entry_row(facts) for facts, _, _ in rows])
            kept = [
                (facts.article, facts.place, digest, zlib.compress("\n".join(columns).encode(), 1), text)
                for (facts, digest, columns), text in zip(rows, tokens, strict=True)
            ]
            cursor.executemany(_INSERT_WORDS, kept)

    def refile(self, changed: Sequence[Facts]) -> None:
        """Write other facts beside the words that the articles have; inside the caller's transaction."""
        facts = {one.article: one for one in changed}
        rows = [(facts[pk], digest, columns) for pk, digest, columns in self._forget(list(facts))]
        self._insert(rows)

    def remove(self, articles: Sequence[int]) -> None:
        """Forget the entries of the articles; inside the caller's transaction."""
        if articles:
            self._forget(articles)

    def _forget(self, articles: Sequence[int]) -> list[tuple[int, str, tuple[str, ...]]]:
        """Forget the entries; returns article, digest and columns (without the facts) of each."""
        given = json.dumps(list(articles))
        columns = "SELECT article_id, place, digest, words, facts FROM archive_search_words"
        with self.connection.cursor() as cursor:
            cursor.execute(f"{columns} WHERE article_id IN {_GIVEN} ORDER BY place", [given])
            old = [
                (article, place, digest, tuple(zlib.decompress(words).decode().split("\n")), facts)
                for article, place, digest, words, facts in cursor.fetchall()
            ]
            cursor.executemany(_FORGET, [(place, *words, facts) for _, place, _, words, facts in old])
            places = json.dumps([place for _, place, _, _, _ in old])
            cursor.execute(f"DELETE FROM archive_search_entry WHERE place IN {_GIVEN}", [places])  # noqa: S608
            cursor.execute(f"DELETE FROM archive_search_words WHERE article_id IN {_GIVEN}", [given])  # noqa: S608
        return [(article, digest, words) for article, _, digest, words, _ in old]

    def kept(self, articles: Sequence[int]) -> dict[int, tuple[str, int, str]]:
        """Return digest, place and tokens (a space between them) of those of the articles that have an entry."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT article_id, digest, place, facts FROM archive_search_words WHERE article_id IN {_GIVEN}",  # noqa: S608
                [json.dumps(list(articles))],
            )
            return {article: (digest, place, facts) for article, digest, place, facts in cursor.fetchall()}

    def holds_any(self) -> bool:
        """Return whether there is any entry."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM archive_search_words)")
            return bool(cursor.fetchone()[0])

    def count(self, asked: Asked, most: int) -> int:
        """Return how many articles have all terms asked for, on whatever day, counted no further than to `most`."""
        sql = f"SELECT count(*) FROM (SELECT 1 FROM archive_search WHERE archive_search MATCH %s LIMIT {most})"  # noqa: S608
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [expression_of(asked.all_terms)])
            return cursor.fetchone()[0]

    def places(
        self, asked: Asked, most: int, *, after: int | None = None, before: int | None = None, newest: bool = True
    ) -> list[int]:
        """Return at most `most` places of what matches, the newest or the oldest first, between two places if given.

        `after` and `before` are excluded; among the oldest first too, undated articles come before dated ones.
        """
        bounds = (_FIRST_ROW if after is None else after + 1, _LAST_ROW if before is None else before - 1)
        if newest:
            return [place for (place,) in self._newest(asked, most, "f.rowid", *bounds)]
        found: list[int] = []
        for sql, params in self._selects(asked, *bounds):
            found += [place for (place,) in self._rows(f"{sql} ORDER BY f.rowid LIMIT {most}", params)]
        return sorted(found)[:most]

    def matching(self, asked: Asked) -> Statement:
        """Return the SELECT of the ids of all articles that match."""
        selects = self._selects(asked, _FIRST_ROW, _LAST_ROW)
        params = [param for _, some in selects for param in some]
        sql = " UNION ALL ".join(select.replace("f.rowid", f"f.rowid & {LARGEST_ID}", 1) for select, _ in selects)
        return sql, params

    def with_phrases(self, phrases: Iterable[Sequence[str]]) -> list[int]:
        """Return the ids of the articles that have one of the phrases in title, lead or text."""
        either = " OR ".join(quoted(words) for words in phrases)
        with self.connection.cursor() as cursor:
            sql = f"SELECT rowid & {LARGEST_ID} FROM archive_search WHERE archive_search MATCH %s"  # noqa: S608
            cursor.execute(sql, [f"{{title_words body_words}} : ({either})"])
            return [pk for (pk,) in cursor.fetchall()]

    def filed(self, asked: Asked, most: int) -> list[tuple[int, bytes]]:
        """Return at most `most` places of what matches, the newest first, with the packed numbers of their articles."""
        return self._newest(asked, most, "f.rowid, e.numbers")

    def scored(self, asked: Asked, most: int) -> tuple[list[tuple[int, bytes]], dict[int, float]]:
        """Return what `filed` does, and the relevance of each place (BM25, a title's words count four times)."""
        columns = f"f.rowid, e.numbers, -bm25(archive_search, {_WEIGHTS})"
        if _goes_backwards(asked, _LAST_ROW):
            found = self._newest(asked, most, columns)
        else:
            # In one statement: for each, FTS5 counts all articles that have a word, to know how rare it is.
            places = self.places(asked, most)
            selects = self._selects(asked, places[-1], places[0]) if places else []
            found = [row for sql, params in selects for row in self._rows(sql.replace("f.rowid", columns, 1), params)]
            found = sorted(found, reverse=True)[:most]
        return [row[:2] for row in found], {place: score for place, _, score in found}

    def _newest(
        self, asked: Asked, most: int, columns: str, least: int = _FIRST_ROW, largest: int = _LAST_ROW
    ) -> list[Any]:
        """Return the columns, of which the first is the place, of at most `most` matches, the newest first."""
        found: list[Any] = []
        for sql, params in self._selects(asked, least, largest):
            sql = sql.replace("f.rowid", columns, 1)
            if _goes_backwards(asked, largest):
                found += self._rows(f"{sql} ORDER BY f.rowid DESC LIMIT {most}", params)
            else:
                found += self._in_windows(sql, params, most)
        return found if len(found) <= most else sorted(found, reverse=True)[:most]

    def _in_windows(self, sql: str, params: list[Any], most: int) -> list[Any]:
        """Return rows that a SELECT finds, the newest first: all there are, or `most` and some more.

        The first window has little more than so many articles. The next one, together with it, lasts longer, as too few
        were found, and a quarter more; where hardly any were, it is all that is left.
        """
        _, least, largest, *_ = params
        high, low = largest, self._edge(least, largest, max(most + most // 4, _LEAST_WINDOW))
        found = self._between(sql, params, low, high, most)
        while len(found) < most and low > least:
            high = low - 1
            if 100 * len(found) > most:
                span = found[0][0] - low + 1
                low = max(least, low - 1 - span * (5 * most - 4 * len(found)) // (4 * len(found)))
            else:
                low = least
            found += self._between(sql, params, low, high, most - len(found))
        return found

    def _edge(self, least: int, largest: int, articles: int) -> int:
        """Return the place so many articles before the newest from `least` to `largest`, or `least`."""
        sql = "SELECT place FROM archive_search_entry WHERE place BETWEEN %s AND %s ORDER BY place DESC LIMIT 1"
        rows = self._rows(f"{sql} OFFSET {articles}", [least, largest])
        return rows[0][0] if rows else least

    def _between(self, sql: str, params: list[Any], low: int, high: int, most: int) -> list[Any]:
        """Return rows from `low` to `high`, the newest first: all there are, or `most` and some more.

        They are read from the oldest on. Where they are far too many, the later half of what is left is looked into
        first, and in it the later half, so that a time in which much was published costs no more than another.
        """
        expression, _, _, *days = params
        limit = max(2 * most, _LEAST_WINDOW)
        oldest = self._rows(f"{sql} ORDER BY f.rowid LIMIT {limit}", [expression, low, high, *days])[::-1]
        if len(oldest) < limit:
            return oldest
        behind = oldest[0][0] + 1
        middle = (behind + high) // 2
        found = self._between(sql, params, middle, high, most) if middle <= high else []
        if len(found) < most and behind < middle:
            found += self._between(sql, params, behind, middle - 1, most - len(found))
        return found if len(found) >= most else found + oldest

    def _selects(self, asked: Asked, least: int, largest: int) -> list[Statement]:
        """Return the SELECTs of the places from `least` to `largest` that match; no place is found by two of them.

        What was published within the days lies in a range of rows; what only may have been, and began before it, is
        looked for among the uncertain ones, from the first to the last that the days allow. That an article is public
        is read from its entry: FTS5 reads the rows of a word as fast as they come, but not those that a rare word and
        a common one have both.
        """
        expression = expression_of(asked.terms)
        # CROSS JOIN keeps the order in which the tables are read.
        sql = (
            "SELECT f.rowid FROM archive_search f CROSS JOIN archive_search_entry e ON e.place = f.rowid "
            "WHERE f.archive_search MATCH %s AND f.rowid BETWEEN %s AND %s"
        )
        if asked.public:
            sql = f"{sql} AND e.public"
        if not asked.has_days:
            return [(sql, [expression, least, largest])]
        days = [(asked.last or date.max).toordinal(), (asked.first or date.min).toordinal()]
        begin, end = places_between(asked.first, asked.last)
        sql = f"{sql} AND e.earliest <= %s AND e.latest >= %s"
        found = [(sql, [expression, max(least, begin), min(largest, end), *days])]
        if begin > DATED and (before := self._uncertain(max(least, DATED), min(largest, begin - 1), days)):
            found.append((sql, [expression_of((*asked.terms, Fact((UNCERTAIN,)))), *before, *days]))
        return found

    def _uncertain(self, least: int, largest: int, days: list[int]) -> tuple[int, int] | None:
        """Return the first and the last place of uncertain articles that the days allow; None without any.

        `days`: the last day and the first, as ordinals.
        """
        ends = self._rows(
            "SELECT min(place), max(place) FROM archive_search_entry "
            "WHERE latest > earliest AND +place BETWEEN %s AND %s AND earliest <= %s AND latest >= %s",
            [least, largest, *days],
        )[0]
        return None if ends[0] is None else ends

    def _rows(self, sql: str, params: list[Any]) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

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
        self.plan()

    def plan(self) -> None:
        """Let the database know its rows, but for those that FTS5 keeps: counted when few, they mislead it for ever.

        Merging deletes ranges of them by their key, and with such counts the whole index would be read every time.
        """
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute(f"DELETE FROM sqlite_stat1 WHERE tbl IN {_SHADOWS}")  # noqa: S608
            cursor.execute("ANALYZE sqlite_schema")

    def _changes(self) -> int:
        with self.connection.cursor() as cursor:
            return cursor.execute("SELECT total_changes()").fetchone()[0]


def _columns(entry: Entry) -> tuple[str, ...]:
    # No phrase is looked for among stems: what stands beside the words may stand behind them.
    title, body = ([*field.stems, *field.beside] for field in (entry.title, entry.body))
    columns = (title, entry.byline, body, entry.title.words, entry.body.words, signs(entry))
    return tuple(" ".join(words) for words in columns)


def _entry_row(facts: Facts) -> tuple[int, int, int | None, int | None, bool, bytes]:
    earliest, latest = (day.toordinal() for day in facts.days) if facts.days else (None, None)
    return facts.place, facts.article, earliest, latest, facts.public, facts.numbers


def _goes_backwards(asked: Asked, largest: int) -> bool:
    """Return whether FTS5 may be asked for the newest first.

    Where it has to seek as well, as for two terms or behind a place, it passes over rows when it reads backwards in an
    index that is in several pieces (SQLite 3.40.1). Then windows of time are asked forwards.
    """
    return largest == _LAST_ROW and not asked.has_days and is_one(asked.terms)
