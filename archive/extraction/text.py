"""The article in a page that was turned to plain text: a browser's, lynx's or a reader mode's dump."""

import re

from archive.capture.page import CapturedPage
from archive.extraction.article import ExtractedArticle, Found, NoArticle
from archive.extraction.dump_body import Judged, find_stretch, judge, own_lines
from archive.extraction.dump_head import read_head
from archive.extraction.dump_lines import Line, read_lines
from archive.extraction.dump_title import find_title
from archive.extraction.language import detect
from archive.extraction.sources import KnownSources
from archive.lib.words import fold

_SHORTEST = 100
_LONGEST_PAGE = 2_000_000  # a long novel
_MOST_LINES = 20_000
_LONGEST_LEAD = 450
_LONGEST_BIOGRAPHY = 400
_BIOGRAPHY = re.compile(
    r"^[^.,]{3,60}?,?\s(?:is|was|are|est|sont|covers?|writes?|reports?|has (?:written|been)|joined"
    r"|couvre|écrit|travaille|a rejoint)\s"
)
_ERROR_PAGE = re.compile(
    r"\b(?:404|error 40\d|erreur 40\d)\b|page (?:introuvable|non trouvee|not found|inexistante)"
    r"|(?:page|article|contenu|content|url)\b.{0,60}\b(?:n'existe (?:pas|plus)|n'est plus disponible|cannot be found"
    r"|could not be found"
    r"|does(?: not|n't) exist|no longer (?:available|exists))|seite nicht gefunden|acces refuse|access denied"
    r"|are you a (?:human|robot)"
)


def extract(page: CapturedPage, sources: KnownSources) -> ExtractedArticle:
    """Return the article in the plain text of `page`; raises `NoArticle` where it holds none.

    `text` has an empty line between paragraphs, and "• " before each item of a list. The source is one that the page
    names and `sources` knows, or none.
    """
    text = page.text()
    if len(text) > _LONGEST_PAGE:
        raise NoArticle(f"it has {len(text):,} characters; a plain text of more than {_LONGEST_PAGE:,} is not read")
    count = sum(not line.isspace() for line in text.splitlines() if line)
    if count > _MOST_LINES:
        raise NoArticle(f"it has {count:,} lines; a plain text of more than {_MOST_LINES:,} is not read")
    judged = judge(read_lines(text))
    start, end = find_stretch(judged)
    _refuse_other_pages(judged, start, end)
    title = find_title(judged, start, end)
    if title is None:
        raise NoArticle("no line of the page can be its title")
    first = title.index + 1 if title.index >= 0 else start
    head = read_head(judged, title, first, end, sources)
    lines = _without_biography(own_lines(judged, first, end, title.text, head.lines), head.names)
    text = _joined(lines)
    if sum(character.isalpha() for character in text) < _SHORTEST // 2:
        raise NoArticle(f"only {len(text)} characters of text belong to “{title.text[:80]}”")
    language = detect(text)
    return ExtractedArticle(
        title=Found(title.text, title.origin),
        text=Found(text, f"{len(lines)} lines of the page, from {len(judged)}"),
        language=Found(language, "words of the text") if language else None,
        byline=head.byline,
        authors=head.names,
        source_name=head.source_name,
        source_id=head.source.id if head.source else None,
        published=head.published,
        updated=head.updated,
        section=head.section,
        lead=_lead(judged, first, end, lines),
        url=Found(page.url, "address of the capture") if page.url else None,
    )


def _refuse_other_pages(judged: list[Judged], start: int, end: int) -> None:
    """Refuse what is no article: a page without prose, an error page, a list of teasers."""
    prose = [item for item in judged[start:end] if item.is_prose]
    length = sum(len(item.line.text) for item in prose)
    if not prose:
        raise NoArticle("no line of the page reads as an article's text")
    if length < _SHORTEST:
        raise NoArticle(f"only {length} characters of the page read as an article's text")
    opening = " ".join(item.line.text for item in judged[max(0, start - 10) : end])[:1500]
    if length < 800 and _ERROR_PAGE.search(fold(opening).text):
        raise NoArticle("it is an error page")
    strong = sum(item.is_strong for item in prose)
    dates = sum(item.date_only for item in judged)
    if dates >= 4 and strong <= 1 and length < 400:
        raise NoArticle("it is a list of teasers, each with its date")


def _without_biography(lines: list[Line], names: tuple[str, ...]) -> list[Line]:
    """Return the lines without closing ones that say who the authors are ("X is a reporter …", "X couvre …")."""
    end = len(lines)
    while end > 2 and any(lines[end - 1].text.startswith(name) for name in names):
        after = _BIOGRAPHY.search(lines[end - 1].text)
        if after is None or len(lines[end - 1].text) > _LONGEST_BIOGRAPHY:
            break
        end -= 1
    return lines[:end]


def _joined(lines: list[Line]) -> str:
    """Return the lines as paragraphs; the items of one list follow each other line by line."""
    pieces: list[str] = []
    for index, line in enumerate(lines):
        if index:
            pieces.append("\n" if line.bullet and lines[index - 1].bullet else "\n\n")
        pieces.append(f"• {line.text}" if line.bullet else line.text)
    return "".join(pieces)


def _lead(judged: list[Judged], first: int, end: int, lines: list[Line]) -> Found | None:
    """Return the first paragraph where something parts it from the next: a counter, a byline, a heading, a caption."""
    if len(lines) < 3 or lines[0].bullet or len(lines[0].text) > _LONGEST_LEAD or not lines[0].ends_sentence:
        return None
    place = next(index for index in range(first, end) if judged[index].line == lines[0])
    parted = place + 1 < end and not judged[place + 1].is_prose
    return Found(lines[0].text, "first paragraph, set apart from the text") if parted else None
