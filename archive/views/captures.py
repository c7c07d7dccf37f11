"""Captures: a page of facts for each, and its bytes and its record as downloads, never shown as a page of ours."""

import base64
import hashlib
from collections.abc import Callable
from functools import wraps
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import reading
from archive.capture.page import CaptureError
from archive.lib.filenames import file_name
from archive.models import Capture
from archive.views import memento
from archive.views.errors import refused
from archive.views.pages import public_page

_WITH_ARTICLE = ("article__source", "refers_to__article")
# Whatever a browser makes of a download, it is not a page of this site: no script, no form, no frame, no other type.
_HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@public_page
def capture_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the bytes of a published article's page lie, what was asked and answered, and how to prove them."""
    capture = get_object_or_404(Capture.objects.public().select_related(*_WITH_ARTICLE), pk=pk)
    context = {"capture": capture, "shown": reading.capture_page(capture)} | memento.addresses(request, capture)
    return render(request, "archive/capture_detail.html", context)


def _download(view: Callable[[HttpRequest, Capture], HttpResponse]) -> Callable[..., HttpResponse]:
    """Return `view` for whoever may have the whole page; others learn why not, as where it cannot be proved.

    Readers may where the article is published in full. Curators may always; what readers may not have is kept by no
    cache.
    """

    @require_safe
    @wraps(view)
    def given_out(request: HttpRequest, pk: int) -> HttpResponse:
        capture = get_object_or_404(Capture.objects.select_related(*_WITH_ARTICLE), pk=pk)
        is_public = reading.readers_may_download(capture)
        if not (is_public or _is_curator(request)):
            if not Capture.objects.public().filter(pk=pk).exists():
                raise Http404(_("There is no page at this address."))
            return _not_for_readers(request, capture)
        try:
            response = view(request, capture)
        except CaptureError:
            return _not_proved(request, capture)
        response["Cache-Control"] = "no-cache" if is_public else "no-store"
        if not is_public:
            patch_vary_headers(response, ["Cookie"])
        return response

    return given_out


@_download
def capture_bytes(request: HttpRequest, capture: Capture) -> HttpResponse:
    """Give out the bytes that were captured, their codings undone, once their SHA-256 is the one on record."""
    body = reading.payload_of(capture)
    response = _attachment(request, body, "application/octet-stream", _name(capture))
    if capture.article is not None:
        response["Content-Language"] = capture.article.language or "und"
    for name, value in memento.headers(request, capture).items():
        response[name] = value
    return response


@_download
def capture_record(request: HttpRequest, capture: Capture) -> HttpResponse:
    """Give out the WARC record of a capture as it lies in its file: one gzip member, for tools that read WARC."""
    member = reading.member_of(capture)
    return _attachment(request, member, "application/warc", f"capture-{capture.pk}.warc.gz")


def _attachment(request: HttpRequest, body: bytes, content_type: str, name: str) -> HttpResponse:
    """Return `body` as a file to be kept, with its digest (RFC 9530), or the answer that the client has it already."""
    digest = hashlib.sha256(body)
    response = HttpResponse(b"" if request.method == "HEAD" else body, content_type=content_type, headers=_HARMLESS)
    response["Content-Length"] = str(len(body))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["ETag"] = f'"{digest.hexdigest()}"'
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _name(capture: Capture) -> str:
    """Return a name for the file: the last part of the address, or without one that of the file that came in."""
    last = capture.url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    return file_name(unquote(last) or capture.original_name, capture.media_type, f"capture-{capture.pk}")


def _is_curator(request: HttpRequest) -> bool:
    user = getattr(request, "user", AnonymousUser())
    return bool(user.is_active and user.is_staff and user.has_perm("archive.view_capture"))


def _not_for_readers(request: HttpRequest, capture: Capture) -> HttpResponse:
    return refused(
        request,
        403,
        _("This page is not given out whole"),
        _(
            "The archive shows readers an excerpt of this article, or tells of it without its text. Its captured page "
            "holds the whole text, and is kept for the archive’s own curators."
        ),
        capture,
    )


def _not_proved(request: HttpRequest, capture: Capture) -> HttpResponse:
    return refused(
        request,
        404,
        _("The bytes of this capture cannot be given out"),
        _(
            "What lies in the archive’s files cannot be read, or is not what was captured: its SHA-256 is another. The "
            "archive gives out nothing that it cannot prove. Its keepers find this capture in the log."
        ),
        capture,
    )
