"""What is derived made again from what is not: mentions from articles and authority records, counts from mentions."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from archive.mentions import linker
from archive.models import Article, DayTally, Event, Person, Source
from archive.models.article import Status
from archive.models.mention import SHOWN, Mention
from archive.models.tally import with_those_above
from archive.pipeline.counting import held_together
from archive.search import index

BATCH = 200
# Enough to share what a transaction costs, and so few that nobody waits long for it.
TOGETHER = 50
# SQLite lets one write, and others ask ten times a second whether it is done: without a pause they hardly find one.
_TURN = 0.03


def link(articles: QuerySet[Article], progress: Callable[[int], None] | None = None) -> int:
    """Bring the mentions of `articles` in step with their words, some articles at a time; returns how many."""
    done = 0
    for ids in key_batches(articles):
        for number in link_keys(ids):
            done += number
            if progress is not None:
                progress(done)
    return done


def link_keys(ids: Sequence[int], some: linker.Matchers | None = None) -> Iterator[int]:
    """Bring the mentions of the articles with these keys in step with their words, a transaction for some of them.

    Yields how many are done in each. `some` are matchers that know all who may be found there, if not those of the
    whole archive.
    """
    for start in range(0, len(ids), TOGETHER):
        if start and connection.vendor == "sqlite":
            time.sleep(_TURN)
        with held_together(ids[start : start + TOGETHER]) as articles:
            linker.link_together(articles, some=some)
        yield len(articles)


def refile_keys(articles: Iterable[int]) -> None:
    """Bring the facts of the articles with these keys in step in the index, where nothing but these has changed."""
    keys = sorted(articles)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        with transaction.atomic():
            # Held, lest facts read here be written over those of somebody who links the article at this moment.
            list(Article.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk", flat=True))
            index.refile(batch)


def key_batches(rows: QuerySet) -> Iterator[list[int]]:
    """Yield the keys of `rows` in order, a batch at a time.

    Each batch is a query of its own: one that stayed open would keep an old state of the database in sight, in which
    SQLite lets nobody write.
    """
    last = 0
    keys = rows.order_by("pk").values_list("pk", flat=True)
    while ids := list(keys.filter(pk__gt=last)[:BATCH]):
        yield ids
        last = ids[-1]


def rebuild_counts() -> None:
    """Count again, from the mentions, how many published articles each person, event, source and day has.

    A batch of rows at a time is locked, counted and written, so that what others publish meanwhile is added to it.
    """
    shown = Q(mentions__status__in=SHOWN, mentions__article__status=Status.PUBLISHED)
    _count_again(Person, Count("mentions", filter=shown))
    _count_again(Source, Count("articles", filter=Q(articles__status=Status.PUBLISHED)))
    children = _children()
    for ids in key_batches(Event.objects.all()):
        with transaction.atomic():
            _count_events(ids, children)
    _count_days()


def _count_again(model: type[Person] | type[Source], number: Count) -> None:
    rows: Any = model._default_manager
    for ids in key_batches(rows.all()):
        with transaction.atomic():
            known = {row.pk: row for row in rows.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
            # No aggregate can be locked, and only a query that follows the lock sees what was waited for.
            counts = rows.filter(pk__in=known).annotate(number=number).values_list("pk", "number")
            changed = []
            for pk, count in counts:
                if known[pk].article_count != count:
                    known[pk].article_count = count
                    changed.append(known[pk])
            rows.bulk_update(changed, ["article_count"])


def recount_events(events: Iterable[int]) -> None:
    """Count again the published articles of `events` and of those above them, sub-events' coverage included."""
    with transaction.atomic():
        _count_events(with_those_above(events), _children())


def _children() -> dict[int, list[int]]:
    """Return the ids of the events inside each event that has any."""
    children: dict[int, list[int]] = {}
    for pk, parent in Event.objects.filter(parent__isnull=False).order_by("pk").values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    return children


def _count_events(events: Iterable[int], children: dict[int, list[int]]) -> None:
    locked = Event.objects.select_for_update(no_key=True).filter(pk__in=list(events)).order_by("pk")
    for event in list(locked.values_list("pk", flat=True)):
        inside, frontier = {event}, [event]
        while frontier:
            frontier = [child for pk in frontier for child in children.get(pk, []) if child not in inside]
            inside.update(frontier)
        told = Mention.objects.filter(event__in=inside, event__hidden=False, status__in=SHOWN)
        number = told.filter(article__status=Status.PUBLISHED).aggregate(number=Count("article", distinct=True))
        Event.objects.filter(pk=event).update(article_count=number["number"])


def _count_days() -> None:
    with transaction.atomic():
        known = DayTally.objects.select_for_update(no_key=True).order_by("interval")
        tallies = {
            row.interval: DayTally(interval=row.interval, earliest=row.earliest, latest=row.latest) for row in known
        }
        days = Article.objects.published().values_list("published_earliest", "published_latest")
        for earliest, latest, number in days.annotate(number=Count("pk")).order_by():
            key = DayTally.key(earliest, latest)
            tallies[key] = DayTally(interval=key, earliest=earliest, latest=latest, articles=number)
        DayTally.objects.bulk_create(
            tallies.values(), update_conflicts=True, unique_fields=["interval"], update_fields=["articles"]
        )
