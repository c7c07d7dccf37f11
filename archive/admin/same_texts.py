"""Pairs of articles with nearly the same text: a curator confirms or rejects what the machine found."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext

from archive import pipeline, reading
from archive.admin.deciding import DecidingAdmin
from archive.admin.desk import is_key
from archive.admin.filters import EnteredFilter
from archive.filters.few import few_ids
from archive.lib.diff import compare
from archive.models import Article, SameText
from archive.models.mention import Decision
from archive.templatetags.dates import in_words

PAIRS_SHOWN = 20


class SameTextFilter(admin.SimpleListFilter):
    """Articles with nearly the same text as another."""

    title = gettext_lazy("same text as another")
    parameter_name = "same"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the two choices; that there is none would be read from the whole archive."""
        return [("waiting", gettext_lazy("waiting for a decision")), ("yes", gettext_lazy("found or confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the articles of such pairs: through the pairs where they are few, else article by article."""
        match self.value():
            case "waiting":
                pairs = SameText.objects.filter(decision="")
            case "yes":
                pairs = SameText.objects.filter(decision__in=["", Decision.CONFIRMED])  # as an index has it
            case _:
                return queryset
        one, other = few_ids(pairs, "article"), few_ids(pairs, "other")
        if one is None or other is None:
            return queryset.filter(Exists(pairs.filter(Q(article=OuterRef("pk")) | Q(other=OuterRef("pk")))))
        return queryset.filter(pk__in={*one, *other})


class PairDecisionFilter(admin.SimpleListFilter):
    """Pairs by what was decided of them."""

    title = gettext_lazy("decision")
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return that nobody decided, and the decisions."""
        return [("no", gettext_lazy("not yet")), *Decision.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the pairs that stand so."""
        if self.value() in {"no", *Decision.values}:
            return queryset.filter(decision="" if self.value() == "no" else self.value())
        return queryset


class PairArticleFilter(EnteredFilter):
    """The pairs that one article is in, by its number."""

    title = gettext_lazy("number of an article")
    parameter_name = "of"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the pairs of the article with that number."""
        if not (value := (self.value() or "").strip()):
            return queryset
        if not is_key(value):
            raise IncorrectLookupParameters(value)
        return queryset.filter(Q(article=int(value)) | Q(other=int(value)))


@admin.register(SameText)
class SameTextAdmin(DecidingAdmin):
    """The pairs that were found, to be confirmed or rejected."""

    list_display = ("shown_articles", "shown_likeness", "shown_decided", "found_at")
    list_display_links = ("shown_likeness",)
    list_filter = (PairDecisionFilter, PairArticleFilter)
    list_select_related = ("article__source", "other__source", "decided_by")
    list_defer = ("article__text", "article__lead", "other__text", "other__lead")
    ordering = ("-pk",)
    sortable_by = ()
    change_form_template = "admin/archive/sametext/change_form.html"
    fields = ("shown_article", "shown_other", "shown_likeness", "shown_decided", "found_at")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("articles"))
    def shown_articles(self, pair: SameText) -> str:
        """Return links to both articles."""
        return format_html("{}<br>{}", _link(pair.article), _link(pair.other))

    @admin.display(description=gettext_lazy("article"))
    def shown_article(self, pair: SameText) -> str:
        """Return a link to the article that came first."""
        return _link(pair.article)

    @admin.display(description=gettext_lazy("other article"))
    def shown_other(self, pair: SameText) -> str:
        """Return a link to the article that came later."""
        return _link(pair.other)

    @admin.display(description=gettext_lazy("likeness"))
    def shown_likeness(self, pair: SameText) -> str:
        """Return in words how alike the texts are."""
        likeness = reading.twin(pair.article, pair).likeness
        return render_to_string("archive/_likeness.html", {"likeness": likeness}).strip()

    def decide_rows(self, rows: Any, decision: str, user: AbstractBaseUser) -> int:
        """Decide pairs."""
        return pipeline.decide_same_text(rows, decision, user)

    def said(self, decision: str, number: int) -> str:
        """Return what was decided of how many."""
        match decision:
            case Decision.CONFIRMED:
                return ngettext("%(n)d pair confirmed.", "%(n)d pairs confirmed.", number)
            case Decision.REJECTED:
                return ngettext("%(n)d pair rejected.", "%(n)d pairs rejected.", number)
        return ngettext("%(n)d pair is open again.", "%(n)d pairs are open again.", number)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the pair, with what differs; there is nothing to save."""
        context = {**(extra_context or {}), "show_save": False, "show_save_and_continue": False}
        pair = self.get_object(request, object_id)
        if pair is not None and self.has_view_permission(request, pair):
            context["text_changes"] = compare(pair.article.text, pair.other.text)
        return super().change_view(request, object_id, form_url, context)


def _link(article: Article) -> str:
    address = reverse("admin:archive_article_change", args=[article.pk])
    when = in_words(article.published) if article.published else ""
    about = " · ".join(filter(None, [str(article.source or ""), when, article.get_status_display()]))
    title = Truncator(article.title).chars(140)
    return format_html('<a href="{}">{}</a> <span class="quiet">{}</span>', address, title, about)


def shown_pairs(site: AdminSite, request: HttpRequest, article: Article) -> dict[str, Any]:
    """Return, for the template, the pairs `article` is in with the other article of each, those that wait first."""
    order = Case(When(decision="", then=Value(0)), When(decision=Decision.CONFIRMED, then=Value(1)), default=Value(2))
    pairs = list(
        SameText.objects.of(article).select_related("decided_by").order_by(order, "-likeness", "pk")[: PAIRS_SHOWN + 1]
    )
    keys = [pair.of(article) for pair in pairs[:PAIRS_SHOWN]]
    others = reading.cards(Article.objects.all()).in_bulk(keys)
    desk = site.get_model_admin(SameText)
    return {
        "pairs": [(pair, reading.twin(others[key], pair)) for key, pair in zip(keys, pairs, strict=False)],
        "more_pairs": len(pairs) > PAIRS_SHOWN,
        "may_see_pairs": desk.has_view_permission(request),
        "may_decide_pairs": desk.has_change_permission(request),
    }
