"""How many published articles there are by day, and what one article adds to every count; derived, kept in step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

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


Days = tuple[date | None, date | None]


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
    days: Days | None = None
    people: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()

    @classmethod
    def of(cls, article: Article | None) -> "Coverage":
        """Return what `article` adds as it stands in the database: nothing unless it is published."""
        fields = ("status", "source_id", "published_earliest", "published_latest")
        row = Article.objects.filter(pk=article.pk).values(*fields).first() if article and article.pk else None
        if row is None or row["status"] != Status.PUBLISHED:
            return cls()
        # A hidden person or event has no page that its count stands on, but a hidden event may lie inside a shown one.
        stands = Mention.objects.filter(article=article, status__in=SHOWN).exclude(event__hidden=True)
        shown = stands.values_list("person_id", "event_id")
        people = frozenset(person for person, _event in shown if person)
        events = with_those_above(event for _person, event in shown if event)
        return cls(row["source_id"], (row["published_earliest"], row["published_latest"]), people, frozenset(events))

    def sources(self) -> frozenset[int]:
        """Return the source, if it has one, as a set."""
        return frozenset() if self.source is None else frozenset([self.source])


def count_change(before: Coverage, after: Coverage) -> None:
    """Bring every count from what an article added `before` to what it adds `after`."""
    if before == after:
        return
    _change(Person, before.people, after.people)
    _change(Event, before.events, after.events)
    _change(Source, before.sources(), after.sources())
    if before.days != after.days:
        _change_days(before.days, after.days)


def _change(model: type[Person] | type[Event] | type[Source], before: frozenset[int], after: frozenset[int]) -> None:
    changed = before ^ after
    rows = model._default_manager.filter(pk__in=changed)
    if len(changed) > 1:  # locked in one order by all writers, so that they never wait in a ring
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    for ids, number in ((after - before, 1), (before - after, -1)):
        if ids:
            # Never below nothing: rows made around the pipeline were not counted, and a rebuild sets that right.
            model._default_manager.filter(pk__in=ids).update(article_count=Greatest(F("article_count") + number, 0))


def _change_days(before: Days | None, after: Days | None) -> None:
    changes = [(DayTally.key(*days), days, number) for days, number in ((before, -1), (after, 1)) if days is not None]
    for key, (earliest, latest), number in sorted(changes, key=itemgetter(0)):  # in one order, likewise
        DayTally.objects.get_or_create(interval=key, defaults={"earliest": earliest, "latest": latest})
        DayTally.objects.filter(interval=key).update(articles=Greatest(F("articles") + number, 0))
