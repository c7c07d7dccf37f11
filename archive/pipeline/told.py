"""What people say of a page that they bring in; it goes before what the page says itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archive.capture.page import CapturedPage
from archive.extraction.article import ExtractedArticle, Found, KnownSources
from archive.lib.storable import storable
from archive.models import Article, Source


@dataclass(frozen=True)
class Told:
    """What whoever brought a page in said of it, and where; it goes before what the page says. Empty: nothing."""

    title: str = ""
    source: str = ""
    published: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Corrected:
    """What a curator wrote over a page before it is saved: values by field of `Article`, and names of the byline.

    An empty value is one too: what the page says there is not taken. A source may be the name of one to be made.
    `authors` is None where the names are those of the page.
    """

    fields: Mapping[str, Source | str | None] = field(default_factory=dict)
    authors: tuple[str, ...] | None = None


def as_told(extracted: ExtractedArticle, told: Told, sources: KnownSources) -> ExtractedArticle:
    """Return the article with what was told of it in place of what its page says."""
    found: dict[str, Found | int | None] = {}
    if told.title:
        found["title"] = Found(told.title, told.origin)
    if told.published:
        found["published"] = Found(told.published, told.origin)
    if told.source:
        known = sources.by_name(told.source)
        found |= {"source_name": Found(told.source, told.origin), "source_id": known.id if known else None}
    return replace(extracted, **found)  # type: ignore[arg-type]


def bare(page: CapturedPage, told: Told, sources: KnownSources) -> ExtractedArticle:
    """Return an article without words, for a page in which extraction finds none: what else is known of it."""
    url = Found(page.url, "address of the capture") if page.url else None
    return as_told(ExtractedArticle(Found("", ""), Found("", ""), url=url), told, sources)


def as_corrected(extracted: ExtractedArticle, corrected: Corrected) -> ExtractedArticle | None:
    """Return the article with the corrected words in place of the page's; None where it lacks a title or a text."""
    fields = corrected.fields
    found: dict[str, Any] = {name: Found(str(fields[name]), "") for name in ("title", "text") if name in fields}
    if "url" in fields:
        found["url"] = Found(str(fields["url"]), "") if fields["url"] else None
    if corrected.authors is not None:
        found["authors"] = corrected.authors
    written = replace(extracted, **found)
    return written if written.title.value and written.text.value else None


def storable_value(name: str, value: str) -> str:
    """Return what a page says of the field `name` as the database takes it: without controls, and not too long."""
    of_source = Source._meta.get_field("name") if name == "source" else None
    field: Any = of_source or Article._meta.get_field(name)
    return storable(value)[: field.max_length]
