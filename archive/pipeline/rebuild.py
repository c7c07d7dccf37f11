"""What is derived made again from what is not: mentions from articles and authority records, counts from mentions."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from archive.mentions import linker
from archive.models import Article, DayTally, Event, Person, Source
from archive.models.article import Status
from archive.models.mention import SHOWN, Mention
from archive.models.tally import with_those_above
from archive.pipeline.counting import counted

BATCH = 200


def link(articles: QuerySet[Article], progress: Callable[[int], None] | None = None) -> int:
    """Bring the mentions of `articles` in step with their words, one transaction an article; returns how many."""
    done = 0
    for article in articles.order_by("pk").select_related("source").iterator(chunk_size=BATCH):
        with counted(article):
            linker.link(article)
        done += 1
        if progress is not None:
            progress(done)
    return done


def rebuild_counts() -> None:
    """Count again, from the mentions, how many published articles each person, event, source and day has."""
    with transaction.atomic():
        shown = Q(mentions__status__in=SHOWN, mentions__article__status=Status.PUBLISHED)
        _set_counts(Person, Person.objects.annotate(number=Count("mentions", filter=shown)).values_list("pk", "number"))
        published = Q(articles__status=Status.PUBLISHED)
        _set_counts(
            Source, Source.objects.annotate(number=Count("articles", filter=published)).values_list("pk", "number")
        )
        recount_events(Event.objects.values_list("pk", flat=True))
        DayTally.objects.all().delete()
        days = Article.objects.published().values_list("published_earliest", "published_latest")
        tallies = days.annotate(number=Count("pk")).order_by()
        DayTally.objects.bulk_create(
            DayTally(interval=DayTally.key(earliest, latest), earliest=earliest, latest=latest, articles=number)
            for earliest, latest, number in tallies
        )


def _set_counts(model: Any, rows: Iterable[tuple[int, int]]) -> None:
    changed = [model(pk=pk, article_count=number) for pk, number in rows]
    model._default_manager.bulk_update(changed, ["article_count"], batch_size=BATCH)


def recount_events(events: Iterable[int]) -> None:
    """Count again the published articles of `events` and of those above them, sub-events' coverage included."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Event.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    for event in with_those_above(events):
        inside, frontier = {event}, [event]
        while frontier:
            frontier = [child for pk in frontier for child in children.get(pk, []) if child not in inside]
            inside.update(frontier)
        shown = Mention.objects.filter(event__in=inside, status__in=SHOWN, article__status=Status.PUBLISHED)
        number = shown.aggregate(number=Count("article", distinct=True))["number"]
        Event.objects.filter(pk=event).update(article_count=number)
