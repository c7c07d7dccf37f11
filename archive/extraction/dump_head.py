"""What the lines around a dump's title tell: byline, dates, section and source, each with its evidence."""

from dataclasses import dataclass, field

from archive.extraction.article import Found
from archive.extraction.dump_body import Judged, next_text
from archive.extraction.dump_bylines import Byline, is_role_line, read_byline, read_date_line
from archive.extraction.dump_furniture import Furniture
from archive.extraction.dump_title import Title
from archive.extraction.sources import KnownSource, KnownSources

_ABOVE = 5
_BELOW = 14
_AFTER = 3
_HEADER_LINE = 60


@dataclass
class Head:
    """What was found, and the numbers of the lines it was found in."""

    byline: Found | None = None
    names: tuple[str, ...] = ()
    published: Found | None = None
    updated: Found | None = None
    section: Found | None = None
    source: KnownSource | None = None
    source_name: Found | None = None
    lines: frozenset[int] = frozenset()
    _places: set[int] = field(default_factory=set)


def read_head(judged: list[Judged], title: Title, first: int, end: int, sources: KnownSources) -> Head:
    """Return what the lines around `title` tell; the text begins at line `first` and ends before `end`."""
    head = Head()
    below = _below(judged, first, end)
    above = list(range(max(0, title.index - _ABOVE), max(0, title.index)))
    after = _after(judged, end)
    bylines = _read_bylines(judged, head, below, "byline line")
    bylines += _read_bylines(judged, head, above[::-1][:3], "byline line above the title")
    _read_dates(judged, head, below, title)
    _read_dates_above(judged, head, above, title)
    last = [index for index in range(max(first, end - 2), end) if index not in below]
    bylines += _read_bylines(judged, head, last + after, "byline line below the text")
    _read_dates_after(judged, head, last + after)
    _read_source(judged, head, title, bylines, sources)
    head.lines = frozenset(head._places)
    return head


def _below(judged: list[Judged], first: int, end: int) -> list[int]:
    """Return the lines from the title to the second paragraph: a lead may stand before byline and date."""
    places: list[int] = []
    strong = 0
    for index in range(first, min(end, len(judged))):
        strong += judged[index].is_strong
        if strong >= 2 or len(places) >= _BELOW:
            break
        if not judged[index].is_strong:
            places.append(index)
    return places


def _after(judged: list[Judged], end: int) -> list[int]:
    """Return the few lines below the text, up to where other stories or comments begin."""
    places: list[int] = []
    for index in range(end, min(end + _AFTER, len(judged))):
        if judged[index].furniture not in (None, Furniture.SMALL):
            break
        places.append(index)
    return places


def _read_bylines(judged: list[Judged], head: Head, places: list[int], origin: str) -> list[tuple[int, Byline]]:
    """Take the first byline for the head's, unless it has one, and return all with their lines."""
    found: list[tuple[int, Byline]] = []
    for index in places:
        line = judged[index].line
        following = next_text(judged, index)
        if line.bullet or judged[index].furniture not in (None, Furniture.SMALL):
            continue
        byline = read_byline(line.text, following=following)
        if byline is None or (judged[index].is_prose and len(line.text) > 90):
            continue
        found.append((index, byline))
        head._places.add(index)
        if index + 1 < len(judged) and is_role_line(judged[index + 1].line.text):
            head._places.add(index + 1)
        if byline.rest == following.strip() and byline.printed not in line.text:
            head._places.add(index + 1)
        if head.byline is None:
            head.byline, head.names = Found(byline.printed, origin), byline.names
    return found


def _read_dates(judged: list[Judged], head: Head, places: list[int], title: Title) -> None:
    for index in places:
        if judged[index].is_prose and not judged[index].date_only:
            continue
        date = read_date_line(judged[index].line.text)
        if date is None:
            continue
        head._places.add(index)
        near = "date line below the title" if index not in _byline_places(judged, places) else "date in the byline line"
        if head.published is None and date.published:
            head.published = Found(date.published, near)
        if head.updated is None and date.updated:
            head.updated = Found(date.updated, near)


def _byline_places(judged: list[Judged], places: list[int]) -> set[int]:
    return {index for index in places if read_byline(judged[index].line.text) is not None}


def _read_dates_above(judged: list[Judged], head: Head, places: list[int], title: Title) -> None:
    """Take a date above the title that is told in words, or stands directly above the title and is no masthead."""
    if head.published or head.updated:
        return
    for index in reversed(places):
        if judged[index].line.bullet:
            return
        date = read_date_line(judged[index].line.text)
        alone = index == title.index - 1 and index > 1 and not _is_among_teasers(judged, index)
        if date and (alone or ((date.told or date.updated) and not _is_among_teasers(judged, index))):
            head._places.add(index)
            head.published = Found(date.published, "date line above the title") if date.published else None
            head.updated = Found(date.updated, "date line above the title") if date.updated else None
            return


def _is_among_teasers(judged: list[Judged], index: int) -> bool:
    """Return whether the date at a line above the title is rather that of another story: others stand above it."""
    before = judged[max(0, index - 8) : index]
    return any(item.date_only or item.furniture in {Furniture.RELATED, Furniture.TEASER} for item in before)


def _read_dates_after(judged: list[Judged], head: Head, places: list[int]) -> None:
    """Take a date below the text when it says in words that the article was published or updated."""
    if head.published or head.updated:
        return
    for index in places:
        if judged[index].is_prose and not judged[index].date_only:
            continue
        date = read_date_line(judged[index].line.text)
        if date and (date.told or date.updated):
            head._places.add(index)
            head.published = Found(date.published, "date line below the text") if date.published else None
            head.updated = Found(date.updated, "date line below the text") if date.updated else None
            return


def _read_source(
    judged: list[Judged], head: Head, title: Title, bylines: list[tuple[int, Byline]], sources: KnownSources
) -> None:
    """Find the known source that the page names: in the byline, beside the title, in the header, in the copyright."""
    for index, byline in bylines:
        if named := sources.find_in(byline.rest) or sources.find_in(judged[index].line.text):
            return _set_source(head, named.source, named.words, "known name in the byline line")
    for beside in title.around:
        if named := sources.find_in(beside):
            _set_source(head, named.source, named.words, "known name in the line of the title")
            section = (beside[: named.start] + beside[named.end :]).strip(" |»›>·•–—-/")
            if section and title.text and len(section) <= _HEADER_LINE and named.start == 0:
                head.section = Found(section, "line of the title, between source and title")
            return None
    for index in range(max(0, title.index)):
        line = judged[index].line
        named = None if line.bullet or len(line.text) > _HEADER_LINE else sources.find_in(line.text)
        if named and len(named.words) >= 0.5 * len(line.text):
            return _set_source(head, named.source, named.words, "known name in the header")
    for item in judged[max(0, title.index) :]:
        if item.furniture is Furniture.FOOTER and "©" in item.line.text and (named := sources.find_in(item.line.text)):
            return _set_source(head, named.source, named.words, "known name in the copyright line")
    return None


def _set_source(head: Head, source: KnownSource, words: str, origin: str) -> None:
    head.source, head.source_name = source, Found(words, origin)
