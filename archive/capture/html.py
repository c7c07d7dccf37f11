"""HTML bytes as a captured page: its charset, and the address a browser noted when it saved the file."""

import re
from urllib.parse import urlsplit

from archive.capture.charset import HEAD, declared_charset, find_charset
from archive.capture.page import CapturedPage

_LONGEST_URL = 2000
# Written by Internet Explorer, Chromium and Firefox into the head of a saved page, and by the SingleFile extension.
_SAVED_FROM = re.compile(
    rb"<!--\s{0,9}(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s{1,9}url:\s{1,9})"
    rb"([^\s<>\"]{1,2000}?)(?=\s|-->)",
    re.IGNORECASE,
)
_BEGINS = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|body|meta|title)\b", re.IGNORECASE)
_BEFORE = re.compile(rb"(?:\s{1,400}|<\?xml[^<>]{0,200}\?>|<!--(?:[^-]|-(?!->)){0,4000}-->)")
_TAG = re.compile(rb"<(?:!doctype|/?[a-z][a-z0-9]{0,20})\b[^<>]{0,2000}>", re.IGNORECASE)


def html_page(body: bytes, *, name: str = "", charset: str | None = None) -> CapturedPage:
    """Return the page of HTML `body`; `charset` is one declared outside it, and goes before its own declaration."""
    found = find_charset(body, charset or declared_charset(body))
    return CapturedPage(body=body, media_type="text/html", charset=found, url=saved_from(body), name=name)


def saved_from(body: bytes) -> str | None:
    """Return the address that a browser noted in a comment when it saved the page; None for none."""
    match = _SAVED_FROM.search(body[:HEAD])
    if not match:
        return None
    try:
        url = match[1].decode("utf-8")
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname and len(url) <= _LONGEST_URL else None


def begins_as_html(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of an HTML page, whatever its name."""
    place = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    for _ in range(20):
        match = _BEFORE.match(head, place)
        if not match:
            break
        place = match.end()
    return _BEGINS.match(head, place) is not None


def has_tags(body: bytes) -> bool:
    """Return whether there is any tag in `body`; a file without one is plain text, whatever its name."""
    return _TAG.search(body) is not None
