"""CSV (RFC 4180) for spreadsheets and programs: a header, then a row an article.

It begins with a byte order mark: without one, Excel takes the text for another encoding and spoils every accent.
Programs name the encoding utf-8-sig.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from archive.exports.result import Result
from archive.exports.text import for_xml
from archive.reading.evidence import Standing
from archive.reading.exported import Exported, Named, When

COLUMNS = (
    "identifier",
    "title",
    "url",
    "archived_at",
    "source",
    "authors",
    "byline",
    "published",
    "published_earliest",
    "published_latest",
    "published_note",
    "updated",
    "language",
    "section",
    "people",
    "people_confirmed",
    "events",
    "events_confirmed",
    "evidence",
    "captures",
    "captured_first",
    "captured_last",
    "recorded",
    "changed",
    "access",
    "lead",
    "text",
)
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), full width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BETWEEN = "; "


class _Line:
    """What the csv module writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def write_csv(result: Result, articles: Iterable[Exported]) -> Iterator[str]:
    """Yield the file line by line."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield f"\ufeff{writer.writerow(COLUMNS)}"
    for article in articles:
        yield str(writer.writerow([_cell(value) for value in _row(result, article)]))


def _cell(value: str | int | date | None) -> str | int:
    """Return a value as a cell that no spreadsheet reckons: text that might be a formula begins with an apostrophe."""
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = for_xml(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(result: Result, article: Exported) -> list[str | int | date | None]:
    captured = article.captured
    return [
        article.id,
        article.title,
        article.original,
        article.url,
        article.publisher.name if article.publisher else "",
        _BETWEEN.join(author.name for author in article.authors),
        article.byline,
        *_days(article.published),
        article.published_note,
        article.updated.edtf if article.updated else "",
        article.language,
        article.section,
        _names(article.people),
        _names(article.people, confirmed=True),
        _names(article.events),
        _names(article.events, confirmed=True),
        result.evidence(article),
        captured.number,
        captured.first,
        captured.last,
        article.recorded_at,
        article.changed_at,
        article.access,
        article.lead,
        article.text,
    ]


def _days(when: When | None) -> tuple[str, date | None, date | None]:
    return (when.edtf, when.earliest, when.latest) if when else ("", None, None)


def _names(told: Iterable[Named], *, confirmed: bool = False) -> str:
    return _BETWEEN.join(one.name for one in told if not confirmed or one.standing == Standing.CONFIRMED)
