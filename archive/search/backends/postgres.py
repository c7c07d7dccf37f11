"""The index in PostgreSQL: a tsvector of our own words and facts and codes of pairs of words, under one GIN index.

Whatever can be is answered inside the index (`archive.search.backends.lexemes`): PostgreSQL keeps long values apart
from their rows, and reading the vector of each row that is looked at costs more than all else. So the newest matches
are not sought along the rows of time: they are collected in windows of time, until there are enough.

A tsvector counts no position beyond 16,383 and holds no more than 1 MB, so phrases do not rest on its positions: the
index says which articles may have them, and the exact words, kept in their order, which do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.search.backends import lexemes, pairs
from archive.search.backends.conditions import Statement, candidates, condition, running, weighed
from archive.search.backends.entry import BREAK, Asked, Entry, has_phrase
from archive.search.facts import DATED, UNCERTAIN, Facts, places_between
from archive.search.tree import Fact, Phrase, worded

_FIRST, _LAST = -1, (1 << 63) - 1
# A window has at least so many articles at first, whether they match or not.
_LEAST_WINDOW = 1_000
# So many articles are looked up one by one to be ranked.
_FEW = 1_000
_UPSERT = """
INSERT INTO archive_search (article_id, digest, vector, pairs, words, byline, place, facts, earliest, latest, public,
    numbers)
SELECT article_id, digest, vector::tsvector, pairs::smallint[], words, byline, place, facts, earliest, latest, public,
    numbers
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[],
    %s::int[], %s::int[], %s::boolean[], %s::bytea[])
    AS given (article_id, digest, vector, pairs, words, byline, place, facts, earliest, latest, public, numbers)
ON CONFLICT (article_id) DO UPDATE SET
    digest = excluded.digest, vector = excluded.vector, pairs = excluded.pairs, words = excluded.words,
    byline = excluded.byline, place = excluded.place, facts = excluded.facts, earliest = excluded.earliest,
    latest = excluded.latest, public = excluded.public, numbers = excluded.numbers
"""
_REFILE = """
UPDATE archive_search SET
    vector = ts_delete(vector, string_to_array(archive_search.facts, ' '))
        || array_to_tsvector(string_to_array(given.facts, ' ')),
    place = given.place, facts = given.facts, earliest = given.earliest, latest = given.latest, public = given.public,
    numbers = given.numbers
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::boolean[], %s::bytea[])
    AS given (article_id, place, facts, earliest, latest, public, numbers)
