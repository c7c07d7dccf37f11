"""JSON: one object, whatever its number of articles."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from archive.exports.json import write_json
from archive.reading.exported import Author, Captured, Exported
from archive.search.tree import Mistake
from tests.exports.records import HOSTILE, article, named, result, when


def read(*articles: Any, **told: Any) -> dict[str, Any]:
    """Return the object, read back."""
    return json.loads("".join(write_json(result(**told), articles)))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_it_is_one_object(number: int) -> None:
    found = read(*(article(f"Title {n}") for n in range(number)), count=number)
    assert [one["headline"] for one in found["articles"]] == [f"Title {n}" for n in range(number)]
    assert (found["query"], found["order"], found["count"], found["more"]) == ("ada", "newest", number, False)
    assert found["next"] is None and found["mistakes"] == []


def test_it_tells_everything_of_an_article() -> None:
    one = article(authors=(Author("Ada Byron", "Ada", "Byron", "https://archive.example.org/people/ada-byron/"),))
    [told] = read(one)["articles"]
    assert (told["url"], told["archivedAt"], told["identifier"]) == (one.original, one.url, one.id)
    assert told["author"][0]["familyName"] == "Byron" and told["publisher"]["name"] == "The Harbour Gazette"
    assert told["people"] == [
        {
            "name": "Ada Byron",
            "url": "https://archive.example.org/people/ada-byron/",
            "relation": "about",
            "standing": "confirmed",
            "sentence": "The board dismissed Ada Byron on Friday.",
        }
    ]
    assert told["events"][0]["happened"]["edtf"] == "2023-11-17"
    assert told["captures"] == {"number": 2, "first": "2023-11-23T09:30:00+00:00", "last": "2023-12-01T09:30:00+00:00"}
    assert told["articleBody"] == one.text and told["access"] == "full"


def test_it_has_null_for_what_is_not_known() -> None:
    bare = article(original="", publisher=None, published=None, lead="", text="", captured=Captured(), people=())
    [told] = read(bare)["articles"]
    for name in ("url", "publisher", "datePublished", "dateModified", "abstract", "articleBody"):
        assert told[name] is None
    assert told["people"] == [] and told["captures"] == {"number": 0, "first": None, "last": None}
    assert set(told) == set(read(article())["articles"][0])


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [("2023-11-20?", "2023-11-20", "2023-11-20"), ("2023-11-20/..", "2023-11-20", None)],
)
def test_it_tells_what_a_date_may_mean(edtf: str, earliest: str, latest: str | None) -> None:
    told = read(article(published=when(edtf)))["articles"][0]["datePublished"]
    assert told == {"edtf": edtf, "earliest": earliest, "latest": latest, "instant": None}


def test_it_takes_any_text() -> None:
    [told] = read(article(HOSTILE, people=(named(HOSTILE),)))["articles"]
    assert told["headline"] == HOSTILE.replace("\ud800", "?") == told["people"][0]["name"]


def test_it_tells_what_was_not_understood() -> None:
    found = read(mistakes=(Mistake("bad_date", "published:soon"),))
    assert found["mistakes"] == [{"code": "bad_date", "part": "published:soon", "instead": ""}]


def test_it_writes_each_article_before_it_takes_the_next() -> None:
    taken: list[int] = []

    def articles() -> Iterator[Exported]:
        for number in range(3):
            taken.append(number)
            yield article()

    pieces = write_json(result(), articles())
    next(pieces), next(pieces)
    assert taken == [0]
