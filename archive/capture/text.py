"""Plain-text bytes as a captured page."""

from archive.capture.charset import find_charset
from archive.capture.page import CapturedPage


def text_page(body: bytes, *, name: str = "", charset: str | None = None) -> CapturedPage:
    """Return the page of plain-text `body`; `charset` is one declared outside it."""
    return CapturedPage(body=body, media_type="text/plain", charset=find_charset(body, charset), name=name)
