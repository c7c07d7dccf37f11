"""The one way into extraction: a page of any kind becomes an article."""

from archive.capture.page import CapturedPage
from archive.extraction import html, text
from archive.extraction.article import ExtractedArticle, KnownSources


def extract(page: CapturedPage, sources: KnownSources) -> ExtractedArticle:
    """Return the article that `page` holds; raises `NoArticle` where it holds none."""
    return html.extract(page, sources) if page.is_html else text.extract(page, sources)
