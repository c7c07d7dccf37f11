"""The lists of people, events and sources."""

from collections.abc import Sequence

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from archive.lib.words import fold
from archive.models import Event, NameForm, Person, Source, SourceName

_MOST_WORDS = 150  # no title has room for more, and SQLite takes no longer condition
BY_NAME, BY_COVERAGE, BY_DATE = "name", "coverage", "date"


def _has(folded: str) -> Q:
    """Return the condition that a name, folded, has a word that begins with the words of `folded`."""
    return Q(folded__startswith=folded) | Q(folded__contains=f" {folded}")


class PersonFilter(django_filters.FilterSet):
    """People by a part of one of their names; the most covered first, or by name."""

    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    order = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[(BY_COVERAGE, _("most covered")), (BY_NAME, _("by name"))],
        empty_label=None,
        method="in_order",
    )

    class Meta:
        model = Person
        fields: Sequence[str] = ()

    def by_name(self, people: QuerySet, name: str, value: str) -> QuerySet:
        """Narrow to those with a name form in which a word begins so."""
        forms = NameForm.objects.filter(_has(fold(value).text))
        return people.filter(pk__in=forms.order_by().values("person"))

    def in_order(self, people: QuerySet, name: str, value: str) -> QuerySet:
        """Leave the order to `filter_queryset`."""
        return people

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Narrow, then sort."""
        people = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("order") == BY_NAME:
            return people.order_by(Lower("sort_name"), "pk")
        return people.order_by("-article_count", "sort_name", "pk")


class EventFilter(django_filters.FilterSet):
    """Events by words of their titles; as they happened, or the most covered first."""

    q = django_filters.CharFilter(label=_("Words of the title"), method="by_title")
    order = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[(BY_DATE, _("as they happened")), (BY_COVERAGE, _("most covered"))],
        empty_label=None,
        method="in_order",
    )

    class Meta:
        model = Event
        fields: Sequence[str] = ()

    def by_title(self, events: QuerySet, name: str, value: str) -> QuerySet:
        """Narrow to those whose title has all the words; the slug, made of the title, has them without accents."""
        words = dict.fromkeys(value.split())
        if len(words) > _MOST_WORDS:
            return events.none()
        for word in words:
            events = events.filter(Q(title__icontains=word) | _in_slug(word))
        return events

    def in_order(self, events: QuerySet, name: str, value: str) -> QuerySet:
        """Leave the order to `filter_queryset`."""
        return events

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Narrow, then sort."""
        events = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("order") == BY_COVERAGE:
            return events.order_by("-article_count", "pk")
        return events.in_order()


class SourceFilter(django_filters.FilterSet):
    """Sources by a part of their names; by name, or the most covered first."""

    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    order = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[(BY_NAME, _("by name")), (BY_COVERAGE, _("most articles"))],
        empty_label=None,
        method="in_order",
    )

    class Meta:
        model = Source
        fields: Sequence[str] = ()

    def by_name(self, sources: QuerySet, name: str, value: str) -> QuerySet:
        """Narrow to those with a name in which a word begins so."""
        names = SourceName.objects.filter(_has(fold(value).text))
        known = Q(pk__in=names.order_by().values("source"))
        return sources.filter(known | Q(name__icontains=value) | _in_slug(value))

    def in_order(self, sources: QuerySet, name: str, value: str) -> QuerySet:
        """Leave the order to `filter_queryset`."""
        return sources

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Narrow, then sort."""
        sources = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("order") == BY_COVERAGE:
            return sources.order_by("-article_count", "name", "pk")
        return sources.order_by(Lower("name"), "pk")


def _in_slug(words: str) -> Q:
    slug = slugify(words)
    return Q(slug__contains=slug) if slug else Q(pk__in=[])
