"""What the index keeps of one article, on either database."""

from dataclasses import dataclass

from archive.search.analysis import Analysed

# Stands between lead and text, so that no phrase reaches from one into the other; no word of a text is like it.
BREAK = "¶"


@dataclass(frozen=True)
class Entry:
    """An analysed article: `digest` tells whether the article, or the analysis, has changed since."""

    article: int
    digest: str
    title: Analysed
    byline: tuple[str, ...]
    body: Analysed
