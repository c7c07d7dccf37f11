"""The one list of articles."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from archive.filters.fields import (
    PartialDayField,
    QueryField,
    RecordField,
    events_named,
    people_named,
    sources_named,
)
from archive.lib import edtf
from archive.models import Article, Event, Mention, Person, Source
from archive.models.event import DEEPEST
from archive.models.fields import meets
from archive.search import index, query

ORDERS = [(index.NEWEST, _("newest")), (index.OLDEST, _("oldest")), (index.RELEVANCE, _("most relevant"))]

# Below so many, articles are collected from their mentions; of more, a list that is read along its order is soon full.
MANY = 100_000

_LANGUAGE_CODES = ("fr", "en", "ar", "de", "es", "he", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh-hans")


class QueryFilter(django_filters.Filter):
    """A search; the FilterSet asks the index itself, when all other filters have narrowed the queryset."""

    field_class = QueryField

    def filter(self, qs: QuerySet, value: query.Query | None) -> QuerySet:
        """Return the queryset as it is."""
        return qs


class OrderFilter(django_filters.ChoiceFilter):
    """An order; the FilterSet sorts itself, last of all."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Return the queryset as it is."""
        return qs


class DayFilter(django_filters.Filter):
    """One end of an interval of days; the FilterSet takes both ends together."""

    field_class = PartialDayField

    def filter(self, qs: QuerySet, value: edtf.Interval | None) -> QuerySet:
        """Return the queryset as it is."""
        return qs


class RecordFilter(django_filters.Filter):
    """A person, an event or a source of the article."""

    field_class = RecordField


class MentionFilter(RecordFilter):
    """Articles with a shown mention of a person or an event; an event's articles include those of events inside it."""

    def filter(self, qs: QuerySet, value: Person | Event | None) -> QuerySet:
        """Narrow to the articles that mention `value`."""
        if value is None:
            return qs
        if isinstance(value, Person):
            return articles_with(qs, Mention.objects.shown().filter(person=value), lambda: value.article_count)
        return articles_of_events(qs, _with_events_inside(value))


def few_ids(rows: QuerySet, name: str) -> list[int] | None:
    """Return the ids in column `name` of the rows, or None where they are more than `index.COMMON`.

    Lists of few articles are read by their ids and sorted, lists of many along their order until a page is full.
    Databases choose badly between the two when a page has a limit, so the choice is made here.
    """
    ids = list(rows.order_by().values_list(name, flat=True)[: index.COMMON + 1])
    return ids if len(ids) <= index.COMMON else None


def articles_with(
    articles: QuerySet, mentions: QuerySet, expected: Callable[[], int], along: QuerySet | None = None
) -> QuerySet:
    """Narrow to the articles that have one of `mentions`; `along` are the same as they are best read by article.

    `expected` tells about how many articles that are. Along the list they are met soon enough only where they are many.
    """
    few = few_ids(mentions, "article")
    if few is not None:
        return articles.filter(pk__in=few)
    if expected() < MANY:
        return articles.filter(pk__in=mentions.order_by().values("article"))
    along = mentions if along is None else along
    return articles.filter(Exists(along.filter(article=OuterRef("pk"))))


def articles_of_events(articles: QuerySet, events: Sequence[int] | QuerySet) -> QuerySet:
    """Narrow to the articles that mention one of `events`, given by their ids."""
    shown = Mention.objects.shown()
    # Wrapped, so that each article's few mentions are looked through, and not each event's many.
    along = shown.alias(of_event=Coalesce("event_id", "event_id")).filter(of_event__in=events)

    def expected() -> int:
        return Event.objects.filter(pk__in=events).aggregate(total=Sum("article_count"))["total"] or 0

    return articles_with(articles, shown.filter(event__in=events), expected, along)


def _with_events_inside(event: Event) -> list[int]:
    """Return the ids of the event and of those inside it; a query for each level."""
    found = level = [event.pk]
    for _level in range(DEEPEST):
        level = list(Event.objects.filter(parent__in=level).values_list("pk", flat=True))
        if not level:
            break
        found = found + level
    return found


class ArticleForm(forms.Form):
    """The form above the list of articles."""

    def clean(self) -> dict[str, Any]:
        """Refuse an interval that ends before it begins."""
        cleaned = super().clean() or {}
        for name in ("published", "happened"):
            after, before = cleaned.get(f"{name}_after"), cleaned.get(f"{name}_before")
            if after and before and after.earliest > before.latest:
                message = _("“%(before)s” lies before “%(after)s”: exchange them, or leave one empty.")
                params = {"before": before.text, "after": after.text}
                self.add_error(f"{name}_before", ValidationError(message, code="reversed", params=params))
        return cleaned


def language_choices() -> list[tuple[str, str]]:
    """Return the languages that articles are asked for, named in the language of the page."""
    return [(code[:2], get_language_info(code)["name_translated"]) for code in _LANGUAGE_CODES]