WHERE archive_search.article_id = given.article_id
"""
# The planner takes reading a vector for nothing, and would rather read all of them than look into their index.
_BEFORE = "SET enable_seqscan = off; SET max_parallel_workers_per_gather = 0; SET jit = off"
_AFTER = "RESET enable_seqscan; RESET max_parallel_workers_per_gather; RESET jit"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Stretch:
    """What is asked, of the places from `low` to `high`; `uncertain`: of dates that may mean several days alone."""

    asked: Asked
    low: int
    high: int
    uncertain: bool = False


# Searches a window whose articles have one of the tokens of time, any if there are none; returns how many it finds.
Search = Callable[[_Stretch, Sequence[str]], int]


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
            [lexemes.vector(entry) for entry in entries],
            [f"{{{','.join(map(str, pairs.codes(entry)))}}}" for entry in entries],
            [running(*entry.title.words, BREAK, *entry.body.words) for entry in entries],
            [running(*entry.byline) for entry in entries],
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
            return {
                article: (digest, place, facts.removesuffix(" " + " ".join(lexemes.place_tokens(place))))
                for article, digest, place, facts in cursor.fetchall()
            }

    def holds_any(self) -> bool:
        """Return whether there is any entry."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM archive_search)")
            return bool(cursor.fetchone()[0])

    def count(self, asked: Asked, most: int) -> int:
        """Return how many articles have all terms asked for, on whatever day, counted no further than to `most`."""
        whenever = _Stretch(Asked(asked.terms, public=asked.public), _FIRST, _LAST)
        if not asked.terms:
            return len(self._in_order(("place", []), whenever, most, newest=True))
        counts: list[int] = []

        def search(window: _Stretch, times: Sequence[str]) -> int:
            sql, params = _select(("place", []), window, times)
            [(number,)] = self._by_index(f"SELECT count(*) FROM ({sql} LIMIT {most}) found", params)  # noqa: S608
            counts.append(number)
            return number

        self._through_windows(search, whenever, most, newest=True)
        return min(sum(counts), most)

    def places(
        self, asked: Asked, most: int, *, after: int | None = None, before: int | None = None, newest: bool = True
    ) -> list[int]:
        """Return at most `most` places of what matches, the newest or the oldest first, between two places if given.

        `after` and `before` are excluded; among the oldest first too, undated articles come before dated ones.
        """
        low, high = (_FIRST if after is None else after + 1, _LAST if before is None else before - 1)
        return [place for (place,) in self._collected(("place", []), asked, most, low, high, newest=newest)]

    def matching(self, asked: Asked) -> Statement:
        """Return the SELECT of the ids of all articles that match."""
        selects = [_select(("article_id", []), stretch) for stretch in _stretches(asked, _FIRST, _LAST)]
        return " UNION ALL ".join(sql for sql, _ in selects), [param for _, params in selects for param in params]

    def with_phrases(self, phrases: Iterable[Sequence[str]]) -> list[int]:
        """Return the ids of the articles that have one of the phrases in title, lead or text."""
        selects, params = [], []
        for words in phrases:
            sql, more = candidates(Phrase(tuple(words), ""))
            selects.append(f"SELECT article_id FROM archive_search WHERE {sql} AND strpos(words, %s) > 0")  # noqa: S608
            params += [*more, running(*words)]
        return [pk for (pk,) in self._by_index(" UNION ".join(selects), params)]

    def filed(self, asked: Asked, most: int) -> list[tuple[int, bytes]]:
        """Return at most `most` places of what matches, the newest first, with the packed numbers of their articles."""
        return self._collected(("place, numbers", []), asked, most, _FIRST, _LAST, newest=True)

    def scored(self, asked: Asked, most: int) -> tuple[list[tuple[int, bytes]], dict[int, float]]:
        """Return what `filed` does, and the relevance of each place (ts_rank over the logarithm of the length).

        Relevance reads the vectors: of the matches alone, not of all in the windows that have them.
        """
        found = self.filed(asked, most)
        sought = " | ".join(weighed(term) for term in worded(asked.terms))
        if not found or not sought:
            return found, {}
        columns = "place, ts_rank('{.1, .2, .4, 1}', vector, %s::tsquery, 1)", [sought]
        if len(found) <= _FEW or asked.has_days or any(map(has_phrase, asked.terms)):
            sql = f"SELECT {columns[0]} FROM archive_search WHERE place = ANY(%s)"  # noqa: S608
            params = [sought, [place for place, _ in found]]
        else:
            low, high = found[-1][0], found[0][0]
            sql, params = _select(columns, _Stretch(asked, low, high), lexemes.time_tokens(low, high))
        return found, dict(self._by_index(sql, params))

    def tidy(self) -> None:
        """Bring what was written into its place in the index, and refresh the statistics."""
        with self.connection.cursor() as cursor:
            # Who indexes in bulk may have let go of the index until the end.
            index = "FROM pg_class WHERE oid = to_regclass('archive_search_vector')"
            cursor.execute(f"SELECT gin_clean_pending_list(oid::regclass) {index}")
        self.plan()

    def plan(self) -> None:
        """Let the database know its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    # How the newest, or the oldest, are collected

    def _collected(
        self, columns: Statement, asked: Asked, most: int, low: int, high: int, *, newest: bool
    ) -> list[Row]:
        """Return at most `most` rows of what matches from `low` to `high`, in order; `columns`: the place first."""
        found: list[Row] = []
        stretches = _stretches(asked, low, high)
        for stretch in stretches if newest else reversed(stretches):
            if len(found) < most:
                search = self._in_windows if asked.terms else self._in_order
                found += search(columns, stretch, most - len(found), newest=newest)
        return found[:most]

    def _in_order(self, columns: Statement, stretch: _Stretch, most: int, *, newest: bool) -> list[Row]:
        """Return rows of a stretch for which no term is asked, at most `most`."""
        sql, params = _select(columns, stretch)
        # The few uncertain ones are sorted; the planner would walk along time for them.
        order = f"{'place + 0' if stretch.uncertain else 'place'} {'DESC' if newest else 'ASC'}"
        with self.connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY {order} LIMIT {most}", params)
            return cursor.fetchall()

    def _in_windows(self, columns: Statement, stretch: _Stretch, most: int, *, newest: bool) -> list[Row]:
        """Return rows of a stretch in order: all there are, or `most` and some more."""
        found: list[Row] = []

        def search(window: _Stretch, times: Sequence[str]) -> int:
            sql, params = _select(columns, window, times)
            # By a sum, lest the planner walk along time; a long window may have far more than are wanted.
            rows = self._by_index(f"{sql} ORDER BY place + 0 {'DESC' if newest else 'ASC'} LIMIT {most}", params)
            found.extend(rows)
            return len(rows)

        self._through_windows(search, stretch, most, newest=newest)
        return found

    def _through_windows(self, search: Search, stretch: _Stretch, most: int, *, newest: bool) -> None:
        """Let windows of a stretch be searched one behind the other, until `most` are found or there are no more.

        The first window is measured by articles; the next is so much longer as too few were found. Where that would be
        much of what is left, or where there are hardly any, all that is left is one window.
        """
        found, is_first = 0, True
        begin, edge, end = None, None, None
        if not stretch.uncertain:
            begin, edge, end = self._window(stretch, most + most // 2, newest=newest)
        while begin is not None and edge is not None and stretch.low < edge < stretch.high:
            window, stretch = _split(stretch, begin, edge, newest=newest)
            found += search(window, lexemes.time_tokens(window.low, window.high))
            if found >= most:
                return
            edge = _further(begin, edge, end, found, most, is_first=is_first)
            is_first = False
        bounded = stretch.asked.has_days and not stretch.uncertain
        search(stretch, lexemes.time_tokens(stretch.low, stretch.high) if bounded else ())

    def _window(self, stretch: _Stretch, size: int, *, newest: bool) -> tuple[int | None, int | None, int | None]:
        """Return the first place of a stretch, the one so many places further, and the last; None where there is none.

        The oldest is that of an article with a date.
        """
        sql = "(SELECT place FROM archive_search WHERE place BETWEEN %s AND %s ORDER BY place"
        one, other = (f"{sql} DESC LIMIT 1", f"{sql} LIMIT 1") if newest else (f"{sql} LIMIT 1", f"{sql} DESC LIMIT 1")
        dated = max(stretch.low, DATED)
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {one}), {one} OFFSET {max(size, _LEAST_WINDOW)}), {other})",
                [stretch.low, stretch.high, stretch.low, stretch.high, dated, stretch.high],
            )
            return cursor.fetchone()

    def _by_index(self, sql: str, params: list[Any]) -> list[Row]:
        """Return the rows of a SELECT that must go through the index."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"{_BEFORE}; {sql}; {_AFTER}", params)
            for _ in _BEFORE.split(";"):
                cursor.nextset()
            return cursor.fetchall()


