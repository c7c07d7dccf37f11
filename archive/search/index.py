"""The index of all articles, drafts too, kept beside their rows: what is searched, and what is counted.

Nothing here decides who sees what: that an article is public is one of its facts, as its source is. Derived throughout,
the index can be made anew from the articles at any time.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Q

from archive.models import Article
from archive.models.article import Status
from archive.search.analysis import VERSION, Analysed, analyse, exact_words
from archive.search.backends import backend
from archive.search.backends.entry import BREAK, Entry
from archive.search.facts import Facts
from archive.search.filing import facts_of

Item = TypeVar("Item")

BATCH = 1_000

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
                written.update(entry.facts.article for entry in entries)
            index.remove([pk for pk in batch if pk not in written])
            count += len(written)
    return count


def index_new(article: Article, using: str = DEFAULT_DB_ALIAS) -> None:
    """Index an article that the caller's transaction has just made; its words are taken as they stand in memory."""
    facts = facts_of([article.pk], using)[article.pk]
    entry = _entry(facts, article.title, article.byline, article.lead, article.text, article.language)
    backend(using).write([entry], new=True)


def refile(ids: Iterable[int], using: str = DEFAULT_DB_ALIAS) -> int:
    """Bring the facts of the articles in step (dates, source, people, events, captures), leaving their words alone.

    An article that has no entry gets one. Call it in the transaction that changed them; returns how many were changed.
    """
    count = 0
    index = backend(using)
    for batch in _batches(ids, BATCH):
        with transaction.atomic(using=using):
            kept = index.kept(batch)
            facts = facts_of(batch, using)
            changed = [one for pk, one in facts.items() if pk in kept and not _is_filed(one, *kept[pk][1:])]
            index.refile(changed)
            index.remove([pk for pk in kept if pk not in facts])
            count += len(changed) + index_articles([pk for pk in facts if pk not in kept], using)
    return count


def _is_filed(facts: Facts, place: int, tokens: str) -> bool:
    return (place, tokens) == (facts.place, " ".join(facts.tokens))


def _entries(ids: Sequence[int], using: str) -> Iterator[list[Entry]]:
    """Yield the articles analysed, together as many as do not take much memory."""
    entries: list[Entry] = []
    characters = 0
    # Locked, lest an article that changes meanwhile be written over with its old words.
    articles = Article.objects.using(using).select_for_update(no_key=True)
    rows = articles.filter(pk__in=ids).order_by("pk").values_list(*_READ)
    facts: dict[int, Facts] = {}
    for pk, *fields in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        facts = facts or facts_of(ids, using)  # read when the rows are locked
        entries.append(_entry(facts[pk], *fields))
        characters += len(fields[3])
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
    for ids in _ids_in_order(using):
        count += index_articles(ids, using)
        yield count
    for orphans in _batches(list(_orphans(using)), BATCH):
        with transaction.atomic(using=using):
            index.remove(orphans)
    index.tidy()


def plan(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the database look at all its rows, so that it plans well; after many were written."""
    backend(using).plan()


def is_lost(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Return whether the index has no entry though there are articles; not where the tables are of another version."""
    tables = connections[using].introspection.table_names()
    if not {Article._meta.db_table, "archive_search"} <= set(tables):
        return False
    newest = Article.objects.using(using).order_by("-pk").values_list("pk", flat=True)[:1]
    return bool(newest) and not backend(using).holds_any()


def health(using: str = DEFAULT_DB_ALIAS) -> Health:
    """Compare the index with the articles, by digests of their words and by their facts; reads all, in batches."""
    indexed = missing = stale = 0
    index = backend(using)
    for ids in _all_ids(using):
        kept = index.kept(ids)
        facts = facts_of(ids, using)
        for pk, *fields in Article.objects.using(using).filter(pk__in=ids).values_list(*_READ):
            if pk not in kept:
                missing += 1
            elif kept[pk][0] != _digest(*fields) or (pk in facts and not _is_filed(facts[pk], *kept[pk][1:])):
                stale += 1
        indexed += len(kept)
    return Health(indexed, missing, stale, sum(1 for _ in _orphans(using)))


def articles_with(phrases: Iterable[str], using: str = DEFAULT_DB_ALIAS) -> Iterator[int]:
    """Yield the ids of all articles, drafts too, whose title, lead or text has one of the phrases, each id once.

    A phrase is compared by its exact folded words, side by side; one without a word is passed over.
    """
    wanted = dict.fromkeys(words for words in map(exact_words, phrases) if words)
    seen: set[int] = set()
    for some in _batches(wanted, _PHRASES_AT_ONCE):
        found = [pk for pk in backend(using).with_phrases(some) if pk not in seen]
        seen.update(found)
        yield from found


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


def _ids_in_order(using: str) -> Iterator[list[int]]:
    """Yield the ids of all articles in batches, in the order of their places, in which they are written soonest."""
    for status in Status.values:
        articles = Article.objects.using(using).filter(status=status).order_by("published_order", "pk")
        for undated in (True, False):
            rows = articles.filter(undated__in=[undated]).values_list("published_order", "pk")
            batch = list(rows[:BATCH])
            while batch:
                yield [pk for _, pk in batch]
                order, last = batch[-1]
                # Two ranges joined by OR would be sorted anew for every batch.
                behind = Q(pk__gt=last) if order is None else Q(published_order__gte=order)
                batch = list(rows.filter(behind).exclude(published_order=order, pk__lte=last)[:BATCH])


def _orphans(using: str) -> Iterator[int]:
    """Yield the ids in the index that no article has."""
    with connections[using].cursor() as cursor:
        cursor.execute(backend(using).orphans)
        while rows := cursor.fetchmany(BATCH):
            yield from (pk for (pk,) in rows)


def _digest(title: str, byline: str, lead: str, text: str, language: str) -> str:
    read = "\0".join((str(VERSION), title, byline, lead, text, language))
    return hashlib.sha256(read.encode(errors="surrogatepass")).hexdigest()


def _entry(facts: Facts, title: str, byline: str, lead: str, text: str, language: str) -> Entry:
    body, above = analyse(text, language), analyse(lead, language)
    if above.words:
        stems, words = [*above.stems, BREAK, *body.stems], [*above.words, BREAK, *body.words]
        body = Analysed(stems, words, [*above.beside, *body.beside])
    digest = _digest(title, byline, lead, text, language)
    return Entry(facts, digest, analyse(title, language), exact_words(byline), body)
