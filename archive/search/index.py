"""The index of all articles, drafts too: kept beside their rows, searched within the queryset that a caller may see.

Nothing here decides who sees what; derived throughout, it can be made anew from the articles at any time.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar, overload

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from archive.models import Article
from archive.search.analysis import VERSION, Analysed, analyse, exact_words
from archive.search.backends import backend
from archive.search.backends.entry import BREAK, Entry
from archive.search.query import Query

Item = TypeVar("Item")

BATCH = 1_000
# Beyond so many matches a word is common: lists walk by date, and relevance is reckoned for the newest alone.
COMMON = 10_000
# The orders of a list.
NEWEST, OLDEST, RELEVANCE = "newest", "oldest", "relevance"

_READ = ("id", "title", "byline", "lead", "text", "language")
_PHRASES_AT_ONCE = 50
_ROWS_AT_ONCE = 100
_CHARACTERS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Health:
    """How the index stands to the articles: how many it has, lacks, has in an old version, and has too many."""

    indexed: int
    missing: int
    stale: int
    orphaned: int


@dataclass(frozen=True)
class Found:
    """The articles that a query finds: a queryset, or for relevance a `Ranked` sequence.

    `capped`: more than `COMMON` match, and only the newest of them were ranked.
    """

    articles: "QuerySet[Article] | Ranked"
    capped: bool = False


class Ranked(Sequence[Article]):
    """Articles in order of relevance: their ids are known, the rows are read when a slice is taken."""

    def __init__(self, queryset: "QuerySet[Article]", ids: Sequence[int]) -> None:
        """Take the queryset that reads the rows, and the ids in their order."""
        self.queryset = queryset.order_by()
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> list[Article]: ...
    def __getitem__(self, place: int | slice) -> Article | list[Article]:
        if isinstance(place, int):
            return self._read([self.ids[place]])[0]
        return self._read(self.ids[place])

    def __iter__(self) -> Iterator[Article]:
        for ids in _batches(self.ids, BATCH):
            yield from self._read(ids)

    def _read(self, ids: Sequence[int]) -> list[Article]:
        rows = {article.pk: article for article in self.queryset.filter(pk__in=ids)}
        return [rows[pk] for pk in ids if pk in rows]


class Walked(Ranked):
    """Articles read along the order of their list, each looked up in the index, and counted by the index alone."""

    def __init__(self, rows: "QuerySet[Article]", counted: "QuerySet[Article]") -> None:
        """Take the queryset that reads a page, and the one that counts."""
        self.rows = rows
        self.counted = counted

    def __len__(self) -> int:
        return self.counted.count()

    def __getitem__(self, place: Any) -> Any:
        return self.rows[place] if isinstance(place, int) else list(self.rows[place])

    def __iter__(self) -> Iterator[Article]:
        return iter(self.rows)


def index_articles(ids: Iterable[int], using: str = DEFAULT_DB_ALIAS) -> int:
    """Index the articles anew, in the caller's transaction if there is one; forget those that are gone.

    Returns how many of them there were to index.
    """
    count = 0
    index = backend(using)
    for batch in _batches(ids, BATCH):
        with transaction.atomic(using=using):
            written: set[int] = set()
            for entries in _entries(batch, using):
                index.write(entries)
                written.update(entry.article for entry in entries)
            index.remove([pk for pk in batch if pk not in written])
            count += len(written)
    return count


def index_new(article: Article, using: str = DEFAULT_DB_ALIAS) -> None:
    """Index an article that the caller's transaction has just made, as it stands in memory: nothing is read again."""
    entry = _entry(article.pk, article.title, article.byline, article.lead, article.text, article.language)
    backend(using).write([entry], new=True)


