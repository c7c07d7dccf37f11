"""Bringing a page in: an address, a file or pasted text becomes a preview, and what the curator made of it an article.

Between the two steps the page waits, whole, in a holding place; its address on the desk is signed for one curator.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from archive import pipeline
from archive.admin.bring_in_forms import BringInForm, PreviewForm, in_form
from archive.admin.desk import curator
from archive.capture.holding import KEPT_SECONDS, HoldingPlace
from archive.capture.page import CapturedPage, CaptureError
from archive.extraction.article import Found
from archive.models import Article, Source
from archive.models.source import Access
from archive.pipeline import FoundMention, Outcome, Preview, Result, Told
from archive.reading.evidence import Sentence, sentences_of
from archive.templatetags.reasons import reason_words

SALT = "archive.bring-in"
MOST_SOURCES = 500
MOST_MENTIONS = 100
SENTENCES_SHOWN = 3


@dataclass(frozen=True)
class Held:
    """A page that waits for its curator: its name in the holding place, and what was told of it."""

    name: str
    page: CapturedPage
    told: Told


@dataclass(frozen=True)
class Row:
    """A field of the preview: as the form has it, where its value was found, and what else the page offers."""

    field: BoundField
    origin: str
    changed: bool
    offers: Sequence[tuple[int, Found]]


@dataclass(frozen=True)
class MentionRow:
    """Whom or what linking would find, with the first sentences that say so."""

    mention: FoundMention
    kind: str
    sentences: tuple[Sentence, ...]
    more: int


class BoundedUpload(FileUploadHandler):
    """Lets a file of `most` bytes through to the handlers after it; of a larger one nothing is kept."""

    def __init__(self, most: int) -> None:
        """Take the bound."""
        super().__init__()
        self.most = most
        self.refused = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on, or pass over the file."""
        if start + len(raw_data) > self.most:
            self.refused = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""


def urls(desk: admin.ModelAdmin) -> list[URLPattern]:
    """Return the addresses of both steps, below that of the articles' list."""
    bringing = BringingIn(desk)
    view = desk.admin_site.admin_view
    return [
        # What is sent must be bounded before it is read, and looking for the token in a form reads it.
        path("bring-in/", view(csrf_exempt(bringing.ask)), name="archive_article_bring_in"),
        path("bring-in/<str:token>/", view(csrf_exempt(bringing.look)), name="archive_article_bring_in_preview"),
    ]


