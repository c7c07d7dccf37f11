"""Filters of the desk's lists: none of them lists the archive, and none asks the database for its choices."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import is_key
from archive.admin.widgets import KnownAutocomplete
from archive.filters.few import few_ids
from archive.models import Article, Mention, Span
from archive.models.article import Status
from archive.models.mention import MentionStatus


class EnteredFilter(admin.SimpleListFilter):
    """A filter whose value is entered in a small form in place of chosen from a list."""

    template = "admin/archive/_entered_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return no choices: the value is entered."""
        return []

    def has_output(self) -> bool:
        """Return that the form is always there."""
        return True

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        """Return what the form needs: the other filters, which it keeps, the way to clear it, and the field."""
        others = [
            (name, value)
            for name, values in changelist.get_filters_params().items()
            for value in values
            if name != self.parameter_name
        ]
        if changelist.query:
            others.append(("q", changelist.query))
        yield {
            "others": others,
            "clear": changelist.get_query_string(remove=[self.parameter_name or ""]),
            "field": self.bound_field(),
            "active": bool(self.value()),
        }

    def bound_field(self) -> forms.BoundField:
        """Return the field, with the value entered."""
        name = self.parameter_name or ""
        form = forms.Form(initial={name: self.value()}, auto_id="filter_%s")
        form.fields[name] = self.field()
        return form[name]

    def field(self) -> forms.Field:
        """Return the form's one field."""
        return forms.CharField(required=False, label=self.title)


class RelatedFilter(EnteredFilter):
    """A filter by a related record, chosen by typing a part of its name."""

    relation: models.ForeignKey

    @classmethod
    def media(cls) -> forms.Media:
        """Return the scripts and styles of the autocomplete, for the page of the list."""
        return KnownAutocomplete(cls.relation, admin.site).media

    def field(self) -> forms.Field:
        """Return an autocomplete of the related records."""
        records = self.relation.remote_field.model._default_manager.all()
        widget = KnownAutocomplete(self.relation, admin.site)
        return forms.ModelChoiceField(records, required=False, label=self.title, widget=widget)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the rows of the chosen record."""
        if not (value := self.value()):
            return queryset
        if not is_key(value):
            raise IncorrectLookupParameters(value)
        return queryset.filter(**{self.relation.name: int(value)})


def related_filter(model: type[models.Model], name: str) -> type[RelatedFilter]:
    """Return the filter of `model` by its relation `name`."""
    relation: Any = model._meta.get_field(name)
    fields = {"relation": relation, "title": relation.verbose_name, "parameter_name": name}
    return type(f"{name.title()}Filter", (RelatedFilter,), fields)


class LanguageFilter(EnteredFilter):
    """Articles in one language, by its code."""

    title = _("language")
    parameter_name = "language"

    def field(self) -> forms.Field:
        """Return a short text field."""
        widget = forms.TextInput(attrs={"size": 8, "placeholder": "fr", "autocapitalize": "none"})
        return forms.CharField(required=False, label=_("language (ISO 639 code)"), max_length=8, widget=widget)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the articles in that language."""
        value = (self.value() or "").strip().lower()
        if not value:
            return queryset
        few = few_ids(Article.objects.filter(language=value), "pk")
        return queryset.filter(language=value) if few is None else queryset.filter(pk__in=few)


class DateFilter(admin.SimpleListFilter):
    """Articles by what is known of the day of their publication."""

    title = _("date of publication")
    parameter_name = "dated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the four kinds of knowledge."""
        return [
            ("day", _("a day")),
            ("interval", _("an interval of days")),
            ("inferred", _("inferred by a curator")),
            ("none", _("none")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the articles of that kind."""
        match self.value():
            case "day":
                return queryset.filter(undated=False, published_earliest=F("published_latest"))
            case "interval":
                return queryset.filter(published_latest__gt=F("published_earliest"))  # as an index has it
            case "inferred":
                return queryset.exclude(published_note="")  # as an index has it
            case "none":
                # All values are named, so that an index serves; few are looked up by their keys, not along the archive.
                few = few_ids(Article.objects.filter(undated=True, status__in=Status.values), "pk")
                return queryset.filter(undated=True) if few is None else queryset.filter(pk__in=few)
        return queryset


class WaitingFilter(admin.SimpleListFilter):
    """Articles with suggestions that wait for a decision."""

    title = _("suggestions")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the one choice; the others would be read from the whole archive."""
        return [("yes", _("waiting for a decision"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the articles that have any: through the suggestions where they are few, else article by article."""
        if self.value() != "yes":
            return queryset
        waiting = Mention.objects.filter(status=MentionStatus.SUGGESTED)
        few = few_ids(waiting, "article")
        if few is None:
            return queryset.filter(Exists(waiting.filter(article=OuterRef("pk"))))
        return queryset.filter(pk__in=set(few))


class KindFilter(admin.SimpleListFilter):
    """Mentions of people, or of events."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the two kinds."""
        return [("person", _("person")), ("event", _("event"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the mentions of that kind."""
        if self.value() in {"person", "event"}:
            return queryset.filter(**{f"{self.value()}__isnull": False})
        return queryset


class DecidedFilter(admin.SimpleListFilter):
    """Mentions by whether someone decided."""

    title = _("decision")
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the choices."""
        return [("no", _("not yet")), ("yes", _("by anyone")), ("me", _("by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the mentions that stand so."""
        match self.value():
            case "no":
                return queryset.filter(decision="")
            case "yes":
                return queryset.exclude(decision="")
            case "me":
                return queryset.filter(decided_by=request.user.pk)
        return queryset


class ReasonFilter(EnteredFilter):
    """Mentions with a span that one rule of matching found."""

    title = _("rule of matching")
    parameter_name = "reason"

    def field(self) -> forms.Field:
        """Return a short text field."""
        widget = forms.TextInput(attrs={"size": 14, "placeholder": "variant", "autocapitalize": "none"})
        return forms.CharField(required=False, label=_("rule (form, surname, variant, cue, day)"), widget=widget)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the mentions with such a span."""
        value = (self.value() or "").strip().lower()
        if not value:
            return queryset
        spans = Span.objects.filter(reason=value)
        few = few_ids(spans, "mention")
        if few is None:
            return queryset.filter(Exists(spans.filter(mention=OuterRef("pk"))))
        return queryset.filter(pk__in=set(few))


class LostFilter(admin.SimpleListFilter):
    """Mentions with words that were not found again when the text changed."""

    title = _("words in the text")
    parameter_name = "lost"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the one choice."""
        return [("yes", _("not found again"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the mentions that have any."""
        if self.value() != "yes":
            return queryset
        lost = Span.objects.filter(anchored=False)
        few = few_ids(lost, "mention")
        if few is None:
            return queryset.filter(Exists(lost.filter(mention=OuterRef("pk"))))
        return queryset.filter(pk__in=set(few))


SourceFilter = related_filter(Article, "source")
MentionPersonFilter = related_filter(Mention, "person")
MentionEventFilter = related_filter(Mention, "event")
MentionArticleFilter = related_filter(Mention, "article")
