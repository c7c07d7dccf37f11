"""How many published articles there are by day, and what one article adds to every count; derived, kept in step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article, Status
from archive.models.event import DEEPEST, Event
from archive.models.mention import SHOWN, Mention
from archive.models.person import Person
from archive.models.source import Source


class DayTallyQuerySet(models.QuerySet):
    """Tallies; a calendar page reads these few rows instead of counting the archive."""

    def meeting(self, after: date, before: date) -> "DayTallyQuerySet":
        """Return the tallies whose interval meets the days from `after` to `before`."""
        return self.filter(earliest__lte=before, latest__gte=after, articles__gt=0)

    def total(self) -> int:
        """Return the number of articles in these tallies."""
        return self.aggregate(total=Sum("articles"))["total"] or 0


class DayTally(models.Model):
    """The number of published articles with one interval of publication; both days empty: those without a date."""

    interval = models.CharField(_("interval"), max_length=21, unique=True, blank=True)
    earliest = models.DateField(_("earliest day"), null=True, blank=True)
    latest = models.DateField(_("latest day"), null=True, blank=True)
    articles = models.BigIntegerField(_("articles"), default=0)

    objects = DayTallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("day tally")
        verbose_name_plural = _("day tallies")
        indexes = [models.Index(fields=["earliest", "latest"], name="daytally_days")]

    def __str__(self) -> str:
        return f"{self.interval or 'undated'}: {self.articles}"

    @staticmethod
    def key(earliest: date | None, latest: date | None) -> str:
        """Return the text by which the interval is known; empty for articles without a date."""
        return f"{earliest}/{latest}" if earliest and latest else ""


def with_those_above(events: Iterable[int]) -> set[int]:
    """Return the ids of `events` and of all events above them; a query a level."""
    found = set(events)
    frontier = found
    for _level in range(DEEPEST):
        parents = Event.objects.filter(pk__in=frontier, parent__isnull=False).values_list("parent_id", flat=True)
        frontier = set(parents) - found
        if not frontier:
            break
        found |= frontier
    return found


@dataclass(frozen=True)
class Coverage:
    """What one article adds to the counts: its source, its day, and the people and events it shows."""

    source: int | None = None
    days: tuple[date | None, date | None] | None = None
    people: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()

    @classmethod
    def of(cls, article: Article | None) -> "Coverage":
        """Return what `article` adds as it stands in the database: nothing unless it is published."""
        fields = ("status", "source_id", "published_earliest", "published_latest")
        row = Article.objects.filter(pk=article.pk).values(*fields).first() if article and article.pk else None
        if row is None or row["status"] != Status.PUBLISHED:
            return cls()
        shown = Mention.objects.filter(article=article, status__in=SHOWN).values_list("person_id", "event_id")
        people = frozenset(person for person, _event in shown if person)
        events = with_those_above(event for _person, event in shown if event)
        return cls(row["source_id"], (row["published_earliest"], row["published_latest"]), people, frozenset(events))


def count_change(before: Coverage, after: Coverage) -> None:
    """Bring every count from what an article added `before` to what it adds `after`."""
    if before == after:
        return
    _add(Person, after.people - before.people, 1)
    _add(Person, before.people - after.people, -1)
    _add(Event, after.events - before.events, 1)
    _add(Event, before.events - after.events, -1)
    if before.source != after.source:
        _add(Source, {after.source} - {None}, 1)
        _add(Source, {before.source} - {None}, -1)
    if before.days != after.days:
        _add_day(before.days, -1)
        _add_day(after.days, 1)


def _add(model: type[Person] | type[Event] | type[Source], ids: Iterable[int | None], number: int) -> None:
    ids = sorted(pk for pk in ids if pk is not None)  # one order for all writers, so that they never wait in a ring
    if ids:
        # Never below nothing: rows made around the pipeline were not counted, and a rebuild sets that right.
        model._default_manager.filter(pk__in=ids).update(article_count=Greatest(F("article_count") + number, 0))


def _add_day(days: tuple[date | None, date | None] | None, number: int) -> None:
    if days is None:
        return
    earliest, latest = days
    key = DayTally.key(earliest, latest)
    DayTally.objects.get_or_create(interval=key, defaults={"earliest": earliest, "latest": latest})
    DayTally.objects.filter(interval=key).update(articles=Greatest(F("articles") + number, 0))
