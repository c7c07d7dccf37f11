"""The one list of articles: what is asked by a form's fields and by a query's text are two views of one thing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from archive.filters.fields import (
    PartialDayField,
    QueryField,
    RecordField,
)
from archive.filters.resolving import LANGUAGES, Resolved, resolve
from archive.filters.whole import count_whole, counted_whole
from archive.lib import edtf
from archive.models import Article, Event, Person, Source
from archive.search import finding
from archive.search.facts import Counted
from archive.search.query import write
from archive.search.tree import Days, Named, Query

ORDERS = [
    (finding.NEWEST, _("newest published")),
    (finding.OLDEST, _("oldest published")),
    (finding.RELEVANCE, _("most relevant")),
    (finding.HAPPENED_NEWEST, _("what happened last")),
    (finding.HAPPENED_OLDEST, _("what happened first")),
]
EVIDENCE = [("confirmed", _("confirmed by a curator")), ("automatic", _("found by machine"))]
RECORDS = ("person", "event", "source")
CHOICES = ("language", "evidence")
INTERVALS = ("published", "happened", "captured")


class AskedFilter(django_filters.Filter):
    """A field of the form; the FilterSet takes all of them together."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """Return the queryset as it is."""
        return qs


class QueryFilter(AskedFilter):
    """The text of a query."""

    field_class = QueryField


class DayFilter(AskedFilter):
    """One end of an interval of days."""

    field_class = PartialDayField


class RecordFilter(AskedFilter):
    """A person, an event or a source of the article."""

    field_class = RecordField


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of some values."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Return the queryset as it is."""
        return qs


class ArticleForm(forms.Form):
    """The form above the list of articles."""

    def clean(self) -> dict[str, Any]:
        """Refuse an interval that ends before it begins."""
        cleaned = super().clean() or {}
        for name in INTERVALS:
            after, before = cleaned.get(f"{name}_after"), cleaned.get(f"{name}_before")
            if after and before and after.earliest > before.latest:
                message = _("“%(before)s” lies before “%(after)s”: exchange them, or leave one empty.")
                params = {"before": before.text, "after": after.text}
                self.add_error(f"{name}_before", ValidationError(message, code="reversed", params=params))
        return cleaned


def language_choices() -> list[tuple[str, str]]:
    """Return the languages that articles are asked for, named in the language of the page."""
    return [(code[:2], get_language_info(code)["name_translated"]) for code in LANGUAGES]


class ArticleFields(django_filters.FilterSet):
    """What the list of articles may be asked."""

    q = QueryFilter(label=_("Search"))
    person = RecordFilter(label=_("Person"), kind="person")
    event = RecordFilter(label=_("Event"), kind="event")
    source = RecordFilter(label=_("Source"), kind="source")
    language = ChoiceFilter(label=_("Language"), choices=language_choices, empty_label=_("any"))
    evidence = ChoiceFilter(label=_("Links to people and events"), choices=EVIDENCE, empty_label=_("any"))
    published_after = DayFilter(label=_("Published from"))
    published_before = DayFilter(label=_("Published to"))
    happened_after = DayFilter(label=_("Happened from"))
    happened_before = DayFilter(label=_("Happened to"))
    captured_after = DayFilter(label=_("Captured from"))
    captured_before = DayFilter(label=_("Captured to"))
    order = ChoiceFilter(label=_("Order"), choices=ORDERS, empty_label=None)

    class Meta:
        model = Article
        fields: Sequence[str] = ()
        form = ArticleForm