def _entries(ids: Sequence[int], using: str) -> Iterator[list[Entry]]:
    """Yield the articles analysed, together as many as do not take much memory."""
    entries: list[Entry] = []
    characters = 0
    # Locked, lest an article that changes meanwhile be written over with its old words.
    articles = Article.objects.using(using).select_for_update(no_key=True)
    rows = articles.filter(pk__in=ids).order_by("pk").values_list(*_READ)
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        entries.append(_entry(*row))
        characters += len(row[4])
        if characters > _CHARACTERS_AT_ONCE:
            yield entries
            entries, characters = [], 0
    if entries:
        yield entries


def remove_articles(ids: Iterable[int], using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget the articles, in the caller's transaction if there is one."""
    for batch in _batches(ids, BATCH):
        with transaction.atomic(using=using):
            backend(using).remove(batch)


def rebuild(progress: Callable[[int], None] | None = None, using: str = DEFAULT_DB_ALIAS) -> int:
    """Index every article anew, as `rebuild_steps` does; returns the count. `progress` is told how many are done."""
    count = 0
    for count in rebuild_steps(using):
        if progress is not None:
            progress(count)
    return count


def rebuild_steps(using: str = DEFAULT_DB_ALIAS) -> Iterator[int]:
    """Index every article anew, batch after batch in constant memory, and forget what is gone; yield how many are done.

    The index is never emptied: each batch replaces its own entries, so that searches go on meanwhile and a run that
    is killed leaves every entry in place, old or new.
    """
    index = backend(using)
    count = 0
    for ids in _all_ids(using):
        count += index_articles(ids, using)
        yield count
    for orphans in _batches(list(_orphans(using)), BATCH):
        with transaction.atomic(using=using):
            index.remove(orphans)
    index.tidy()


def health(using: str = DEFAULT_DB_ALIAS) -> Health:
    """Compare the index with the articles by their digests; reads all of them, in batches."""
    indexed = missing = stale = 0
    index = backend(using)
    for ids in _all_ids(using):
        digests = index.digests(ids)
        for row in Article.objects.using(using).filter(pk__in=ids).values_list(*_READ):
            if row[0] not in digests:
                missing += 1
            elif digests[row[0]] != _digest(*row):
                stale += 1
        indexed += len(digests)
    return Health(indexed, missing, stale, sum(1 for _ in _orphans(using)))


def articles_with(phrases: Iterable[str], using: str = DEFAULT_DB_ALIAS) -> Iterator[int]:
    """Yield the ids of all articles, drafts too, whose title, lead or text has one of the phrases, each id once.

    A phrase is compared by its exact folded words, side by side; one without a word is passed over.
    """
    wanted = dict.fromkeys(words for words in map(exact_words, phrases) if words)
    seen: set[int] = set()
    for some in _batches(wanted, _PHRASES_AT_ONCE):
        sql, params = backend(using).select_phrases(some)
        with connections[using].cursor() as cursor:
            cursor.execute(sql, params)
            found = [pk for (pk,) in cursor.fetchall() if pk not in seen]
        seen.update(found)
        yield from found


def search(queryset: "QuerySet[Article]", query: Query, order: str = NEWEST, narrowed: bool = False) -> Found:
    """Return the articles of `queryset` that `query` finds, in `order`: "newest", "oldest" or "relevance".

    `narrowed` says that the queryset has conditions of its own beside visibility: then a common word is looked up
    once and not along the list, where it could have to pass over most of the archive before a page is full.
    """
    if not query.wanted:
        for term in query.unwanted:
            queryset = queryset.exclude(_condition(queryset.db, Query(query.text, wanted=(term,))))
        return Found(in_order(queryset, order))
    few = _few_ids(query, queryset.db)
    condition = Q(pk__in=few) if few is not None else _condition(queryset.db, query)
    matching = in_order(queryset.filter(condition), order)
    if order == RELEVANCE:
        return _ranked(queryset, matching, query)
    if few is not None or narrowed:
        return Found(matching)
    along = queryset.filter(_by_row(queryset.db, query))
    return Found(Walked(in_order(along, order), matching))


def in_order(articles: "QuerySet[Article]", order: str) -> "QuerySet[Article]":
    """Return the articles by date: the oldest first for "oldest", the newest first for any other order."""
    if order == OLDEST:
        return articles.order_by("undated", "published_order", "pk")
    return articles.order_by("undated", "-published_order", "-pk")


def count_up_to(articles: "QuerySet[Article] | Ranked", most: int) -> int:
    """Return how many articles there are, counted no further than `most`."""
    if isinstance(articles, Walked):
        articles = articles.counted
    if isinstance(articles, Ranked):
        return min(len(articles), most)
    return articles.order_by().values("pk")[:most].count()


def _ranked(queryset: "QuerySet[Article]", newest: "QuerySet[Article]", query: Query) -> Found:
    ids = list(newest.values_list("pk", flat=True)[: COMMON + 1])
    capped = len(ids) > COMMON
    ids = ids[:COMMON]
    scores = backend(queryset.db).scores(query, ids)
    ids.sort(key=lambda pk: -scores.get(pk, 0.0))  # stable: of equals the newest first
    return Found(Ranked(queryset, ids), capped)


def _few_ids(query: Query, using: str) -> list[int] | None:
    """Return the ids of all articles that the query finds, or None where they are more than `COMMON`."""
    sql, params = backend(using).select(query)
    with connections[using].cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {COMMON + 1}", params)
        ids = [pk for (pk,) in cursor.fetchall()]
    return ids if len(ids) <= COMMON else None


def _condition(using: str, query: Query) -> "Q | _Indexed":
    """Return the condition that a query with many findings finds the article, as is best where all have to be met."""
    if not backend(using).collects:
        return _by_row(using, query)
    return Q(pk__in=RawSQL(*backend(using).select(query)))  # noqa: S611  (parameters are bound)


def _by_row(using: str, query: Query) -> "_Indexed":
    """Return the condition that the query finds the article, looked up row by row."""
    index = backend(using)
    sql, params = index.select(query)
    return _Indexed(F("pk"), sql=f"{sql} AND {index.key}", params=params)


class _Indexed(Func):
    """True where the SELECT `sql`, which ends in the index's key, finds the row with the given primary key."""

    output_field = BooleanField()

    def __init__(self, key: F, *, sql: str, params: Sequence[str]) -> None:
        """Take the primary key's expression, and the SELECT with its parameters."""
        super().__init__(key)
        self.sql = sql
        self.params = params

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return EXISTS over the SELECT."""
        key, params = compiler.compile(self.get_source_expressions()[0])
        return f"EXISTS({self.sql} = {key})", [*self.params, *params]


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _all_ids(using: str) -> Iterator[list[int]]:
    last = 0
    articles = Article.objects.using(using).order_by("pk").values_list("pk", flat=True)
    while ids := list(articles.filter(pk__gt=last)[:BATCH]):
        yield ids
        last = ids[-1]


def _orphans(using: str) -> Iterator[int]:
    """Yield the ids in the index that no article has."""
    with connections[using].cursor() as cursor:
        cursor.execute(backend(using).orphans)
        while rows := cursor.fetchmany(BATCH):
            yield from (pk for (pk,) in rows)


def _digest(pk: int, title: str, byline: str, lead: str, text: str, language: str) -> str:
    read = "\0".join((str(VERSION), title, byline, lead, text, language))
    return hashlib.sha256(read.encode(errors="surrogatepass")).hexdigest()


def _entry(pk: int, title: str, byline: str, lead: str, text: str, language: str) -> Entry:
    body, above = analyse(text, language), analyse(lead, language)
    if above.words:
        body = Analysed([*above.stems, BREAK, *body.stems], [*above.words, BREAK, *body.words])
    digest = _digest(pk, title, byline, lead, text, language)
    return Entry(pk, digest, analyse(title, language), exact_words(byline), body)
