"""CSL JSON: items as the schema of the Citation Style Language has them."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from archive.exports.csl import write_csl
from archive.reading.exported import Author, Captured
from tests.exports.records import HOSTILE, article, named, result, when

# What the schema of CSL 1.0.2 (csl-data.json, citationstyles.org) says of all that is written here: other properties,
# and other forms of these, it may have; items that keep to this keep to it.
_TEXT = {"type": "string", "minLength": 1}
_PARTS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {"type": "array", "items": _PARTS, "minItems": 1, "maxItems": 2},
        "circa": {"type": "boolean"},
        "literal": _TEXT,
    },
    "minProperties": 1,
    "additionalProperties": False,
}
_NAME = {
    "type": "object",
    "properties": {"family": _TEXT, "given": _TEXT, "literal": _TEXT},
    "minProperties": 1,
    "additionalProperties": False,
}
_TEXTS = (
    "URL",
    "abstract",
    "archive",
    "archive_location",
    "container-title",
    "id",
    "keyword",
    "language",
    "note",
    "section",
    "title",
)
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            **dict.fromkeys(_TEXTS, _TEXT),
            "type": {"const": "article-newspaper"},
            "author": {"type": "array", "items": _NAME, "minItems": 1},
            "issued": _DATE,
            "accessed": _DATE,
        },
        "required": ["id", "type"],
        "additionalProperties": False,
    },
}


def items(*articles: Any) -> list[dict[str, Any]]:
    """Return the items that are written, read back and held against the schema."""
    found = json.loads("".join(write_csl(result(), articles)))
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_it_works() -> None:
    [item] = items(article("Ada Byron dismissed", captured=Captured()))
    assert item["title"] == "Ada Byron dismissed" and item["container-title"] == "The Harbour Gazette"
    assert item["issued"] == {"date-parts": [[2023, 11, 20]]} and "accessed" not in item and "note" not in item
    assert item["author"] == [{"literal": "Jane Roe"}] and item["URL"].startswith("https://gazette.example/")


def test_it_tells_given_from_family_name_where_they_are_known() -> None:
    [item] = items(article(authors=(Author("Ada Byron", "Ada", "Byron"), Author("AFP"))))
    assert item["author"] == [{"family": "Byron", "given": "Ada"}, {"literal": "AFP"}]


@pytest.mark.parametrize(
    ("edtf", "issued"),
    [
        ("2023-11", {"date-parts": [[2023, 11]]}),
        ("2023", {"date-parts": [[2023]]}),
        ("2023-11-20T20:24:00", {"date-parts": [[2023, 11, 20]]}),
        ("2023-11-20?", {"date-parts": [[2023, 11, 20]], "circa": True}),
        ("2023-11~", {"date-parts": [[2023, 11]], "circa": True}),
        ("2023-11-20/2023-11-22", {"date-parts": [[2023, 11, 20], [2023, 11, 22]], "circa": True}),
        ("2023-11/2024-01", {"date-parts": [[2023, 11], [2024, 1]], "circa": True}),
        ("2023-11-20/..", {"literal": "2023-11-20/.."}),
        ("../2023-11-20", {"literal": "../2023-11-20"}),
    ],
)
def test_it_says_how_uncertain_a_date_is(edtf: str, issued: dict[str, Any]) -> None:
    [item] = items(article(published=when(edtf)))
    assert item["issued"] == issued
    assert ("note" in item) == ("circa" in issued or "literal" in issued)


def test_it_says_nothing_of_what_is_not_known() -> None:
    bare = article(
        original="", byline="", authors=(), publisher=None, section="", language="", published=None, lead="", text="",
        people=(), events=(), captured=Captured(),
    )  # fmt: skip
    [item] = items(bare)
    assert item == {
        "id": f"dossier-{bare.id}",
        "type": "article-newspaper",
        "title": "Ada Byron dismissed",
        "URL": bare.url,
        "archive": "Dossier",
        "archive_location": bare.url,
    }


def test_it_takes_any_text() -> None:
    [item] = items(article(HOSTILE, people=(named(HOSTILE),)))
    assert item["title"] == 'L’été & {co}: 100 % "$_x" ~^\\ #1 <b>=1+1</b> \U0001f600 fin'


def test_an_empty_list_is_valid() -> None:
    assert items() == []
    assert len(items(article(), article())) == 2