class ArticleFilter(django_filters.FilterSet):
    """The one list of articles. `is_valid`, `form`, and then `articles`, `capped`, `is_possible`.

    The order is the newest first unless another is asked for, with a search too: an archive is read along time, and
    relevance, which weighs words, would put the same article elsewhere as the archive grows.
    """

    q = QueryFilter(label=_("Words"))
    person = MentionFilter(label=_("Person"), records=Person.objects.public, named=people_named)
    event = MentionFilter(label=_("Event"), records=Event.objects.public, named=events_named)
    source = RecordFilter(label=_("Source"), records=Source.objects.public, named=sources_named)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=language_choices, empty_label=_("any"))
    published_after = DayFilter(label=_("Published from"))
    published_before = DayFilter(label=_("Published to"))
    happened_after = DayFilter(label=_("Happened from"))
    happened_before = DayFilter(label=_("Happened to"))
    order = OrderFilter(label=_("Order"), choices=ORDERS, empty_label=None)

    class Meta:
        model = Article
        fields: Sequence[str] = ()
        form = ArticleForm

    @cached_property
    def asked(self) -> dict[str, Any]:
        """Return what was asked for, cleaned, without what was left empty; empty while the form has errors."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}

    @property
    def articles(self) -> "QuerySet[Article] | index.Ranked":
        """Return the articles in their order; none while the form has errors."""
        return self.found.articles

    @property
    def capped(self) -> bool:
        """Return whether relevance was reckoned for the newest 10,000 articles that match alone."""
        return self.found.capped

    @cached_property
    def found(self) -> index.Found:
        """Return what the index, or the order alone, makes of the narrowed queryset."""
        return self._search(self.asked.get("order") or index.NEWEST)

    @property
    def qs(self) -> "QuerySet[Article]":
        """Return the articles as a queryset, by date where relevance was asked for."""
        order = self.asked.get("order") or index.NEWEST
        found = self._search(index.NEWEST if order == index.RELEVANCE else order, narrowed=True)
        assert not isinstance(found.articles, index.Ranked)  # noqa: S101
        return found.articles

    @property
    def count(self) -> int:
        """Return the number of articles found, counted no further than `index.COMMON` + 1."""
        return index.count_up_to(self.articles, index.COMMON + 1)

    def _search(self, order: str, narrowed: bool = False) -> index.Found:
        if self.is_bound and not self.is_valid():
            return index.Found(self.queryset.none())
        articles = self.filter_queryset(self.queryset.all()) if self.is_bound else self.queryset.all()
        words = self.asked.get("q")
        if words is None:
            return index.Found(index.in_order(articles, order))
        narrowed = narrowed or bool(set(self.asked) - {"q", "order"})
        return index.search(articles, words, order, narrowed=narrowed)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Narrow the queryset by every filter, the intervals last."""
        queryset = super().filter_queryset(queryset)
        if published := self.interval("published"):
            few = few_ids(self.queryset.filter(published_within(*published)), "pk")
            queryset = queryset.filter(
                Q(pk__in=few) if few is not None else along_time(*published, self._begin(published[0]))
            )
        if happened := self.interval("happened"):
            events = Event.objects.filter(meets("happened", *happened))
            queryset = articles_of_events(queryset, events.order_by().values("pk"))
        return queryset

    def _begin(self, after: date | None) -> date | None:
        """Return the first day of all articles that may have been published on `after` or later, if there is a bound.

        Those of a certain day begin then; of the others, which are few, some begin before it.
        """
        if after is None:
            return None
        uncertain = Q(published_latest__gt=F("published_earliest"), published_earliest__lt=after)
        reaching = self.queryset.filter(uncertain, published_latest__gte=after)
        return reaching.aggregate(first=Min("published_earliest"))["first"] or after

    def interval(self, name: str) -> tuple[date | None, date | None] | None:
        """Return the first and last day that were asked for ("published" or "happened"); None where neither was."""
        after, before = self.asked.get(f"{name}_after"), self.asked.get(f"{name}_before")
        if after is None and before is None:
            return None
        return after.earliest if after else None, before.latest if before else None

    def is_possible(self, article: Article) -> bool:
        """Return whether `article` was only possibly published in the interval that was asked for."""
        after, before = self.interval("published") or (None, None)
        earliest, latest = article.published_earliest, article.published_latest
        if earliest is None or latest is None:
            return False
        return bool((after and earliest < after) or (before and latest > before))


def published_within(after: date | None, before: date | None) -> Q:
    """Return the condition that an article may have been published on a day from `after` to `before`.

    It is `meets("published", …)` as two ranges that an index serves each: the articles whose first day lies within,
    and those of more than one day, which are few.
    """
    begun = Q(published_earliest__isnull=False)
    if after is not None:
        begun &= Q(published_earliest__gte=after)
    if before is not None:
        begun &= Q(published_earliest__lte=before)
    if after is None:
        return begun
    return begun | (Q(published_latest__gt=F("published_earliest")) & meets("published", after, before))


def along_time(after: date | None, before: date | None, begin: date | None) -> Q:
    """Return the condition of `published_within` for a long interval, met along the order of the list.

    The days are wrapped, so that no index on them lures the database into sorting all that lies within; the bounds on
    the order (UTC instants, at most a day from the calendar day as written) say where to begin and to end. `begin` is
    the earliest day that an article of the interval has.
    """
    first, last = (Coalesce(f"published_{end}", f"published_{end}") for end in ("earliest", "latest"))
    condition = Q(undated__in=[False])  # as a value: SQLite finds no place in an index for NOT
    if after is not None:
        condition &= Q(GreaterThanOrEqual(last, after))
        if begin is not None and begin > date.min + timedelta(days=2):
            bound = datetime.combine(begin - timedelta(days=2), time.min, UTC)
            condition &= Q(published_order__gte=bound)
    if before is not None:
        condition &= Q(LessThanOrEqual(first, before))
        if before < date.max - timedelta(days=2):
            bound = datetime.combine(before + timedelta(days=2), time.min, UTC)
            condition &= Q(published_order__lt=bound)
    return condition
