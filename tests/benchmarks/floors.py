"""SQL written by hand for a question: the least that answers it, in each way that a careful writer would think of.

Each way is a SELECT of the ids of the articles, the newest first, that is finished when it has as many as it is asked
for. The page, the count and the facets are made of it. Which way is the fastest is for the measurement to say: the
floor is the best of them. Facets are GROUP BYs over the newest 10,000 in the plain tables; of the whole archive, the
counts that are kept are read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from archive.search.backends.pairs import codes_of, is_frequent
from archive.search.facts import LARGEST_ID, person_token, places_between
from tests.benchmarks.questions import Question

MOST = 10_000
PAGE = 20
_SHOWN = "m.status IN ('automatic', 'confirmed')"
_NEWEST = "ORDER BY a.undated, a.published_order DESC, a.id DESC"
_FACETS = """
WITH hits AS MATERIALIZED ({hits}), found AS MATERIALIZED (
    SELECT a.source_id, a.language, a.published_earliest, a.published_latest
    FROM hits CROSS JOIN archive_article a WHERE a.id = hits.id
), told AS MATERIALIZED (
    SELECT m.person_id, m.event_id FROM archive_mention m WHERE m.article_id IN (SELECT id FROM hits) AND {shown}
)
SELECT 'source', CAST(source_id AS text), count(*) FROM found GROUP BY source_id
UNION ALL SELECT 'language', language, count(*) FROM found GROUP BY language
UNION ALL SELECT 'day', CAST(published_earliest AS text) || CAST(published_latest AS text), count(*) FROM found
    GROUP BY published_earliest, published_latest
