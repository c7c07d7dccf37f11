"""RIS, which reference managers read: a reference of type NEWS an article, written by rispy."""

from collections.abc import Iterable, Iterator

from rispy import RisWriter

from archive.exports.dates import date_notes, shared_parts
from archive.exports.result import Result
from archive.exports.text import one_line
from archive.reading.exported import Author, Exported, When


class _Writer(RisWriter):
    """References one after the other: RIS ends its lines with CR LF, and has no numbers between references."""

    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        """Return nothing."""
        return ""


def write_ris(result: Result, articles: Iterable[Exported]) -> Iterator[str]:
    """Yield the references one by one."""
    writer = _Writer()
    for article in articles:
        yield writer.formats([_reference(result, article)])


def _reference(result: Result, article: Exported) -> dict[str, str | list[str]]:
    lead = article.lead or result.summary(article)
    fields: dict[str, str | list[str]] = {
        "type_of_reference": "NEWS",
        "title": article.title,
        "authors": [_author(author) for author in article.authors],
        "secondary_title": article.publisher.name if article.publisher else "",
        "year": _date(article.published)[:4],
        "date": _date(article.published),
        "abstract": lead,
        "section": article.section,
        "keywords": [named.name for named in (*article.people, *article.events)],
        "language": article.language,
        "urls": [address for address in (article.original, article.url) if address],
        "access_date": f"{article.captured.last:%Y/%m/%d/}" if article.captured.last else "",
        "accession_number": str(article.id),
        "notes": date_notes(article),
    }
    return {name: _clean(value) for name, value in fields.items() if value}


def _clean(value: str | list[str]) -> str | list[str]:
    return one_line(value) if isinstance(value, str) else [one_line(text) for text in value]


def _author(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.family else author.name


def _date(when: When | None) -> str:
    """Return YYYY/MM/DD/, with as much of it as is known; empty where not even the year is."""
    parts = shared_parts(when) if when else ()
    if not parts:
        return ""
    numbers = [f"{parts[0]:04}", *(f"{number:02}" for number in parts[1:]), "", ""]
    return "/".join(numbers[:3]) + "/"
