"""JSON: one object with all articles, their fields named as in schema.org where it has a name for them.

`url` is where an article was published, `archivedAt` its page in this archive.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from archive.exports.result import Result
from archive.reading.exported import Author, Captured, Exported, Named, Publisher, When


def write_json(result: Result, articles: Iterable[Exported]) -> Iterator[str]:
    """Yield the object piece by piece, an article at a time."""
    head = {
        "query": result.query,
        "order": result.order,
        "count": result.count,
        "more": result.more,
        "mistakes": [asdict(mistake) for mistake in result.mistakes],
        "url": result.page,
        "next": result.next or None,
    }
    yield _dump(head).removesuffix("}") + ', "articles": ['
    between = "\n"
    for article in articles:
        yield between + _dump(article_fields(article))
        between = ",\n"
    yield "\n]}\n"


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def article_fields(article: Exported) -> dict[str, Any]:
    """Return an article as JSON has it; what is not known is null."""
    return {
        "identifier": article.id,
        "headline": article.title,
        "url": article.original or None,
        "archivedAt": article.url,
        "author": [_author(author) for author in article.authors],
        "byline": article.byline or None,
        "publisher": _publisher(article.publisher),
        "articleSection": article.section or None,
        "inLanguage": article.language or None,
        "datePublished": _when(article.published),
        "datePublishedNote": article.published_note or None,
        "dateModified": _when(article.updated),
        "abstract": article.lead or None,
        "access": article.access,
        "articleBody": article.text or None,
        "people": [_named(named) for named in article.people],
        "events": [_named(named) | {"happened": _when(named.happened)} for named in article.events],
        "captures": _captured(article.captured),
        "recorded": _iso(article.recorded_at),
        "changed": _iso(article.changed_at),
    }


def _author(author: Author) -> dict[str, Any]:
    return {
        "name": author.name,
        "givenName": author.given or None,
        "familyName": author.family or None,
        "url": author.url or None,
    }


def _publisher(publisher: Publisher | None) -> dict[str, Any] | None:
    return None if publisher is None else {"name": publisher.name, "url": publisher.url or None}


def _named(named: Named) -> dict[str, Any]:
    return {
        "name": named.name,
        "url": named.url or None,
        "relation": named.relation,
        "standing": named.standing.value,
        "sentence": named.sentence or None,
    }


def _when(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    return {
        "edtf": when.edtf,
        "earliest": _iso(when.earliest),
        "latest": _iso(when.latest),
        "instant": _iso(when.instant),
    }


def _captured(captured: Captured) -> dict[str, Any]:
    return {"number": captured.number, "first": _iso(captured.first), "last": _iso(captured.last)}


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
