"""Articles: what was extracted with its origin, who wrote it, whom and what it mentions, and where it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive import pipeline, reading
from archive.admin import bringing_in, versions
from archive.admin.article_forms import ArticleForm, AuthorshipForm, AuthorshipFormSet, WithdrawForm, told
from archive.admin.dates import days
from archive.admin.desk import DeskAdmin, is_key, own_address
from archive.admin.filters import DateFilter, LanguageFilter, SourceFilter, WaitingFilter
from archive.admin.inlines import PagedInline
from archive.admin.lists import DeskChangeList
from archive.admin.marking import MarkView
from archive.admin.same_texts import SameTextFilter, shown_pairs
from archive.admin.waiting import shown_mentions
from archive.filters.resolving import resolve
from archive.models import Article, Authorship, DayTally, Mention, Span
from archive.models.article import EXTRACTED_FIELDS, Status
from archive.models.mention import MentionStatus
from archive.search.finding import matching
from archive.search.query import parse
from archive.templatetags.dates import in_words

TITLES_SHOWN = 10


class AuthorshipInline(PagedInline):
    """The names of the byline."""

    model = Authorship
    form = AuthorshipForm
    formset = AuthorshipFormSet
    fields = ("position", "name", "person")
    autocomplete_fields = ("person",)
    list_select_related = ("person",)


class ArticleChangeList(DeskChangeList):
    """The list of articles: what they mention is counted for the rows of the page, in one query."""

    def years(self) -> list[int]:
        """Return the years in which published articles begin to be dated, from the tallies."""
        tallies = DayTally.objects.filter(articles__gt=0, earliest__gt=date.min)
        return [first.year for first in tallies.dates("earliest", "year")]

    def get_results(self, request: HttpRequest) -> None:
        """Read the page's rows, and count the mentions of each."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        kinds = {
            "people": Count("pk", filter=Q(person__isnull=False) & ~Q(status=MentionStatus.REJECTED)),
            "events": Count("pk", filter=Q(event__isnull=False) & ~Q(status=MentionStatus.REJECTED)),
            "waiting": Count("pk", filter=Q(status=MentionStatus.SUGGESTED)),
        }
        mentions = Mention.objects.filter(article__in=[article.pk for article in self.result_list]).order_by()
        counts: dict[int, Any] = {row["article"]: row for row in mentions.values("article").annotate(**kinds)}
        for article in self.result_list:
            article.mention_counts = counts.get(article.pk, dict.fromkeys(kinds, 0))


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    """The articles of the archive."""

    form = ArticleForm
    list_display = ("shown_title", "source", "shown_published", "status", "language", "shown_mentions", "recorded_at")
    list_filter = (
        "status",
        WaitingFilter,
        versions.VersionFilter,
        SameTextFilter,
        DateFilter,
        SourceFilter,
        LanguageFilter,
        "recorded_at",
    )
    list_select_related = ("source",)
    list_defer = ("text", "lead", "origins", "corrected", "note")
    ordering = ("-pk",)
    sortable_by = ()
    date_hierarchy = "published_earliest"
    search_fields = ("title",)
    search_help_text = gettext_lazy("Words of title, byline or text, “a phrase”, -without; an address, or a number.")
    save_on_top = True
    actions = ("publish", "withdraw", "unpublish", "link")
    autocomplete_fields = ("source",)
    inlines = (AuthorshipInline,)
    change_list_template = "admin/archive/article/change_list.html"
    change_form_template = "admin/archive/article/change_form.html"
    goes_along = ((Mention, "article"), (Span, "mention__article"), (Authorship, "article"))
    readonly_fields = (
        "slug",
        "published_days",
        "updated_days",
        "status",
        "withdrawn_on",
        "withdrawn_reason",
        "text_capture",
        "recorded_at",
        "changed_at",
    )
    fieldsets = (
        (None, {"fields": ("title", "byline", "source")}),
        (
            gettext_lazy("Dates"),
            {
                "fields": ("published", "published_days", "published_note", "updated", "updated_days"),
                "description": gettext_lazy(
                    "Write a date as EDTF: 2023-11-20, 2023-11, 2023-11-20T20:24:00, 2023-11-20/2023-11-22 for an "
                    "interval, 2023-11-20? where it is uncertain, 2023-11~ where it is approximate. Leave it empty "
                    "where nobody knows."
                ),
            },
        ),
        (gettext_lazy("Text"), {"fields": ("lead", "text", "language", "section", "url")}),
        (gettext_lazy("What readers see"), {"fields": ("status", "withdrawn_on", "withdrawn_reason", "access")}),
        (gettext_lazy("Record"), {"fields": ("note", "slug", "text_capture", "recorded_at", "changed_at")}),
    )

    @property
    def media(self) -> forms.Media:
        """Return the scripts and styles of the form and of the list, whose filter by source is an autocomplete."""
        return super().media + SourceFilter.media()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return ArticleChangeList

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses, with those of the preview, of marking words, of versions and of bringing a page in."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/preview/", view(self.preview, cacheable=True), name="archive_article_preview"),
            path("<int:pk>/mark/", view(MarkView(self)), name="archive_article_mark"),
        ]
        return own + versions.urls(self) + bringing_in.urls(self) + super().get_urls()

    # The list

    @admin.display(description=gettext_lazy("title"))
    def shown_title(self, article: Article) -> str:
        """Return the title, cut where it is very long."""
        return Truncator(article.title).chars(140)

    @admin.display(description=gettext_lazy("published"))
    def shown_published(self, article: Article) -> str:
        """Return when it was published, in words that say how certain that is."""
        if article.undated:
            return format_html('<span class="quiet">{}</span>', _("no date"))
        words = in_words(article.published)
        return (
            format_html('{} <span class="badge">{}</span>', words, _("inferred")) if article.published_note else words
        )

    @admin.display(description=gettext_lazy("mentions"))
    def shown_mentions(self, article: Article) -> str:
        """Return how many people and events it mentions, and how many suggestions wait."""
        counts = article.mention_counts  # type: ignore[attr-defined]
        people = ngettext("%(n)d person", "%(n)d people", counts["people"]) % {"n": counts["people"]}
        events = ngettext("%(n)d event", "%(n)d events", counts["events"]) % {"n": counts["events"]}
        shown = f"{people}, {events}"
        if not counts["waiting"]:
            return shown
        address = f"{reverse('admin:archive_mention_changelist')}?article={article.pk}&status__exact=suggested"
        waiting = ngettext("%(n)d waits", "%(n)d wait", counts["waiting"]) % {"n": counts["waiting"]}
        return format_html('{} <a class="badge waiting" href="{}">{}</a>', shown, address, waiting)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the articles that the search index finds, or the one with that number or that address."""
        term = search_term.replace("\0", " ").strip()
        if not term:
            return queryset, False
        if term.startswith(("http://", "https://")):
            return queryset.filter(url=term), False
        if is_key(term) and queryset.filter(pk=int(term)).exists():
            return queryset.filter(pk=int(term)), False
        resolved = resolve(parse(term), public=False)
        if not (resolved.asked.terms or resolved.asked.has_days):
            messages.warning(request, _("“%(term)s” has no words to look for.") % {"term": term[:80]})
            return queryset.none(), False
        return matching(queryset, resolved.asked), False

    # The form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """Return the form, in which each extracted field tells where it was found and whether it was corrected."""
        if obj is not None:
            kwargs["help_texts"] = {name: told(obj, name) for name in EXTRACTED_FIELDS}
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=gettext_lazy("days, as computed"))
    def published_days(self, article: Article) -> str:
        """Return the first and last day of publication."""
        return days(article.published_earliest, article.published_latest)

    @admin.display(description=gettext_lazy("days, as computed"))
    def updated_days(self, article: Article) -> str:
        """Return the first and last day of the last change."""
        return days(article.updated_earliest, article.updated_latest)

    def view_on_site(self, article: Article) -> str | None:
        """Return the address of the article's page, once it is published."""
        return article.get_absolute_url() if article.status == Status.PUBLISHED else None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form, with the mentions and the captures below it."""
        article = self.get_object(request, object_id)
        if request.method == "GET" and article is not None:
            extra_context = {**(extra_context or {}), **self._below(request, article)}
        return super().change_view(request, object_id, form_url, extra_context)

    def _below(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        return {
            **shown_mentions(self.admin_site, request, article),
            **shown_pairs(self.admin_site, request, article),
            **versions.shown_captures(article),
            "may_change_status": self.has_change_permission(request, article),
        }

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Save a curator's edit: the fields changed are noted as corrected, mentions and index follow."""
        pipeline.save_article(obj, [name for name in form.changed_data if name in EXTRACTED_FIELDS])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the names of the byline; where they changed, the byline is a curator's from then on."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets) and "byline" not in form.instance.corrected:
            pipeline.save_article(form.instance, ["byline"])

    # Actions

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Publish the selected articles."""
        if (articles := self.selected(request, queryset)) is not None:
            changing = list(articles.exclude(status=Status.PUBLISHED).values_list("pk", flat=True))
            number = pipeline.publish(articles)
            self._say(request, changing, number, _("Published."))

    @admin.action(description=gettext_lazy("Take back to draft"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the selected articles back to drafts."""
        if (articles := self.selected(request, queryset)) is not None:
            changing = list(articles.exclude(status=Status.DRAFT).values_list("pk", flat=True))
            number = pipeline.unpublish(articles)
            self._say(request, changing, number, _("Taken back to draft."))

    @admin.action(description=gettext_lazy("Withdraw…"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask for the reason, then withdraw the selected articles."""
        if (articles := self.selected(request, queryset)) is None:
            return None
        form = WithdrawForm(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            changing = list(articles.exclude(status=Status.WITHDRAWN).values_list("pk", flat=True))
            reason = form.cleaned_data["reason"]
            number = pipeline.withdraw(articles, reason)
            self._say(request, changing, number, _("Withdrawn: %(reason)s") % {"reason": reason})
            return None
        return self._ask_reason(request, articles, form)

    @admin.action(description=gettext_lazy("Link again"), permissions=["change"])
    def link(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Find the people and events of the selected articles again."""
        if (articles := self.selected(request, queryset)) is not None:
            number = pipeline.link(articles)
            said = ngettext("%(n)d article was linked again.", "%(n)d articles were linked again.", number)
            self.message_user(request, said % {"n": number}, messages.SUCCESS)

    def _ask_reason(self, request: HttpRequest, articles: QuerySet, form: WithdrawForm) -> HttpResponse:
        titles = list(articles.order_by("-pk").values_list("title", flat=True)[: TITLES_SHOWN + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Withdraw articles"),
            "opts": self.opts,
            "form": form,
            "titles": titles[:TITLES_SHOWN],
            "number": articles.count(),
            "more": len(titles) > TITLES_SHOWN,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "back": own_address(request.POST.get("_back", "")),
        }
        return TemplateResponse(request, "admin/archive/article/withdraw.html", context)

    def _say(self, request: HttpRequest, changed: Iterable[int], number: int, what: str) -> None:
        self.log_many(request, Article.objects.filter(pk__in=changed).defer("text"), what)
        said = ngettext("%(n)d article changed: %(what)s", "%(n)d articles changed: %(what)s", number)
        level = messages.SUCCESS if number else messages.WARNING
        self.message_user(request, said % {"n": number, "what": what}, level)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """Delete the article; its captures stay."""
        pipeline.delete_articles(Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the articles; their captures stay."""
        pipeline.delete_articles(Article.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the article as readers would see it, to staff who may view it; nothing keeps a copy."""
        article = Article.objects.select_related("source").filter(pk=pk).first() if pk < 2**63 else None
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if article is None:
            raise Http404
        shown = reading.article_page(article, shown_only=False)
        context = {"article": article, "shown": shown, "same": reading.same_texts(article)}
        response = TemplateResponse(request, "admin/archive/article/preview.html", context)
        response["Cache-Control"] = "no-store"
        return response
