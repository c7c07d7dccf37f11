"""CSL JSON, which citation processors read: a list of items of type article-newspaper.

Source: the input schema of the Citation Style Language 1.0.2 (csl-data.json, citationstyles.org).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from archive.exports.dates import date_notes, date_parts, needs_note
from archive.exports.result import Result
from archive.exports.text import one_line
from archive.reading.exported import Author, Exported, When


def write_csl(result: Result, articles: Iterable[Exported]) -> Iterator[str]:
    """Yield the list piece by piece, an item at a time."""
    yield "["
    between = "\n"
    for article in articles:
        yield between + json.dumps(_item(result, article), ensure_ascii=False)
        between = ",\n"
    yield "\n]\n"


def _item(result: Result, article: Exported) -> dict[str, Any]:
    texts = {
        "title": article.title,
        "container-title": article.publisher.name if article.publisher else "",
        "section": article.section,
        "language": article.language,
        "abstract": article.lead or result.summary(article),
        "keyword": "; ".join(named.name for named in (*article.people, *article.events)),
        "URL": article.original or article.url,
        "archive": "Dossier",
        "archive_location": article.url,
        "note": " ".join(date_notes(article)),
    }
    dates = {"issued": _date(article.published), "accessed": _day(article.captured.last)}
    item: dict[str, Any] = {"id": f"dossier-{article.id}", "type": "article-newspaper"}
    item |= {name: one_line(text) for name, text in texts.items() if text}
    if article.authors:
        item["author"] = [_author(author) for author in article.authors]
    return item | {name: value for name, value in dates.items() if value}


def _author(author: Author) -> dict[str, str]:
    if author.family:
        return {"family": one_line(author.family), "given": one_line(author.given)}
    return {"literal": one_line(author.name)}


def _date(when: When | None) -> dict[str, Any]:
    """Return a date: one, or the first and the last that it may be; "circa" where it is not certain.

    A processor knows no open ends: such a date stands there as it is written.
    """
    if when is None:
        return {}
    parts = date_parts(when)
    if not parts:
        return {"literal": when.edtf}
    found: dict[str, Any] = {"date-parts": [list(part) for part in parts]}
    return found | {"circa": True} if needs_note(when) else found


def _day(day: date | None) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else {}