class BringingIn:
    """The two steps, for those who may add articles."""

    def __init__(self, desk: admin.ModelAdmin) -> None:
        """Take the article's desk."""
        self.desk = desk

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Show the form that asks for a page, or take the page that it was sent with."""
        return self._bounded(request, self._ask)

    def look(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what the page would become, or do what the curator chose: look again, save, or discard it."""
        return self._bounded(request, self._look, token)

    def _bounded(self, request: HttpRequest, view: Callable[..., HttpResponse], *args: str) -> HttpResponse:
        """Return the answer of `view`, to those who may add articles; what they send is bounded before it is read."""
        if not self.desk.has_add_permission(request):
            raise PermissionDenied
        upload = BoundedUpload(settings.ARCHIVE_MAX_PAGE_BYTES)
        request.upload_handlers.insert(0, upload)
        try:
            return csrf_protect(view)(request, upload, *args)
        except RequestDataTooBig:
            with suppress(OSError):
                while request.read(1 << 16):  # or the browser would not come to read the answer
                    pass
        said = _("Nothing was saved: what was sent is too large, more than %(most)s of text. Save it as a file.")
        most = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        self.desk.message_user(request, said % {"most": most}, messages.ERROR)
        return HttpResponseRedirect(request.path)

    def _ask(self, request: HttpRequest, upload: BoundedUpload) -> HttpResponse:
        form = BringInForm()
        if request.method == "POST":
            form = BringInForm(request.POST, request.FILES, too_large=upload.refused)
            if form.is_valid() and (token := self._take(request, form)):
                return HttpResponseRedirect(reverse("admin:archive_article_bring_in_preview", args=[token]))
        return self._page(request, "bring_in", {"title": _("Bring in a page"), "form": form})

    def _take(self, request: HttpRequest, form: BringInForm) -> str:
        """Return a token for the page, which is held; nothing, with an error on the form, where it cannot be had."""
        page, url = form.page, form.cleaned_data["url"]
        try:
            if page is None:
                fetcher = pipeline.fetcher(robots=not form.cleaned_data["any_robot"], awaited=True)
                page = fetcher.fetch(url)
        except CaptureError as error:
            reason = reason_words(str(error)).rstrip(".")
            form.add_error("url", _("It cannot be fetched: %(reason)s.") % {"reason": reason})
            return ""
        try:
            name = _holding().hold(page)
        except CaptureError as error:
            form.add_error(None, str(error))
            return ""
        source = form.cleaned_data["source"]
        told = {"page": name, "user": curator(request).pk, "source": source.pk if source else None}
        return signing.dumps(told, salt=SALT)

    def _look(self, request: HttpRequest, _upload: BoundedUpload, token: str) -> HttpResponse:
        held = _held(request, token)
        if held is None:
            said = _("This preview is not there any more: it waits for a day, for whoever brought it in. Begin again.")
            self.desk.message_user(request, said, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:archive_article_bring_in"))
        preview = pipeline.preview_page(held.page, held.told)
        if request.method != "POST":
            return self._preview(request, preview, self._form(request, preview))
        action, _sep, chosen = request.POST.get("action", "").partition(":")
        if action == "discard":
            _holding().drop(held.name)
            self.desk.message_user(request, _("Discarded; nothing was saved."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        form = self._form(request, preview, _with_choice(request, preview, chosen))
        if action in ("save", "publish") and form.is_valid():
            outcome = self._save(request, held, form, publish=action == "publish")
            if outcome.article is not None:
                return self._after(request, outcome.outcome, outcome.article.id)
            form.add_error(None, _("Nothing was saved: %(reason)s") % {"reason": reason_words(outcome.error or "")})
        return self._preview(request, preview, form)

    def _form(self, request: HttpRequest, preview: Preview, data: Any = None) -> PreviewForm:
        sources = self.desk.admin_site.get_model_admin(Source)
        return PreviewForm(preview, data, may_add_sources=sources.has_add_permission(request))

    def _save(self, request: HttpRequest, held: Held, form: PreviewForm, *, publish: bool) -> Outcome:
        if publish and not self.desk.has_change_permission(request):
            raise PermissionDenied
        ingest = pipeline.Ingest(publish=publish)
        try:
            return ingest.page(held.page, held.page.url or held.page.name, held.told, form.corrected)
        finally:
            ingest.close()

    def _after(self, request: HttpRequest, result: Result, pk: int | None) -> HttpResponse:
        """Say what was made of the page, write it into the article's history, and go there."""
        article = Article.objects.defer("text").get(pk=pk or 0)
        said = {
            Result.CREATED: _("“%(title)s” was made of the page."),
            Result.UPDATED: _("The archive had an article of this address. The page is one more capture of it."),
            Result.UNCHANGED: _("The archive had this very page already. Nothing was changed."),
        }[result] % {"title": article.title[:100]}
        if result is Result.CREATED:
            self.desk.log_addition(request, article, _("Brought in."))
        elif result is Result.UPDATED:
            self.desk.log_change(request, article, _("Brought in again."))
        level = messages.WARNING if result is Result.UNCHANGED else messages.SUCCESS
        self.desk.message_user(request, said, level)
        if not self.desk.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(reverse("admin:archive_article_change", args=[article.pk]))

    def _preview(self, request: HttpRequest, preview: Preview, form: PreviewForm) -> HttpResponse:
        form.is_valid()  # what was sent is in the article then
        article = form.article
        found = pipeline.found_in(article)
        context = {
            "title": _("Preview of the page"),
            "preview": preview,
            "page": preview.page,
            "form": form,
            "rows": [_row(form, field) for field in form],
            "like_it": pipeline.like_it(preview.page, article.title, article.text, article.url),
            "language": article.language,
            "mentions": [_mention_row(article, mention) for mention in found[:MOST_MENTIONS]],
            "more_mentions": max(0, len(found) - MOST_MENTIONS),
            "may_publish": self.desk.has_change_permission(request),
        }
        return self._page(request, "bring_in_preview", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        site = self.desk.admin_site.each_context(request)
        sources = Source.objects.order_by("-article_count", "name").values_list("name", flat=True)[:MOST_SOURCES]
        shared = {**site, "opts": self.desk.opts, "media": self.desk.media, "sources": list(sources)}
        return TemplateResponse(request, f"admin/archive/article/{name}.html", {**shared, **context})


def _holding() -> HoldingPlace:
    return HoldingPlace(settings.ARCHIVE_DATA / "incoming")


def _held(request: HttpRequest, token: str) -> Held | None:
    """Return the page that `token` was signed for, if it is this curator's and still waits; else None."""
    try:
        told = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
        if told["user"] != curator(request).pk:
            return None
        page = _holding().get(told["page"])
    except (signing.BadSignature, CaptureError):
        return None
    source = Source.objects.filter(pk=told["source"]).first() if told["source"] else None
    named = Told(source=source.name, origin="named when it was ingested") if source else Told()
    return Held(told["page"], page, named)


def _with_choice(request: HttpRequest, preview: Preview, chosen: str) -> Any:
    """Return what was sent, with the value that `chosen` ("title:1") names in place of the one in the field."""
    name, _sep, number = chosen.partition(":")
    field = preview.fields.get(name)
    if field is None or not (number.isascii() and number.isdigit()) or len(number) > 4:
        return request.POST
    data = request.POST.copy()
    for found in field.candidates[int(number) : int(number) + 1]:
        data[name] = found.value
    return data


def _row(form: PreviewForm, field: BoundField) -> Row:
    drafted = form.preview.fields.get(field.name)
    if drafted is None:
        return Row(field, "", False, ())
    given = form.given[field.name]
    now = in_form(field.name, str(form.data.get(field.html_name, ""))) if form.is_bound else given
    offers = enumerate(drafted.candidates)
    others = [(number, found) for number, found in offers if in_form(field.name, found.value) != now]
    return Row(field, drafted.origin, now != given, others)


def _mention_row(article: Article, mention: FoundMention) -> MentionRow:
    article.access = Access.FULL  # what readers may see is not the question here
    sentences = sentences_of(article, mention.spans)
    kind = "person" if mention.target._meta.model_name == "person" else "event"
    return MentionRow(mention, kind, sentences[:SENTENCES_SHOWN], max(0, len(sentences) - SENTENCES_SHOWN))
