"""Memento (RFC 7089): captures by the address and the time of what was captured, for browsers and aggregators.

The address that was captured is the original resource. A capture's bytes (`/captures/<id>/bytes`) are a memento of it:
what the server sent, as a download; the archive renders no page again. `/timegate/<address>` leads to the capture
nearest to the time in `Accept-Datetime`, `/timemap/link/<address>` and `/timemap/json/<address>` list them all.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import get_script_prefix, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import reading
from archive.lib.links import as_uri, link_header, web_link
from archive.models import Capture
from archive.views.errors import refused

_LINK_FORMAT = "application/link-format"
# What proxies take for all headers of an answer is 4 kB in some (nginx's proxy_buffer_size).
_LONGEST_LINKS = 2500


@require_safe
def timegate(request: HttpRequest, uri: str = "") -> HttpResponse:
    """Redirect to the capture of `uri` nearest to `Accept-Datetime`, or to the last one where none is asked for."""
    found = reading.find_address(asked_address(request, "timegate/", uri))
    response = _no_capture(request) if found is None else _nearest(request, found)
    patch_vary_headers(response, ["accept-datetime"])
    return response


def _nearest(request: HttpRequest, uri: str) -> HttpResponse:
    first, last = reading.ends(uri)
    asked = request.headers.get("Accept-Datetime")
    try:
        capture = last if asked is None else reading.nearest(uri, _moment(asked))
    except ValueError:
        response = _no_moment(request, asked or "")
    else:
        if capture is None:  # taken out of the archive at this moment
            return _no_capture(request)
        response = HttpResponseRedirect(_bytes_url(request, capture))
    links = [web_link(uri, "original"), *_timemap_links(request, uri), *_memento_links(request, first=first, last=last)]
    response["Link"] = link_header(links, _LONGEST_LINKS)
    return response


def _moment(text: str) -> datetime:
    """Return the moment of an HTTP date in GMT (RFC 7089 section 2.1.1); raises `ValueError` for anything else."""
    return datetime.fromtimestamp(parse_http_date(text.strip()), UTC)


@require_safe
def timemap_link(request: HttpRequest, uri: str = "", after: int | None = None) -> HttpResponse:
    """List the captures of `uri`, 500 a page, as links (RFC 7089 section 5)."""
    page = _timemap_page(request, "link", uri, after)
    if page is None:
        return _no_capture(request)
    return HttpResponse(",\n".join(_link_lines(request, page)) + "\n", content_type=_LINK_FORMAT)


@require_safe
def timemap_json(request: HttpRequest, uri: str = "", after: int | None = None) -> HttpResponse:
    """List the captures of `uri`, 500 a page, in the JSON of other Memento services (as MemGator writes it)."""
    page = _timemap_page(request, "json", uri, after)
    if page is None:
        return _no_capture(request)
    told = {
        "original_uri": as_uri(page.uri),
        "self": timemap_url(request, "json", page.uri, page.after),
        "timegate_uri": _url_of(request, "timegate", page.uri),
        "timemap_uri": {f"{form}_format": timemap_url(request, form, page.uri) for form in ("link", "json")},
        "mementos": {
            "first": _memento_json(request, page.first),
            "last": _memento_json(request, page.last),
            "list": [_memento_json(request, capture) for capture in page.captures],
        },
    }
    if page.following is not None:
        told["next"] = timemap_url(request, "json", page.uri, page.captures[-1])
    return JsonResponse(told)


def _memento_json(request: HttpRequest, capture: Capture) -> dict[str, str]:
    return {"datetime": f"{_second(capture):%Y-%m-%dT%H:%M:%SZ}", "uri": _bytes_url(request, capture)}


def _timemap_page(request: HttpRequest, form: str, uri: str, after: int | None) -> reading.TimeMapPage | None:
    prefix = f"timemap/{form}/" if after is None else f"timemap/{form}/after/{after}/"
    found = reading.find_address(asked_address(request, prefix, uri))
    if found is None:
        return None
    begin = None if after is None else reading.mementos(found).filter(pk=after).first()
    return None if begin is None and after is not None else reading.timemap(found, begin)


def _link_lines(request: HttpRequest, page: reading.TimeMapPage) -> Iterator[str]:
    captures, uri = page.captures, page.uri
    yield web_link(uri, "original")
    yield web_link(_url_of(request, "timegate", uri), "timegate")
    begin = timemap_url(request, "link", uri, page.after)
    span = {"from": http_date(_stamp(captures[0])), "until": http_date(_stamp(captures[-1]))}
    yield web_link(begin, "self", type=_LINK_FORMAT, **span)
    if page.after is not None:
        yield web_link(timemap_url(request, "link", uri), "timemap", type=_LINK_FORMAT)
    if page.following is not None and page.following_end is not None:
        span = {"from": http_date(_stamp(page.following)), "until": http_date(_stamp(page.following_end))}
        yield web_link(timemap_url(request, "link", uri, captures[-1]), "timemap", type=_LINK_FORMAT, **span)
    for capture in captures:
        yield _memento_link(request, capture, first=page.first, last=page.last)


def headers(request: HttpRequest, capture: Capture) -> dict[str, str]:
    """Return the headers that tell of what, and of when, the bytes of `capture` are (RFC 7089 section 4.2).

    A capture without a time, or of an article that readers do not see in full, is no memento: it has no
    Memento-Datetime, and links to its address and to our page about it.
    """
    links = [web_link(capture.target_uri, "original")]
    found = {}
    if capture.captured_at is not None and reading.readers_may_download(capture):
        first, last = reading.ends(capture.target_uri)
        earlier, later = reading.neighbours(capture)
        found["Memento-Datetime"] = http_date(_stamp(capture))
        links += _timemap_links(request, capture.target_uri)
        links.append(web_link(_url_of(request, "timegate", capture.target_uri), "timegate"))
        links += _memento_links(request, first=first, last=last, prev=earlier, next=later, own=capture)
    page = request.build_absolute_uri(reverse("capture", args=[capture.pk]))
    links.append(web_link(page, "describedby", type="text/html"))
    if value := link_header(links, _LONGEST_LINKS):
        found["Link"] = value
    return found


def addresses(request: HttpRequest, capture: Capture) -> dict[str, str]:
    """Return the addresses of the lists of all captures of the same address; none for a capture without a time."""
    if capture.captured_at is None:
        return {}
    return {f"timemap_{form}": timemap_url(request, form, capture.target_uri) for form in ("link", "json")}


def _timemap_links(request: HttpRequest, uri: str) -> list[str]:
    types = {"link": _LINK_FORMAT, "json": "application/json"}
    return [web_link(timemap_url(request, form, uri), "timemap", type=kind) for form, kind in types.items()]


def _memento_links(request: HttpRequest, own: Capture | None = None, **named: Capture | None) -> list[str]:
    """Return links to captures, each once, with what they are to one another: "first prev memento"."""
    known = {capture.pk: capture for capture in (*named.values(), own) if capture is not None}
    return [_memento_link(request, capture, **named) for capture in known.values()]


def _memento_link(request: HttpRequest, capture: Capture, **named: Capture | None) -> str:
    rels = [rel for rel, other in named.items() if other is not None and other.pk == capture.pk]
    return web_link(_bytes_url(request, capture), " ".join([*rels, "memento"]), datetime=http_date(_stamp(capture)))


def _second(capture: Capture) -> datetime:
    if capture.captured_at is None:
        raise ValueError("a capture without a time is no memento")
    return capture.captured_at.astimezone(UTC).replace(microsecond=0)


def _stamp(capture: Capture) -> int:
    return int(_second(capture).timestamp())


def _bytes_url(request: HttpRequest, capture: Capture) -> str:
    return request.build_absolute_uri(reverse("capture-bytes", args=[capture.pk]))


def timemap_url(request: HttpRequest, form: str, uri: str, after: Capture | None = None) -> str:
    """Return the address of the list, in the format `form`, of the captures of `uri` (behind the capture `after`)."""
    return _url_of(request, f"timemap/{form}" + (f"/after/{after.pk}" if after else ""), uri)


def _url_of(request: HttpRequest, place: str, uri: str) -> str:
    """Return the address of ours in which `uri` stands as it is; only its # must not be the one of our own address."""
    return request.build_absolute_uri(f"{get_script_prefix()}{place}/") + as_uri(uri).replace("#", "%23")