def _stretches(asked: Asked, low: int, high: int) -> list[_Stretch]:
    """Return the places from `low` to `high` that may match, the newest first.

    What was published within the days is a range of places; what only may have been, and began before it, is looked
    for among the uncertain ones.
    """
    if not asked.has_days:
        return [_Stretch(asked, low, high)]
    begin, end = places_between(asked.first, asked.last)
    found = [
        _Stretch(asked, max(low, begin), min(high, end)),
        _Stretch(asked, max(low, DATED), min(high, begin - 1), True),
    ]
    return [stretch for stretch in found if stretch.low <= stretch.high]


def _split(stretch: _Stretch, begin: int, edge: int, *, newest: bool) -> tuple[_Stretch, _Stretch]:
    """Return the window of a stretch that ends at `edge`, and what is behind it; nothing is before `begin`."""
    if newest:
        return replace(stretch, low=edge, high=min(stretch.high, begin)), replace(stretch, high=edge - 1)
    return replace(stretch, low=max(stretch.low, begin), high=edge), replace(stretch, low=edge + 1)


def _further(begin: int, edge: int, end: int | None, found: int, most: int, *, is_first: bool) -> int | None:
    """Return where the next window ends, as `found` were found from `begin` to `edge`; None for all that is left."""
    if 100 * found <= most or end is None:
        return None
    # Where the first window has told too little, four times as long at least: a few reach through any time.
    reach = (edge - begin) * max(5 * most, 4 * found if is_first else 16 * found) // (4 * found)
    # Tokens of nearly all time cost more than what they leave out.
    return begin + reach if 3 * abs(reach) < 2 * abs(end - begin) else None


# Conditions


def _select(columns: Statement, stretch: _Stretch, times: Sequence[str] = ()) -> Statement:
    """Return the SELECT of what matches in a stretch, among the articles of some time if there are tokens of it."""
    asked = stretch.asked
    conditions: list[str] = []
    params = [*columns[1]]
    if asked.terms:
        uncertain = [Fact((UNCERTAIN,))] if stretch.uncertain else []
        sql, more = condition([*asked.terms, *uncertain], times)
        conditions.append(sql)
        params += more
    elif stretch.uncertain:
        conditions.append("latest > earliest")
    # With terms or where few are uncertain, a sum and a cast keep the planner from the indexes of all places and of all
    # that is public, along which it would read the vectors of all.
    free = not asked.terms and not stretch.uncertain
    if (stretch.low, stretch.high) != (_FIRST, _LAST):
        conditions.append(f"place{'' if free else ' + 0'} BETWEEN %s AND %s")
        params += [stretch.low, stretch.high]
    if asked.public:
        conditions.append(f"public{'' if free else '::int = 1'}")
    if asked.has_days:
        conditions.append("earliest <= %s AND latest >= %s")
        params += [(asked.last or date.max).toordinal(), (asked.first or date.min).toordinal()]
    return f"SELECT {columns[0]} FROM archive_search WHERE {' AND '.join(conditions) or 'TRUE'}", params  # noqa: S608


# Rows


def _fact_columns(facts: Sequence[Facts]) -> list[Any]:
    days = [one.days or (None, None) for one in facts]
    return [
        [one.article for one in facts],
        [one.place for one in facts],
        [" ".join(lexemes.tokens(one)) for one in facts],
        [earliest.toordinal() if earliest else None for earliest, _ in days],
        [latest.toordinal() if latest else None for _, latest in days],
        [one.public for one in facts],
        [one.numbers for one in facts],
    ]
