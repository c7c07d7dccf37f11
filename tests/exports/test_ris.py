"""RIS: references that rispy reads back."""

from typing import Any

import pytest
import rispy

from archive.exports.ris import write_ris
from archive.reading.exported import Author, Captured
from tests.exports.records import HOSTILE, article, named, result, when


def references(*articles: Any) -> list[dict[str, Any]]:
    """Return the references, read back by rispy."""
    text = "".join(write_ris(result(), articles))
    assert text.count("\n") == text.count("\r\n")
    return rispy.loads(text)


def test_it_works() -> None:
    one = article(published_note="From the URL.")
    [reference] = references(one)
    assert reference["type_of_reference"] == "NEWS" and reference["title"] == one.title
    assert reference["authors"] == ["Jane Roe"] and reference["secondary_title"] == "The Harbour Gazette"
    assert (reference["year"], reference["date"]) == ("2023", "2023/11/20/")
    assert reference["urls"] == [one.original, one.url] and reference["access_date"] == "2023/12/01/"
    assert reference["keywords"] == ["Ada Byron", "The dismissal"] and reference["notes"] == ["From the URL."]
    assert "unknown_tag" not in reference


def test_it_writes_one_reference_behind_the_other() -> None:
    some = [article(f"Title {number}") for number in range(5)]
    assert [reference["title"] for reference in references(*some)] == [f"Title {number}" for number in range(5)]
    assert references() == []


def test_it_tells_given_from_family_name_where_they_are_known() -> None:
    [reference] = references(article(authors=(Author("Ada Byron", "Ada", "Byron"), Author("AFP"))))
    assert reference["authors"] == ["Byron, Ada", "AFP"]


@pytest.mark.parametrize("text", [HOSTILE, "a\r\nER  - \r\nTY  - BOOK", "TI  - x", "\n\nER  - "])
def test_no_text_ends_its_line(text: str) -> None:
    [first, second] = references(article(text, lead=text, people=(named(text),)), article("The next one"))
    assert first["type_of_reference"] == "NEWS" and first["keywords"][0] == first["title"]
    assert second["title"] == "The next one"


@pytest.mark.parametrize(
    ("edtf", "year", "date", "note"),
    [
        ("2023-11-20T20:24:00", "2023", "2023/11/20/", False),
        ("2023-11", "2023", "2023/11//", False),
        ("2023", "2023", "2023///", False),
        ("2023-11-20?", "2023", "2023/11/20/", True),
        ("2023-11-20/2023-11-22", "2023", "2023/11//", True),
        ("2023-12-31/2024-01-02", None, None, True),
        ("../2023-11-20", None, None, True),
    ],
)
def test_it_tells_of_a_date_what_is_certain_and_notes_the_rest(
    edtf: str, year: str | None, date: str | None, note: bool
) -> None:
    [reference] = references(article(published=when(edtf)))
    assert (reference.get("year"), reference.get("date")) == (year, date)
    assert reference.get("notes") == ([f"Published {edtf} (EDTF)."] if note else None)


def test_it_leaves_out_what_is_not_known() -> None:
    bare = article(
        original="", authors=(), publisher=None, published=None, lead="", text="", people=(), events=(), language="",
        section="", captured=Captured(),
    )  # fmt: skip
    [reference] = references(bare)
    assert reference == {
        "type_of_reference": "NEWS",
        "title": bare.title,
        "urls": [bare.url],
        "accession_number": str(bare.id),
    }