UNION ALL SELECT 'person', CAST(person_id AS text), count(*) FROM told WHERE person_id IS NOT NULL GROUP BY person_id
UNION ALL SELECT 'event', CAST(event_id AS text), count(*) FROM told WHERE event_id IS NOT NULL GROUP BY event_id
"""
_KEPT = (
    "SELECT id, article_count FROM archive_person ORDER BY article_count DESC, sort_name, id LIMIT 20",
    "SELECT id, article_count FROM archive_event ORDER BY article_count DESC LIMIT 20",
    "SELECT id, article_count FROM archive_source ORDER BY article_count DESC LIMIT 20",
    "SELECT interval, articles FROM archive_daytally",
)

Statement = tuple[str, tuple]


@dataclass(frozen=True)
class Way:
    """One way to find the articles: a SELECT of ids in order (`hits`), and one in whatever order (`some`).

    Both end where a LIMIT may follow. `behind` narrows `hits` to what stands behind a place of the list. `sorts`: all
    that match are sorted first, which nobody would do with many.
    """

    name: str
    hits: str
    params: tuple
    some: str
    behind: str = ""
    sorts: bool = False

    def page(self, place: int | None = None) -> Statement:
        """Return the statement for a page: the first, or the one behind a place."""
        hits, params = self.hits, self.params
        if place is not None:
            hits, params = hits.replace("/* behind */", self.behind), (*params, place)
        rows = f"SELECT a.id, a.title, a.source_id, a.published FROM ({hits} LIMIT {PAGE}) h"
        return f"{rows} CROSS JOIN archive_article a WHERE a.id = h.id", params

    def count(self) -> Statement:
        """Return the statement for the count, to 10,000."""
        return f"SELECT count(*) FROM ({self.some} LIMIT {MOST + 1}) h", self.params

    def facets(self) -> Statement:
        """Return the statement for the facets of the newest 10,000."""
        return _FACETS.format(hits=f"{self.hits} LIMIT {MOST}", shown=_SHOWN), self.params


def ways(question: Question) -> list[Way]:
    """Return the ways to answer a question by date; `ranked` has those by relevance."""
    on_index = _sqlite_index if connection.vendor == "sqlite" else _postgres_index
    found = list(on_index(question))
    if not question.fts:
        found += _tables(question)
    return found


def kept() -> tuple[str, ...]:
    """Return the statements that read the counts of the whole archive."""
    return _KEPT


def ranked(question: Question) -> Statement:
    """Return the statement for the first page by relevance, of the newest 10,000 that match."""
    if connection.vendor == "sqlite":
        match = f'{question.fts} AND "¤public"'
        newest = f"SELECT rowid FROM archive_search WHERE archive_search MATCH %s ORDER BY rowid DESC LIMIT {MOST}"
        least = f"(SELECT min(rowid) FROM ({newest}))"
        # A range of rows: with IN, FTS5 would run the whole query for every one of them.
        sql = (
            f"SELECT rowid & {LARGEST_ID} AS id FROM archive_search WHERE archive_search MATCH %s AND rowid >= {least} "
            "ORDER BY bm25(archive_search, 4.0, 2.0, 1.0, 4.0, 1.0, 1.0, 0.0)"
        )
        params: tuple = (match, match)
    else:
        vector = question.ts
        newest = (
            "SELECT article_id, vector FROM archive_search WHERE vector @@ %s::tsquery AND public ORDER BY place DESC"
        )
        rank = "ts_rank('{.1, .2, .4, 1}', vector, %s::tsquery, 1)"
        sql = f"SELECT article_id AS id FROM ({newest} LIMIT {MOST}) n ORDER BY {rank} DESC"
        params = (vector, question.ts)
    return f"SELECT a.id, a.title FROM ({sql} LIMIT {PAGE}) h CROSS JOIN archive_article a WHERE a.id = h.id", params


# Through the index


def _sqlite_index(question: Question) -> Iterator[Way]:
    """Yield the ways through FTS5, whose rows are in the order of the list."""
    if question.happened:
        return
    tokens = ['"¤public"', *(f'"{person_token(pk)}"' for pk in question.people)]
    match = " AND ".join(filter(None, (question.fts, *tokens)))
    select = f"SELECT s.rowid & {LARGEST_ID} AS id FROM archive_search s"
    if question.days is None:
        sql = f"{select} WHERE s.archive_search MATCH %s /* behind */"
        yield Way("index", f"{sql} ORDER BY s.rowid DESC", (match,), sql, "AND s.rowid < %s")
        # FTS5 is slow backwards where one of two terms is in all articles; few are sorted sooner.
        yield Way("index, sorted", f"{sql} ORDER BY +s.rowid DESC", (match,), sql, "AND s.rowid < %s", sorts=True)
        return
    first, last = (day.toordinal() for day in question.days)
    begin, end = places_between(*question.days)
    # What began within the days, and what began before them and is uncertain.
    within = (
        "SELECT s.rowid AS place FROM archive_search s CROSS JOIN archive_search_entry e "
        "WHERE s.archive_search MATCH %s AND s.rowid BETWEEN %s AND %s AND e.place = s.rowid "
        "AND +e.earliest <= %s AND +e.latest >= %s"
    )
    params = (match, begin, end, last, first, f'{match} AND "¤uncertain"', 1 << 30, begin - 1, last, first)
    sql = f"SELECT place & {LARGEST_ID} AS id FROM ({within} UNION ALL {within})"
    yield Way("index", f"{sql} ORDER BY place DESC", params, sql)


def _postgres_index(question: Question) -> Iterator[Way]:
    """Yield the ways through the tsvector: collected and sorted, and along the order of the list."""
    if question.happened:
        return
    conditions: list[str] = ["public"]
    params: list = []
    # A word in titles is a lexeme by itself there, which needs no look at the vector.
    terms = re.sub(r"'(\w+)':A", r"'title:\1'", question.ts)
    query = " & ".join(filter(None, (terms, *(f"'{person_token(pk)}'" for pk in question.people))))
    if query:
        conditions.append("vector @@ %s::tsquery")
        params.append(query)
    if question.exact:
        words = question.exact.split()
        conditions.append("pairs @> %s::smallint[]")
        params.append(sorted(codes_of(words)))
        if not all(map(is_frequent, words)):
            conditions.append("(strpos(words, %s) > 0 OR strpos(byline, %s) > 0)")
            params += [question.exact, question.exact]
    if question.days:
        conditions.append("earliest <= %s AND latest >= %s")
        params += [question.days[1].toordinal(), question.days[0].toordinal()]
    condition = " AND ".join(conditions)
    some = f"SELECT article_id AS id FROM archive_search WHERE {condition}"
    along = f"SELECT article_id AS id FROM archive_search WHERE {condition} /* behind */ ORDER BY place DESC"
    yield Way("along", along, tuple(params), some, "AND place < %s")
    collected = f"WITH c AS MATERIALIZED (SELECT article_id, place FROM archive_search WHERE {condition})"
    sql = f"{collected} SELECT article_id AS id FROM c ORDER BY place DESC"
    yield Way("collected", sql, tuple(params), some)
    if question.days and not query:
        begin, end = places_between(*question.days)
        within = f"{some} AND place BETWEEN {begin} AND {end} /* behind */"
        uncertain = f"{some} AND latest > earliest AND place BETWEEN {1 << 30} AND {begin - 1}"
        ranges = "SELECT id FROM ({} UNION ALL {}) u ORDER BY place DESC".format(
            *(one.replace("AS id", "AS id, place", 1) for one in (within, uncertain))
        )
        yield Way("in two ranges", ranges, tuple(params * 2), f"{within} UNION ALL {uncertain}")


# Through the tables


def _tables(question: Question) -> Iterator[Way]:
    """Yield the ways through the plain tables: along the list, or collected and sorted."""
    conditions, params = _conditions(question, along=True)
    walk = f"SELECT a.id FROM archive_article a WHERE a.status = 'published' {conditions}"
    yield Way("walked", f"{walk} {_NEWEST}", params, walk)
    if question.people or question.days or question.happened:
        conditions, params = _conditions(question, along=False)
        some = f"SELECT a.id FROM archive_article a WHERE a.status = 'published' {conditions}"
        yield Way("collected", f"{some} {_NEWEST}", params, some)


def _conditions(question: Question, along: bool) -> tuple[str, tuple]:
    """Return what an article must meet, looked up article by article or collected beforehand."""
    sql, params = "", []
    for pk in question.people:
        told = f"SELECT m.article_id FROM archive_mention m WHERE m.person_id = %s AND {_SHOWN}"
        sql += f" AND EXISTS ({told} AND m.article_id = a.id)" if along else f" AND a.id IN ({told})"
        params.append(pk)
    if question.happened:
        told = (
            "WITH RECURSIVE asked (id) AS (SELECT id FROM archive_event WHERE happened_earliest <= %s AND "
            "happened_latest >= %s UNION SELECT e.id FROM archive_event e JOIN asked ON e.parent_id = asked.id) "
            f"SELECT m.article_id FROM asked CROSS JOIN archive_mention m WHERE m.event_id = asked.id AND {_SHOWN}"
        )
        sql += f" AND a.id IN ({told})"
        params += [str(question.happened[1]), str(question.happened[0])]
    if question.days:
        more, values = _within(*question.days, along)
        sql, params = sql + more, [*params, *values]
    return sql, tuple(params)


def _within(first: date, last: date, along: bool) -> tuple[str, list]:
    """Return the condition that an article may be of the days: in two ranges, or along the list."""
    if along:
        order = [str(first - timedelta(days=40)), str(last + timedelta(days=2))]
        plus = "+" if connection.vendor == "sqlite" else ""
        days = f"{plus}a.published_earliest <= %s AND {plus}a.published_latest >= %s"
        return (
            f" AND a.undated IN (%s) AND a.published_order >= %s AND a.published_order < %s AND {days}",
            [False, *order, str(last), str(first)],
        )
    begun = "SELECT id FROM archive_article WHERE status = 'published' AND published_earliest"
    uncertain = "published_latest > published_earliest AND published_latest >= %s"
    sql = f" AND a.id IN ({begun} BETWEEN %s AND %s UNION ALL {begun} < %s AND {uncertain})"
    return sql, [str(first), str(last), str(first), str(first)]
