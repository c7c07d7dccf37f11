"""Articles as exporters get them, without a database."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from archive.exports.result import Result
from archive.lib import edtf
from archive.reading.evidence import Standing
from archive.reading.exported import Author, Captured, Exported, Named, Publisher, When

ROOT = "https://archive.example.org/"
HOSTILE = 'L’été & {co}: 100 % "$_x" ~^\\ #1 <b>=1+1</b>\x00\x0b\ud800 \U0001f600 fin'
_numbers = count(1)


def when(text: str, instant: datetime | None = None) -> When:
    """Return what the EDTF `text` means."""
    interval = edtf.parse(text)
    first = None if interval.earliest == date.min else interval.earliest
    last = None if interval.latest == date.max else interval.latest
    return When(text, first, last, instant)


def named(name: str = "Ada Byron", *, slug: str = "ada-byron", **fields: Any) -> Named:
    """Return a person or an event that an article tells of."""
    values = {
        "id": next(_numbers),
        "url": f"{ROOT}people/{slug}/",
        "relation": "about",
        "standing": Standing.CONFIRMED,
        "sentence": f"The board dismissed {name} on Friday.",
    }
    return Named(name=name, slug=slug, **{**values, **fields})


def article(title: str = "Ada Byron dismissed", **fields: Any) -> Exported:
    """Return an article with one of everything."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": number,
        "url": f"{ROOT}articles/{number}-ada/",
        "permalink": f"{ROOT}articles/{number}/",
        "original": f"https://gazette.example/{number}",
        "byline": "By Jane Roe",
        "authors": (Author("Jane Roe"),),
        "publisher": Publisher("The Harbour Gazette", f"{ROOT}sources/gazette/"),
        "section": "Business",
        "language": "en",
        "published": when("2023-11-20"),
        "published_note": "",
        "updated": None,
        "lead": "The board has spoken.",
        "text": "The board dismissed Ada Byron on Friday.\n\nNobody said why.",
        "access": "full",
        "people": (named(),),
        "events": (named("The dismissal", slug="dismissal", happened=when("2023-11-17")),),
        "captured": Captured(2, datetime(2023, 11, 23, 9, 30, tzinfo=UTC), datetime(2023, 12, 1, 9, 30, tzinfo=UTC)),
        "recorded_at": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        "changed_at": datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC),
    }
    return Exported(title=title, **{**values, **fields})


def result(**fields: Any) -> Result:
    """Return what is said of a result of one article."""
    values: dict[str, Any] = {
        "title": "Dossier: ada",
        "query": "ada",
        "order": "newest",
        "count": 1,
        "more": False,
        "root": ROOT,
        "page": f"{ROOT}articles/?q=ada",
        "address": f"{ROOT}articles.atom?q=ada",
        "first": f"{ROOT}articles.atom?q=ada",
    }
    return Result(**{**values, **fields})
