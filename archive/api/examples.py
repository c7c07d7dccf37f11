"""Examples in the schema: an archive of invented coverage; a test holds each against the shape it stands beside."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SITE = "https://archive.example.org"


def _answer(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value, response_only=True, status_codes=["200"])


def _named(kind: str, slug: str, name: str) -> dict[str, Any]:
    return {"slug": slug, "name": name, "url": f"{_SITE}/api/{kind}/{slug}/", "page": f"{_SITE}/{kind}/{slug}/"}


def _day(day: str) -> dict[str, Any]:
    return {"edtf": day, "earliest": day, "latest": day, "at": None}


def _event(slug: str, title: str, day: str) -> dict[str, Any]:
    names = _named("events", slug, "")
    return {"slug": slug, "title": title, "happened": _day(day), "url": names["url"], "page": names["page"]}


def _page_of(results: list[dict[str, Any]], following: str | None = None) -> dict[str, Any]:
    return {"count": len(results), "more": False, "next": following, "results": results}


_ADA = _named("people", "ada-byron", "Ada Byron")
_GRACE = _named("people", "grace-hopper", "Grace Hopper")
_DISMISSAL = _event("the-dismissal", "The dismissal", "2023-11-17")
_CRISIS = {
    **_event("the-crisis", "The crisis", "2023-11-17/2023-11-22"),
    "happened": {"edtf": "2023-11-17/2023-11-22", "earliest": "2023-11-17", "latest": "2023-11-22", "at": None},
}
_GAZETTE = _named("sources", "the-harbour-gazette", "The Harbour Gazette")
_PERSON = {**_ADA, "sort_name": "Byron, Ada", "description": "Founder.", "articles": 12}
_EVENT = {
    **_DISMISSAL,
    "zone": "Europe/London",
    "description": "The board dismisses the founder.",
    "articles": 9,
    "part_of": _CRISIS,
}
_SOURCE = {**_GAZETTE, "homepage": "https://gazette.example", "articles": 40}
_NEXT = f"{_SITE}/api/articles/?q=person%3Aada-byron&page_size=1&after=eyJhIjoxfQ%3Asignature"

_ARTICLE = {
    "id": 34,
    "title": "Ada Byron dismissed",
    "url": f"{_SITE}/api/articles/34/",
    "page": f"{_SITE}/articles/34-ada-byron-dismissed/",
    "address": "https://gazette.example/2023/ada-byron-dismissed",
    "source": _GAZETTE,
    "byline": "Jane Roe",
    "section": "Business",
    "language": "en",
    "published": {
        "edtf": "2023-11-20T20:24:00",
        "earliest": "2023-11-20",
        "latest": "2023-11-20",
        "at": "2023-11-20T20:24:00Z",
    },
    "updated": None,
    "access": "full",
}
_MENTION = {
    "relation": "about",
    "standing": "confirmed",
    "sentences": [
        {
            "field": "text",
            "text": "The board dismissed Ada Byron on Friday.",
            "marks": [{"start": 20, "end": 29}],
            "standing": "confirmed",
            "page": f"{_SITE}/articles/34-ada-byron-dismissed/#m7",
        }
    ],
    "evidence": [
        {
            "field": "text",
            "start": 20,
            "end": 29,
            "words": "Ada Byron",
            "before": "The board dismissed ",
            "after": " on Friday. Nobody said why.",
            "origin": "machine",
            "standing": "confirmed",
            "decided": True,
            "page": f"{_SITE}/articles/34-ada-byron-dismissed/#m7",
        }
    ],
}
_CAPTURE = {
    "id": 8,
    "page": f"{_SITE}/captures/8/",
    "target_uri": "https://gazette.example/2023/ada-byron-dismissed",
    "captured_at": "2023-11-23T09:30:00Z",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "media_type": "text/html",
    "charset": "utf-8",
    "http_status": 200,
    "payload_length": 48210,
    "wording": "shown",
    "bytes": f"{_SITE}/captures/8/bytes",
    "record": f"{_SITE}/captures/8/record.warc.gz",
}

ROOT = _answer(
    "The addresses",
    {name: f"{_SITE}/api/{name}/" for name in ("articles", "facets", "people", "events", "sources", "schema", "docs")},
)
PEOPLE = _answer("People", _page_of([_PERSON]))
EVENTS = _answer("Events", _page_of([_EVENT]))
SOURCES = _answer("Sources", _page_of([_SOURCE]))
PERSON = _answer(
    "A person",
    {
        **_PERSON,
        "given_name": "Ada",
        "family_name": "Byron",
        "name_forms": ["Ada Byron", "Ada King"],
        "identifiers": [{"scheme": "wikidata", "value": "Q7259", "url": "https://www.wikidata.org/wiki/Q7259"}],
        "parts": [{"event": _DISMISSAL, "role": "dismissed"}],
        "company": [{"person": _GRACE, "articles": 5}],
    },
)
EVENT = _answer(
    "An event",
    {
        **_EVENT,
        "above": [_CRISIS],
        "participants": [{"name": "Ada Byron", "role": "dismissed", "person": _ADA}],
        "steps": [],
    },
)
SOURCE = _answer("A source", {**_SOURCE, "description": "", "zone": "Europe/London", "hosts": ["gazette.example"]})
ARTICLES = _answer(
    "Articles of a person",
    {
        **_page_of(
            [
                {
                    **_ARTICLE,
                    "snippet": {"text": "", "marks": []},
                    "sentences": _MENTION["sentences"],
                    "people": [_ADA],
                    "events": [{name: value for name, value in _DISMISSAL.items() if name != "happened"}],
                    "is_possible": False,
                }
            ],
            _NEXT,
        ),
        "count": 12,
        "query": "person:ada-byron",
        "order": "newest",
        "mistakes": [],
    },
)
ARTICLE = _answer(
    "An article",
    {
        **_ARTICLE,
        "published_note": "",
        "authors": [{"name": "Jane Roe", "person": None}],
        "lead": "",
        "text": "The board dismissed Ada Byron on Friday. Nobody said why.",
        "is_cut": False,
        "people": [{"person": _ADA, **_MENTION}],
        "events": [],
        "captures": [_CAPTURE],
    },
)
FACETS = _answer(
    "What the articles of a person have in common",
    {
        "articles": 12,
        "more": False,
        "query": "person:ada-byron",
        "mistakes": [],
        "people": [{"person": _ADA, "articles": 12, "confirmed": 3}],
        "events": [{"event": _DISMISSAL, "articles": 9, "confirmed": 0}],
        "sources": [{"source": _GAZETTE, "articles": 12}],
        "languages": [{"language": "en", "name": "English", "articles": 12}],
        "published": [{"earliest": "2023-11-20", "latest": "2023-11-20", "articles": 11}],
        "undated": 1,
        "linked": 12,
        "confirmed": 3,
        "counted_to": None,
    },
)
