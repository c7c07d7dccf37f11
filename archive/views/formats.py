"""Every result in other formats: by the ending of its address, or by what a client says it accepts.

What may fail, fails before the first byte: the form is read, the articles are counted, and the beginning is written.
What is larger is sent as it is written. If that fails later on, the connection is cut, and the client can tell.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from http import HTTPStatus
from itertools import chain
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import content_disposition_header, http_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import reading
from archive.exports.atom import PER_PAGE, changed
from archive.exports.formats import FORMATS, Format
from archive.exports.result import Result
from archive.filters import ArticleFilter
from archive.models import Article, Event, Person, Source
from archive.models.slug import SluggedQuerySet
from archive.reading.exported import Exported, exported
from archive.search import finding
from archive.search.query import narrowed

Response = TypeVar("Response", bound=HttpResponseBase)

_TYPES = ("text/html", *(form.media_type for form in FORMATS.values()), "application/xhtml+xml")
_BY_TYPE = {form.media_type: form for form in FORMATS.values()}
# So many bytes are written before the first is sent.
_PIECE = 256 * 1024
_BATCH = 200  # articles that are read at once
_LONGEST_NAME = 60
_SITE = "Dossier"


@dataclass(frozen=True)
class _Reason:
    """Why a request is refused, in a sentence; and by which parameter, with a code, where it is one's mistake."""

    detail: str
    parameter: str = ""
    code: str = ""


class _Mistaken(Exception):
    """Some parameters cannot be read; carries the reasons."""

    def __init__(self, *mistakes: _Reason) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes


def negotiated(request: HttpRequest) -> Format | None:
    """Return the format that the client prefers (RFC 9110 section 12.5.1); None for the page for readers.

    Where nothing that it accepts can be had, it gets the page: a reader can tell what that is.
    """
    return _BY_TYPE.get(request.get_preferred_type(_TYPES) or "")


@dataclass(frozen=True)
class _Wanted:
    """What is answered: a format of what the filter finds.

    `stem` is the path of a page of its own that shows the same, without its last slash, and `title` what it is about.
    """

    request: HttpRequest
    form: Format
    asked_for: ArticleFilter
    stem: str = ""
    title: str = ""


def respond(
    request: HttpRequest, form: Format, asked_for: ArticleFilter, stem: str = "", title: str = ""
) -> HttpResponseBase:
    """Answer with what `asked_for` finds, in the format; 400 with a sentence for each mistake where it cannot be read.

    `stem` is the path of a page of its own that shows the same, without its last slash ("/people/ada"), and `title`
    what it is about; without them it is the list of articles.
    """
    wanted = _Wanted(request, form, asked_for, stem, title)
    try:
        if not asked_for.is_valid():
            raise _Mistaken(*_form_mistakes(asked_for))
        response = _feed(wanted) if form.is_paged else _list(wanted)
    except _Mistaken as error:
        response = _refused(request, form, 400, error.mistakes)
    if not request.path.endswith(f".{form.suffix}"):
        patch_vary_headers(response, ["Accept"])
    return response


def _form_mistakes(asked_for: ArticleFilter) -> Iterator[_Reason]:
    for name, errors in asked_for.form.errors.as_data().items():
        for error in errors:
            yield from (_Reason(sentence, name, str(error.code or "invalid")) for sentence in error.messages)


def _list(wanted: _Wanted) -> HttpResponseBase:
    """Answer with the whole list."""
    result = _result(wanted)
    if wanted.request.method == "HEAD":
        return _told(HttpResponse(), wanted.form, result)
    pieces = _pieces(wanted.form.write(result, _all(wanted.asked_for, result.root)))
    first, second = next(pieces, b""), next(pieces, None)
    if second is None:
        return _whole(wanted, result, first)
    return _told(StreamingHttpResponse(chain((first, second), pieces)), wanted.form, result)


