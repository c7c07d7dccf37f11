"""Captures: to be looked at; nothing adds, edits or deletes one by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext, gettext_lazy

from archive.admin.desk import DeskAdmin
from archive.models import Capture

HEX = set("0123456789abcdef")


@admin.register(Capture)
class CaptureAdmin(DeskAdmin):
    """The bytes behind the articles."""

    list_display = ("target_uri", "captured_at", "article", "media_type", "shown_digest", "recorded_at")
    list_filter = ("recorded_at", ("article", admin.EmptyFieldListFilter))
    list_select_related = ("article",)
    list_defer = ("article__text", "article__lead")
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("sha256",)
    search_help_text = gettext_lazy("A SHA-256 or its beginning, or a whole address.")
    fieldsets = (
        (None, {"fields": ("target_uri", "article", "captured_at", "recorded_at")}),
        (gettext_lazy("Payload"), {"fields": ("sha256", "payload_length", "media_type", "charset", "http_status")}),
        (
            gettext_lazy("Record"),
            {"fields": ("original_name", "warc_file", "warc_offset", "warc_length", "record_id", "downloads")},
        ),
    )
    readonly_fields = ("downloads",)

    @admin.display(description=gettext_lazy("downloads"))
    def downloads(self, capture: Capture) -> str:
        """Return links to the page's bytes and to its record, which curators get of every capture."""
        parts = ((gettext("The page’s bytes"), "capture-bytes"), (gettext("The WARC record"), "capture-record"))
        links = ((reverse(name, args=[capture.pk]), label) for label, name in parts)
        return format_html_join(" · ", '<a href="{}" download>{}</a>', links)

    @admin.display(description="SHA-256")
    def shown_digest(self, capture: Capture) -> str:
        """Return the beginning of the digest."""
        return f"{capture.sha256[:12]}…"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Return the captures with that digest (or beginning of one) or that address; both are indexed."""
        term = search_term.replace("\0", " ").strip()
        if not term:
            return queryset, False
        found = Q(target_uri=term)
        digest = term.lower().removeprefix("urn:sha256:")
        if set(digest) <= HEX and len(digest) <= 64:
            found |= Q(sha256__gte=digest, sha256__lte=digest.ljust(64, "f"))
        return queryset.filter(found), False

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Return no: pages come in through ingest."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return no: a capture is what was there."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return no: captures are kept for ever."""
        return False
