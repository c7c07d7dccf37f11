"""Mentions: the curator's queue, with the words each rests on; every decision goes through the pipeline."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive import pipeline
from archive.admin.deciding import DecidingAdmin, decided
from archive.admin.desk import curator
from archive.admin.filters import (
    DecidedFilter,
    KindFilter,
    LostFilter,
    MentionArticleFilter,
    MentionEventFilter,
    MentionPersonFilter,
    ReasonFilter,
)
from archive.admin.inlines import PagedInline
from archive.admin.linking import link_after
from archive.admin.waiting import with_first_spans
from archive.lib.words import fold
from archive.models import Article, Event, Mention, NameForm, Person, Span
from archive.models.mention import Decision
from archive.search.backends.entry import Asked
from archive.search.finding import matching
from archive.search.query import plain

WORDS_SHOWN = 2
FOUND_BY_NAME = 200


class SpanInline(PagedInline):
    """The places a mention rests on; the decision on each can be made."""

    model = Span
    extra = 0
    can_delete = False
    fields = ("shown_place", "evidence", "reason", "strength", "origin", "anchored", "decision", "shown_decided")
    readonly_fields = ("shown_place", "evidence", "reason", "strength", "origin", "anchored", "shown_decided")
    list_select_related = ("decided_by",)

    @admin.display(description=gettext_lazy("words"))
    def shown_place(self, span: Span) -> str:
        """Return the words with what stands around them."""
        return place(span)

    @admin.display(description=gettext_lazy("decided"))
    def shown_decided(self, span: Span) -> str:
        """Return who decided, and when."""
        return decided(span)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return no: words are marked on the article."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the mention may be changed: its spans are a part of it."""
        return request.user.has_perm("archive.change_mention")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the mention may be seen."""
        user = request.user
        return user.has_perm("archive.view_mention") or user.has_perm("archive.change_mention")


@admin.register(Mention)
class MentionAdmin(DecidingAdmin):
    """Whom and what articles mention."""

    list_display = ("shown_target", "shown_words", "article", "status", "relation", "shown_decided")
    list_filter = (
        "status",
        KindFilter,
        "relation",
        DecidedFilter,
        LostFilter,
        ReasonFilter,
        MentionPersonFilter,
        MentionEventFilter,
        MentionArticleFilter,
    )
    list_select_related = ("article", "person", "event", "decided_by")
    list_defer = ("article__text", "article__lead", "person__description", "event__description")
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("person__name_forms__folded",)
    search_help_text = gettext_lazy("The name of a person, the title of an event, or words of an article’s title.")
    actions = ("confirm", "confirm_and_keep", "reject", "undo")
    inlines = (SpanInline,)
    change_form_template = "admin/archive/mention/change_form.html"
    readonly_fields = ("shown_target", "article_link", "status", "decision", "shown_decided", "recorded_at")
    fields = ("shown_target", "article_link", "status", "decision", "shown_decided", "relation", "recorded_at")

    @property
    def media(self) -> forms.Media:
        """Return the scripts and styles of the form and of the list, whose filters by record are autocompletes."""
        return super().media + MentionPersonFilter.media()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the mentions; a list's rows come with their first words."""
        queryset = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "archive_mention_changelist":
            return with_first_spans(queryset, WORDS_SHOWN)
        return queryset

    @admin.display(description=gettext_lazy("person or event"))
    def shown_target(self, mention: Mention) -> str:
        """Return whom or what it is of."""
        kind = _("person") if mention.person_id else _("event")
        return format_html('{} <span class="quiet">({})</span>', mention.target, kind)

    @admin.display(description=gettext_lazy("words"))
    def shown_words(self, mention: Mention) -> str:
        """Return the first words it rests on, with what stands around them."""
        spans = mention.first_spans  # type: ignore[attr-defined]
        shown = format_html_join("", '<div class="place">{}</div>', ((place(span),) for span in spans[:WORDS_SHOWN]))
        return shown + "…" if len(spans) > WORDS_SHOWN else shown

    @admin.display(description=gettext_lazy("article"))
    def article_link(self, mention: Mention) -> str:
        """Return a link to the article."""
        address = reverse("admin:archive_article_change", args=[mention.article_id])
        return format_html('<a href="{}">{}</a>', address, mention.article)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the mentions of the people and events so named, and those in articles whose title has the words."""
        words = fold(search_term.replace("\0", " ")).text.split()
        if not words:
            return (queryset if not search_term.strip() else queryset.none()), False
        people, events = Person.objects.all(), Event.objects.all()
        for word in words:
            people = people.filter(pk__in=NameForm.objects.filter(folded__contains=word).values("person"))
        for word in search_term.replace("\0", " ").split():
            events = events.filter(title__icontains=word)
        found = Q(person__in=_ids(people)) | Q(event__in=_ids(events)) | Q(article__in=_titled(search_term))
        return queryset.filter(found), False

    def save_model(self, request: HttpRequest, obj: Mention, form: Any, change: bool) -> None:
        """Save the relation, which is a curator's from then on."""
        if "relation" in form.changed_data:
            pipeline.relate(obj, form.cleaned_data["relation"])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Hand the decisions on single spans to the pipeline."""
        chosen: dict[str, list[int]] = {}
        for row in formset.initial_forms:
            if "decision" in row.changed_data:
                chosen.setdefault(row.cleaned_data["decision"], []).append(row.instance.pk)
        for decision, ids in chosen.items():
            pipeline.decide_spans(Span.objects.filter(pk__in=ids, mention=form.instance), decision, curator(request))
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    @admin.action(description=gettext_lazy("Confirm, and keep the spelling as a name form"), permissions=["change"])
    def confirm_and_keep(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Confirm the selected mentions, and add the spellings found there to the people's name forms."""
        if not request.user.has_perm("archive.add_nameform"):
            self.message_user(request, _("You may not add name forms. Nothing was changed."), messages.ERROR)
            return
        if (mentions := self.selected(request, queryset)) is None:
            return
        people = pipeline.keep_spellings(mentions)
        self.decide(request, mentions, Decision.CONFIRMED)
        if people:
            link_after(self, request, people=people)
        else:
            self.message_user(request, _("There was no new spelling of a person among them."), messages.WARNING)

    def decide_rows(self, rows: Any, decision: str, user: AbstractBaseUser) -> int:
        """Decide whole mentions."""
        return pipeline.decide(rows, decision, user)

    def said(self, decision: str, number: int) -> str:
        """Return what was decided of how many."""
        match decision:
            case Decision.CONFIRMED:
                return ngettext("%(n)d mention confirmed.", "%(n)d mentions confirmed.", number)
            case Decision.REJECTED:
                return ngettext("%(n)d mention rejected.", "%(n)d mentions rejected.", number)
        return ngettext("%(n)d mention is open again.", "%(n)d mentions are open again.", number)


def place(span: Span) -> str:
    """Return the words of `span`, marked, between what stands around them; words that are lost are struck through."""
    marked = "<mark>{}</mark>" if span.anchored else '<del title="{lost}">{}</del>'
    words = format_html(marked, span.words, lost=_("not found in the text any more"))
    return format_html('<span class="around">{}</span>{}<span class="around">{}</span>', span.before, words, span.after)


def _ids(queryset: QuerySet) -> list[int]:
    return list(queryset.order_by().values_list("pk", flat=True)[:FOUND_BY_NAME])


def _titled(term: str) -> list[int]:
    """Return the ids of the newest articles that the index finds, kept where the title has every word."""
    query = plain(term)
    if not query.terms:
        return []
    words = fold(term.replace("\0", " ")).text.split()
    found = matching(Article.objects.newest(), Asked(query.terms, public=False))
    rows = found.values_list("pk", "title")[:FOUND_BY_NAME]
    return [pk for pk, title in rows if all(word in fold(title).text for word in words)]