def _all(asked_for: ArticleFilter, root: str) -> Iterator[Exported]:
    for batch in asked_for.stream(_BATCH):
        yield from exported(batch, root)


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield the texts as bytes in pieces of some size."""
    waiting: list[bytes] = []
    size = 0
    for text in texts:
        waiting.append(text.encode())
        size += len(waiting[-1])
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _whole(wanted: _Wanted, result: Result, body: bytes, last_modified: int | None = None) -> HttpResponseBase:
    """Return the body with its ETag, or the answer that the client has it already."""
    response = _told(HttpResponse(body), wanted.form, result)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response["ETag"] = etag
    if last_modified:
        response["Last-Modified"] = http_date(last_modified)
    return (
        get_conditional_response(wanted.request, etag=etag, last_modified=last_modified, response=response) or response
    )


def _told(response: Response, form: Format, result: Result) -> Response:
    """Return the response with the headers of the format."""
    response["Content-Type"] = form.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"  # what it holds has pages of its own
    response["Cache-Control"] = "no-cache"
    if form.is_file:
        name = slugify(result.title.removeprefix(_SITE))[:_LONGEST_NAME].strip("-") or "articles"
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form.suffix}") or "attachment"
    return response


def _feed(wanted: _Wanted) -> HttpResponseBase:
    """Answer with a page of the feed, in which the address of the next one stands."""
    asked_for = wanted.asked_for
    places = _places_behind(asked_for.found, _place(wanted.request), PER_PAGE + 1)
    following = places[PER_PAGE - 1] if len(places) > PER_PAGE else None
    result = _result(wanted, following)
    articles = exported(asked_for.articles.at(places[:PER_PAGE]), result.root)
    body = "".join(wanted.form.write(result, articles)).encode()
    return _whole(wanted, result, body, int(changed(articles).timestamp()))


def _place(request: HttpRequest) -> int | None:
    """Return the place behind which a page of a feed begins; None for the first page."""
    text = request.GET.get("after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 1 << 63:
        return int(text)
    sentence = _("“after” is no place in a feed. Take it from the feed’s own link to what follows, or leave it out.")
    raise _Mistaken(_Reason(sentence, "after", "invalid"))


def _places_behind(found: finding.Found, place: int | None, size: int) -> list[int]:
    """Return at most `size` places behind `place` in the order of the list, at any depth of it."""
    if found.in_time:
        return found.behind(place, size)
    ranked = found.ranked
    if place is not None and place not in ranked:
        return found.behind(place, size) if found.more else []
    start = 0 if place is None else ranked.index(place) + 1
    some = ranked[start : start + size]
    if len(some) < size and found.more:  # the rest is in the order of publication
        some = some + found.behind(found.newest[-1], size - len(some))
    return some


def _result(wanted: _Wanted, following: int | None = None) -> Result:
    """Return what is said of the result; `following` is the last place of a page that another one follows."""
    request, asked_for, form = wanted.request, wanted.asked_for, wanted.form
    asked = {} if wanted.stem else _canonical(asked_for)
    stem = wanted.stem or reverse("articles").rstrip("/")
    title = wanted.title or asked_for.query.text
    after = request.GET.get("after", "").strip() if form.is_paged else ""
    address = request.build_absolute_uri(f"{stem}.{form.suffix}")
    return Result(
        title=f"{_SITE}: {title}" if title else _SITE,
        query=asked_for.query.text,
        order=asked_for.order,
        count=asked_for.found.count,
        more=asked_for.found.more,
        root=request.build_absolute_uri("/"),
        page=_with(request.build_absolute_uri(f"{stem}/"), asked),
        address=_with(address, asked | {"after": after}),
        first=_with(address, asked),
        next=_with(address, asked | {"after": str(following)}) if following is not None else "",
        people=frozenset(person.pk for person in asked_for.people),
        events=frozenset(event.pk for event in asked_for.events),
        mistakes=asked_for.query.mistakes,
    )


def _canonical(asked_for: ArticleFilter) -> dict[str, str]:
    """Return the parameters of the list that ask for the same."""
    order = asked_for.order if asked_for.order != finding.NEWEST else ""
    return {"q": asked_for.query.text, "order": order}


def _with(address: str, asked: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{address}?{query}" if query else address


def _refused(request: HttpRequest, form: Format, status: int, reasons: Iterable[_Reason]) -> HttpResponse:
    """Answer `status`: with a problem (RFC 9457) where JSON is read, else with the sentences as plain text."""
    told = list(reasons)
    if form.is_json:
        body: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
        body["detail"] = " ".join(reason.detail for reason in told)
        body["instance"] = escape_uri_path(request.path)
        body["errors"] = [asdict(reason) for reason in told if reason.parameter]
        response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type="application/problem+json")
    else:
        lines = [f"{reason.parameter}: {reason.detail}" if reason.parameter else reason.detail for reason in told]
        response = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    response.status_code = status
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Cookie"])  # it speaks the reader's language
    return response


@require_safe
def articles(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Answer with the articles that the query string asks for, as the page of the list has them."""
    return respond(request, FORMATS[suffix], _asked_for(request))


def _asked_for(request: HttpRequest, condition: str = "") -> ArticleFilter:
    """Return what the request asks for, narrowed by `condition`."""
    data = request.GET.copy()
    if condition:
        data["q"] = narrowed(data.get("q", ""), condition)
    return ArticleFilter(data, queryset=Article.objects.published().select_related("source"))


def _record(kind: str, records: Callable[[], SluggedQuerySet]) -> Callable[..., HttpResponseBase]:
    """Return the view of the articles of a record, found by its slug; an old slug redirects, others get 404 or 410."""

    @require_safe
    def record_articles(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
        form = FORMATS[suffix]
        try:
            record = reading.find_slugged(records(), slug)
        except reading.Gone:
            return _refused(request, form, 410, [_Reason(_("There was a record at this address; it was deleted."))])
        if record is None:
            sentence = _("There is nothing at this address that readers may see.")
            return _refused(request, form, 404, [_Reason(sentence)])
        if record.slug != slug:
            query = request.META.get("QUERY_STRING", "")
            address = reverse(f"{kind}-format", args=[record.slug, suffix])
            return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))
        return _narrowed(request, form, f"{kind}:{record.slug}", record.get_absolute_url(), str(record))

    return record_articles


person = _record("person", Person.objects.public)
event = _record("event", Event.objects.public)
source = _record("source", Source.objects.public)


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int, suffix: str) -> HttpResponseBase:
    """Answer with what was published on a day, and what perhaps was."""
    form = FORMATS[suffix]
    try:
        asked = date(year, month, day)
    except ValueError:
        return _refused(request, form, 404, [_Reason(_("The calendar has no such day."))])
    page = reverse("dates-day", args=[year, month, day])
    return _narrowed(request, form, f"published:{asked.isoformat()}", page, asked.isoformat())


def _narrowed(request: HttpRequest, form: Format, condition: str, page: str, title: str) -> HttpResponseBase:
    """Answer with the articles of a page; where more is asked of them, it is a search of the list like any other."""
    is_alone = not any(value for name, value in request.GET.items() if name not in {"after", "page"})
    stem, title = (page.rstrip("/"), title) if is_alone else ("", "")
    return respond(request, form, _asked_for(request, condition), stem, title)
