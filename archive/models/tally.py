"""How many published articles there are by day, and what one article adds to every count; derived, kept in step."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article
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


def above_each(events: Iterable[int], using: str = DEFAULT_DB_ALIAS) -> dict[int, tuple[int, ...]]:
    """Return the ids of the events above each of `events` that lies inside one, the nearest first; a query a level."""
    events = set(events)
    parents: dict[int, int] = {}
    level = events
    for _level in range(DEEPEST):
        rows = Event.objects.using(using).filter(pk__in=level, parent__isnull=False).order_by()
        found = dict(rows.values_list("pk", "parent_id"))
        parents.update(found)
        level = set(found.values()) - set(parents)
        if not level:
            break
    return {event: tuple(_line(event, parents)) for event in events if event in parents}


def _line(event: int, parents: dict[int, int]) -> dict[int, None]:
    line: dict[int, None] = {}
    while event in parents and parents[event] not in line:
        event = parents[event]
        line[event] = None
    return line


def with_those_above(events: Iterable[int]) -> set[int]:
    """Return the ids of `events` and of all events above them; a query a level."""
    events = set(events)
    return events.union(*above_each(events).values())


@dataclass(frozen=True)
class Coverage:
    """What one published article adds to the counts: its source, its day, and the people and events it shows."""

    source: int | None
    days: Days
    people: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()

    @staticmethod
    def of_each(articles: Collection[int]) -> "dict[int, Coverage]":
        """Return what each of the articles with these keys adds as it stands in the database, by its key.

        Those that are not published add nothing, and are left out. A few queries for all of them together.
        """
        fields = ("pk", "source_id", "published_earliest", "published_latest")
        published = Article.objects.published().filter(pk__in=articles).order_by().values_list(*fields)
        rows = {pk: (source, (earliest, latest)) for pk, source, earliest, latest in published}
        people, events = _shown(rows)
        return {pk: Coverage(*row, frozenset(people[pk]), frozenset(events[pk])) for pk, row in rows.items()}


def _shown(articles: Collection[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the people and the events, those above them too, that each of the articles shows."""
    people: dict[int, set[int]] = defaultdict(set)
    events: dict[int, set[int]] = defaultdict(set)
    # A hidden person or event has no page that its count stands on, but a hidden event may lie inside a shown one.
    stands = Mention.objects.filter(article__in=articles, status__in=SHOWN).exclude(event__hidden=True).order_by()
    rows = list(stands.values_list("article_id", "person_id", "event_id"))
    above = above_each(event for _, _, event in rows if event)
    for article, person, event in rows:
        if person:
            people[article].add(person)
        else:
            events[article].update((event, *above.get(event, ())))
    return people, events


def count_changes(before: Mapping[int, Coverage], after: Mapping[int, Coverage]) -> None:
    """Bring every count from what some articles added `before`, each by its key, to what they add `after`.

    Every writer comes here with its articles locked, and locks the rows that count them in one order: people, events,
    sources, days, each kind by its key. So nobody waits in a ring, however many articles are changed together.
    """
    people, events, sources, days = Counter[int](), Counter[int](), Counter[int](), Counter[Days]()
    for coverages, number in ((before, -1), (after, 1)):
        for one in coverages.values():
            people.update(dict.fromkeys(one.people, number))
            events.update(dict.fromkeys(one.events, number))
            days[one.days] += number
            if one.source is not None:
                sources[one.source] += number
    _change(Person, people)
    _change(Event, events)
    _change(Source, sources)
    _change_days(days)


def _change(model: type[Person] | type[Event] | type[Source], changes: Counter[int]) -> None:
    changed: dict[int, list[int]] = defaultdict(list)
    for pk, number in changes.items():
        if number:
            changed[number].append(pk)
    rows = model._default_manager.filter(pk__in=[pk for pks in changed.values() for pk in pks])
    if sum(map(len, changed.values())) > 1:
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    for number, pks in changed.items():
        # Never below nothing: rows made around the pipeline were not counted, and a rebuild sets that right.
        model._default_manager.filter(pk__in=pks).update(article_count=Greatest(F("article_count") + number, 0))


def _change_days(changes: Counter[Days]) -> None:
    changed = [(DayTally.key(*days), days, number) for days, number in changes.items() if number]
    for key, (earliest, latest), number in sorted(changed, key=itemgetter(0)):
        DayTally.objects.get_or_create(interval=key, defaults={"earliest": earliest, "latest": latest})
        DayTally.objects.filter(interval=key).update(articles=Greatest(F("articles") + number, 0))
