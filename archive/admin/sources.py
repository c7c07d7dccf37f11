"""Sources: with the names and hosts by which their pages are recognised."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import pipeline
from archive.admin.desk import DeskAdmin
from archive.admin.forms import SluggedForm, has_letters
from archive.admin.inlines import PagedFormSet, PagedInline
from archive.lib.words import fold
from archive.models import Article, Source, SourceFeed, SourceHost, SourceName


class SourceNameForm(forms.ModelForm):
    """A name, compared as pages are read: without case and accents."""

    def clean_text(self) -> str:
        """Refuse a name without words, and one that another source has."""
        text = self.cleaned_data["text"]
        folded = fold(text).text
        if not has_letters(text):
            raise ValidationError(_("A name needs letters or digits."))
        other = SourceName.objects.filter(folded=folded).exclude(pk=self.instance.pk).select_related("source").first()
        if other is not None:
            said = _("“%(name)s” is a name of %(source)s already.")
            raise ValidationError(said % {"name": other.text, "source": other.source})
        return text


class SourceHostForm(forms.ModelForm):
    """A host, compared in lower case and without "www."."""

    def clean_host(self) -> str:
        """Return the host as it is kept; refuses an address in its place."""
        host = self.cleaned_data["host"].strip().lower().removeprefix("www.").rstrip(".")
        if not host or any(character in host for character in "/:@?# ") or "." not in host:
            raise ValidationError(_("Write the host alone, such as lemonde.fr."))
        other = SourceHost.objects.filter(host=host).exclude(pk=self.instance.pk).select_related("source").first()
        if other is not None:
            raise ValidationError(
                _("%(host)s is a host of %(source)s already.") % {"host": host, "source": other.source}
            )
        return host


class SourceNameFormSet(PagedFormSet):
    """The names of one source."""

    def key(self, form: forms.ModelForm) -> object:
        """Return the name as pages are read."""
        return fold(form.cleaned_data.get("text", "")).text


class SourceHostFormSet(PagedFormSet):
    """The hosts of one source."""

    def key(self, form: forms.ModelForm) -> object:
        """Return the host."""
        return form.cleaned_data.get("host")


class SourceNameInline(PagedInline):
    """The names of a source."""

    model = SourceName
    form = SourceNameForm
    formset = SourceNameFormSet


class SourceHostInline(PagedInline):
    """The hosts of a source."""

    model = SourceHost
    form = SourceHostForm
    formset = SourceHostFormSet


class SourceFeedFormSet(PagedFormSet):
    """The feeds of one source."""

    def key(self, form: forms.ModelForm) -> object:
        """Return the address."""
        return form.cleaned_data.get("url")


class SourceFeedInline(PagedInline):
    """The feeds that `manage.py follow` reads for a source, and how that went last time."""

    model = SourceFeed
    formset = SourceFeedFormSet
    fields = ("url", "followed_at", "error")
    readonly_fields = ("followed_at", "error")


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    """Who published."""

    form = SluggedForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ("name", "homepage", "article_count", "access", "zone", "hidden")
    list_filter = ("access", "hidden")
    list_defer = ("description",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("A part of a name or a host.")
    sortable_by = ("name", "article_count")
    inlines = (SourceNameInline, SourceHostInline, SourceFeedInline)
    stands_in_the_way = ((Article, "source"),)
    fieldsets = (
        (None, {"fields": ("name", "slug", "homepage", "description")}),
        (gettext_lazy("What readers see"), {"fields": ("access", "hidden")}),
        (gettext_lazy("Dates on its pages"), {"fields": ("zone",)}),
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the sources with every word of the search in one of their names or hosts."""
        for word in search_term.replace("\0", " ").split():
            folded = fold(word).text
            names = SourceName.objects.filter(folded__contains=folded or word)
            hosts = SourceHost.objects.filter(host__contains=word.lower())
            found = Q(pk__in=names.values("source")) | Q(pk__in=hosts.values("source"))
            queryset = queryset.filter(found | Q(name__icontains=word))
        return queryset, False

    def view_on_site(self, source: Source) -> str | None:
        """Return the address of its page, if it has one."""
        return source.get_absolute_url() if source.article_count and not source.hidden else None

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        """Delete it; its slug stays taken."""
        pipeline.delete_authorities(Source.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete them; their slugs stay taken."""
        pipeline.delete_authorities(Source.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the names and hosts; a new source's own name is one of them. Times are read in the zone it has now."""
        super().save_related(request, form, formsets, change)
        source = form.instance
        if change and "zone" in form.changed_data:
            pipeline.zone_changed(source)
        folded = fold(source.name).text
        if not change and folded and not SourceName.objects.filter(folded=folded).exists():
            SourceName.objects.create(source=source, text=source.name)