class ArticleFilter(ArticleFields):
    """The one list of articles. `is_valid`, `form`, and then `query`, `articles`, `found`, `counted`, `is_possible`.

    The order is the newest first unless another is asked for, with a search too: an archive is read along time, and
    relevance, which weighs words, would put the same article elsewhere as the archive grows.
    """

    def __init__(self, *args: Any, public: bool = True, **kwargs: Any) -> None:
        """Take what a FilterSet takes; `public` off: drafts too, for a queryset of all articles."""
        super().__init__(*args, **kwargs)
        self.public = public
        # One of `finding.ORDERS`; set here, for a class that had it would hide the field that is called so.
        self.order: str = self.asked.get("order") or finding.NEWEST  # type: ignore[assignment]

    @cached_property
    def asked(self) -> dict[str, Any]:
        """Return what the form's fields hold, cleaned, without what was left empty; empty while there are errors."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}

    @cached_property
    def resolved(self) -> Resolved:
        """Return the query with the form's fields in it, and what its names mean."""
        return resolve(self._joined(), public=self.public)

    @property
    def query(self) -> Query:
        """Return the whole query, its text readable and canonical; names are resolved, mistakes explained."""
        return self.resolved.query

    @property
    def people(self) -> tuple[Person, ...]:
        """Return the people whom every article must tell of."""
        return self.resolved.people

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the events that every article must tell of."""
        return self.resolved.events

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the sources that every article must come from."""
        return self.resolved.sources

    @property
    def is_asked(self) -> bool:
        """Return whether the list is narrowed by anything."""
        return bool(self.query.terms or self.query.days)

    @cached_property
    def found(self) -> finding.Found:
        """Return what the index finds; nothing while the form has errors."""
        asked = self.resolved.asked
        if self.is_bound and not self.is_valid():
            asked = resolve(Query("", days=(Days("published", date.max, date.min, ""),))).asked
        known = count_whole() if self._is_whole else None
        return finding.Found(asked, self.order, self.queryset.db, known=known)

    @cached_property
    def articles(self) -> finding.Results:
        """Return the articles in their order, whose rows are read when a slice is taken."""
        return finding.Results(self.found, self.queryset)

    @property
    def capped(self) -> bool:
        """Return whether the order was reckoned for the newest 10,000 articles that match alone."""
        return not self.found.in_time and self.found.more

    @property
    def count(self) -> int:
        """Return the number of articles found, at most 10,000."""
        return self.found.count

    @cached_property
    def counted(self) -> Counted:
        """Return what the articles have in common; of the whole archive from the counts that are kept."""
        return counted_whole() if self._is_whole else self.found.counted

    @property
    def _is_whole(self) -> bool:
        """Return whether the list has everything that readers see."""
        return not self.is_asked and self.public and not (self.is_bound and self.form.errors)

    def stream(self, size: int = 500) -> Iterator[list[Article]]:
        """Yield all articles in the order of the list, `size` at a time, in constant memory."""
        return self.articles.stream(size)

    @property
    def qs(self) -> "QuerySet[Article]":
        """Return the articles as a queryset, by date."""
        if not self.is_asked and not (self.is_bound and not self.is_valid()):
            return self.queryset.all()
        return finding.matching(self.queryset, self.found.asked)

    def is_possible(self, article: Article) -> bool:
        """Return whether `article` was only possibly published in the interval that was asked for."""
        after, before = self.resolved.days("published") or (None, None)
        earliest, latest = article.published_earliest, article.published_latest
        if earliest is None or latest is None:
            return False
        return bool((after and earliest < after) or (before and latest > before))

    def _joined(self) -> Query:
        """Return the query of the text with the conditions that the fields add to it."""
        query = self.asked.get("q") or Query("")
        terms, days = list(query.terms), list(query.days)
        for name in RECORDS:
            if name in self.asked:
                terms.append(Named(name, self.asked[name].slug))
        terms += [Named(name, self.asked[name]) for name in CHOICES if name in self.asked]
        days += [one for name in INTERVALS if (one := self._days(name)) is not None]
        joined = replace(query, terms=tuple(dict.fromkeys(terms)), days=tuple(dict.fromkeys(days)))
        return replace(joined, text=write(joined))

    def _days(self, name: str) -> Days | None:
        """Return the condition that the two ends of an interval make in the form."""
        after: edtf.Interval | None = self.asked.get(f"{name}_after")
        before: edtf.Interval | None = self.asked.get(f"{name}_before")
        if after is None and before is None:
            return None
        text = days_text(after.text if after else "", before.text if before else "")
        return Days(name, after.earliest if after else None, before.latest if before else None, text)


def days_text(after: str, before: str) -> str:
    """Return an interval as a query writes it: 2023-11, 2023-11-19..2023-11-21, ..2023-11-20."""
    return after if after == before else f"{after}..{before}"