def asked_address(request: HttpRequest, prefix: str, path: str) -> tuple[str, ...]:
    """Return the ways to read the address that stands behind `prefix` in the request: as it was sent, and decoded.

    Its query is part of it. As it was sent is known where the server tells (gunicorn, uWSGI); `path` has lost what
    was percent-encoded.
    """
    query = _text(request.META.get("QUERY_STRING", ""))
    decoded = f"{path}?{query}" if query else path
    sent = _text(request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or "")
    begin = get_script_prefix() + prefix
    return (sent.removeprefix(begin), decoded) if sent.startswith(begin) else (decoded,)


def _text(value: str) -> str:
    """Return in letters what a server hands over byte by byte (PEP 3333, "Unicode Issues")."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _no_capture(request: HttpRequest) -> HttpResponse:
    return refused(
        request,
        404,
        _("No capture of this address"),
        _(
            "The public archive has no capture of it of which the time is known. Write the whole address behind this "
            "one, with http:// or https:// and everything up to its end."
        ),
    )


def _no_moment(request: HttpRequest, asked: str) -> HttpResponse:
    return refused(
        request,
        400,
        _("Accept-Datetime holds no date that can be read"),
        _("It holds “%(asked)s”. Write a date as HTTP does, in GMT: Mon, 20 Nov 2023 19:24:00 GMT")
        % {"asked": asked[:100]},
    )
