"""What extraction finds in a page, each field with where it was found."""

from dataclasses import dataclass, field

from archive.extraction.sources import KnownSource, KnownSources

__all__ = ["ExtractedArticle", "Found", "KnownSource", "KnownSources", "NoArticle"]


class NoArticle(Exception):
    """The page holds no article; the message says what was missing."""


@dataclass(frozen=True)
class Found:
    """One value and where it was found, in words for people ("JSON-LD datePublished", "line above the lead")."""

    value: str
    origin: str


@dataclass(frozen=True)
class ExtractedArticle:
    """An article as its page tells it; a field the page does not tell is None (`authors`: empty).

    `published` and `updated` are EDTF text. `source_id` is the known source whose name or host the page bears;
    `source_name` the name as printed (or the site's name). `authors` are the names in the byline, in order.
    `paragraphs` of `text` are separated by an empty line. `alternatives` are values that were weighed and lost.
    """

    title: Found
    text: Found
    language: Found | None = None
    byline: Found | None = None
    authors: tuple[str, ...] = ()
    source_name: Found | None = None
    source_id: int | None = None
    published: Found | None = None
    updated: Found | None = None
    section: Found | None = None
    lead: Found | None = None
    url: Found | None = None
    alternatives: dict[str, tuple[Found, ...]] = field(default_factory=dict)

    def origins(self) -> dict[str, str]:
        """Return the origin of each field that was found, by the field's name in `Article`."""
        names = ("title", "text", "language", "byline", "published", "updated", "section", "lead", "url")
        found = {name: getattr(self, name) for name in names} | {"source": self.source_name}
        return {name: value.origin for name, value in found.items() if value is not None}
