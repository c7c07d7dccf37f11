"""Pages captured again with other words: a curator compares them with the article, takes their text or leaves it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import pipeline, reading
from archive.admin.desk import curator
from archive.filters.few import few_ids
from archive.models import Article, Capture, CapturedText
from archive.templatetags.dates import moment_words

CAPTURES_SHOWN = 20


class VersionFilter(admin.SimpleListFilter):
    """Articles of which a new version waits."""

    title = gettext_lazy("captured again")
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """Return the one choice; the others would be read from the whole archive."""
        return [("waits", gettext_lazy("a new version waits"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the articles that have any: through the versions where they are few, else article by article."""
        if self.value() != "waits":
            return queryset
        waiting = CapturedText.objects.filter(waits=True, capture__article__isnull=False)
        few = few_ids(waiting, "capture__article")
        if few is None:
            return queryset.filter(Exists(waiting.filter(capture__article=OuterRef("pk"))))
        return queryset.filter(pk__in=set(few))


def shown_captures(article: Article) -> dict[str, Any]:
    """Return, for the template, at most 20 captures of `article` with their words.

    The one that its text is from comes first, then those that wait, then the others, the newest first.
    """
    order = Case(
        When(pk=article.text_capture_id or 0, then=Value(0)),
        When(captured_text__waits=True, then=Value(1)),
        default=Value(2),
    )
    captures = list(Capture.objects.filter(article=article).order_by(order, "-pk")[: CAPTURES_SHOWN + 1])
    return {
        "captures": reading.with_wordings(article, captures[:CAPTURES_SHOWN]),
        "more_captures": len(captures) > CAPTURES_SHOWN,
    }


def urls(desk: admin.ModelAdmin) -> list[URLPattern]:
    """Return the address of the page on which a version is compared and decided."""
    view = desk.admin_site.admin_view(VersionView(desk))
    return [path("<int:pk>/versions/<int:version>/", view, name="archive_article_version")]


class VersionView:
    """The page that shows what taking a version would change; a POST takes it, or keeps the present text."""

    def __init__(self, desk: admin.ModelAdmin) -> None:
        """Take the article's desk."""
        self.desk = desk

    def __call__(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """Show the changes, or do what was decided and go back to the article."""
        found = CapturedText.objects.filter(pk=version, capture__article=pk).select_related("capture", "decided_by")
        row = found.first() if max(pk, version) < 2**63 else None
        article = Article.objects.select_related("source").filter(pk=pk).first() if row is not None else None
        if not self.desk.has_view_permission(request, article):
            raise PermissionDenied
        if row is None or article is None:
            raise Http404(_("The article has no such version."))
        if request.method == "POST":
            if not self.desk.has_change_permission(request, article):
                raise PermissionDenied
            self._decide(request, article, row)
            return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]) + "#captures")
        return self._compare(request, article, row)

    def _decide(self, request: HttpRequest, article: Article, version: CapturedText) -> None:
        """Do what the button says, write it into the article's history, and say so."""
        when = _when(version.capture)
        if "take" in request.POST:
            done = pipeline.take_version(version, curator(request))
            said = _("The article has the text captured at this time now: %(when)s.") % {"when": when}
        elif "leave" in request.POST:
            done = pipeline.leave_version(version, curator(request))
            said = _("The article keeps its text, and not the one captured at this time: %(when)s.") % {"when": when}
        else:
            done, said = False, ""
        if done:
            self.desk.log_change(request, article, said)
            self.desk.message_user(request, said, messages.SUCCESS)
        else:
            said = _("Nothing was changed: the article has this text already, or somebody has just decided.")
            self.desk.message_user(request, said, messages.WARNING)

    def _compare(self, request: HttpRequest, article: Article, version: CapturedText) -> HttpResponse:
        title, text = reading.present_changes(article, version)
        context = {
            **self.desk.admin_site.each_context(request),
            "title": _("The text as captured again"),
            "subtitle": str(article),
            "opts": self.desk.opts,
            "article": article,
            "version": version,
            "when": _when(version.capture),
            "title_changes": title,
            "text_changes": text,
            "may_decide": self.desk.has_change_permission(request, article),
            "is_shown": version.capture_id == article.text_capture_id and not text.differs,
        }
        return TemplateResponse(request, "admin/archive/article/version.html", context)


def _when(capture: Capture) -> str:
    return moment_words(capture.captured_at) if capture.captured_at else _("time unknown")
