"""The one way into extraction: a page of any kind becomes an article."""

from archive.capture.page import CapturedPage
from archive.extraction.article import ExtractedArticle, KnownSources
from archive.extraction.html import extract as extract_html
from archive.extraction.text import extract as extract_text


def extract(page: CapturedPage, sources: KnownSources) -> ExtractedArticle:
    """Return the article that `page` holds; raises `NoArticle` where it holds none."""
    return extract_html(page, sources) if page.is_html else extract_text(page, sources)
