"""CSV: read back by Python's own reader, and harmless in a spreadsheet."""

import csv
import io
from typing import Any

import pytest

from archive.exports.csv import COLUMNS, write_csv
from archive.reading.evidence import Standing
from archive.reading.exported import Captured
from tests.exports.records import HOSTILE, article, named, result, when


def rows(*articles: Any, **told: Any) -> list[dict[str, str]]:
    """Return the rows, read back."""
    text = "".join(write_csv(result(**told), articles))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.encode().decode("utf-8-sig"), newline=""), strict=True))


def test_it_works() -> None:
    suggested = named("Grace Hopper", slug="grace-hopper", standing=Standing.MACHINE)
    one = article(people=(named(), suggested))
    [row] = rows(one)
    assert tuple(row) == COLUMNS
    assert (row["identifier"], row["title"], row["url"]) == (str(one.id), one.title, one.original)
    assert (row["people"], row["people_confirmed"]) == ("Ada Byron; Grace Hopper", "Ada Byron")
    assert row["evidence"] == "The board dismissed Ada Byron on Friday." and row["captures"] == "2"
    assert row["captured_first"] == "2023-11-23T09:30:00+00:00" and row["text"] == one.text


def test_it_keeps_lines_quotes_and_accents_within_a_cell() -> None:
    [row, other] = rows(article('L’été, "vu" d’ici', text="One.\n\nTwo;\tthree.\r\nFour."), article("Next"))
    assert row["title"] == 'L’été, "vu" d’ici' and row["text"] == "One.\n\nTwo;\tthree.\r\nFour."
    assert other["title"] == "Next"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://x.example","x")'
    [row] = rows(article(text, people=(named(text),), lead=text, section=text, byline=text))
    for column in ("title", "people", "lead", "section", "byline"):
        assert row[column] == f"'{text}"


def test_it_takes_any_text() -> None:
    [row] = rows(article(HOSTILE))
    assert row["title"] == HOSTILE.replace("\x00", "").replace("\x0b", "").replace("\ud800", "")


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2023-11-20?", "2023-11-20", "2023-11-20"),
        ("2023-11", "2023-11-01", "2023-11-30"),
        ("2023-11-20/2023-11-22", "2023-11-20", "2023-11-22"),
        ("2023-11-20/..", "2023-11-20", ""),
        ("../2023-11-20", "", "2023-11-20"),
    ],
)
def test_it_tells_what_a_date_may_mean(edtf: str, earliest: str, latest: str) -> None:
    [row] = rows(article(published=when(edtf)))
    assert (row["published"], row["published_earliest"], row["published_latest"]) == (edtf, earliest, latest)


def test_it_has_empty_cells_for_what_is_not_known() -> None:
    [row] = rows(article(published=None, people=(), events=(), captured=Captured(), publisher=None, authors=()))
    for column in ("published", "published_earliest", "people", "events", "evidence", "captured_first", "source"):
        assert row[column] == ""


def test_it_has_a_header_without_rows() -> None:
    assert "".join(write_csv(result(), ())).count("\r\n") == 1
    assert rows() == []


def test_the_evidence_is_that_of_whom_was_asked_for() -> None:
    grace = named("Grace Hopper", slug="grace-hopper", sentence="Grace Hopper leads.")
    [row] = rows(article(people=(named(), grace)), people=frozenset({grace.id}))
    assert row["evidence"] == "Grace Hopper leads."
