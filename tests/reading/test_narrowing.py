"""Addresses of narrowed lists."""

from urllib.parse import parse_qs, urlsplit

import pytest

from archive.reading.narrowing import address_with, address_without, list_address
from archive.search.query import narrowed

TEXTS = (
    "",
    "altman",
    "altman OR shear",
    '(sam altman) OR "emmett shear" -musk',
    'person:"Sam Altman" published:2023 happened:2023-11-17',
    "-person:sam-altman source:le-monde language:en evidence:automatic",
    "published:..2023-11-20 published:2023-11-01.. title:a",
    "published:2222-02-22 person:zzzzzzzzzz",
    "person:Sam-Altman",
    'unclosed "quote person:',
    "mot " * 120,
)
CONDITIONS = (
    "person:sam-altman",
    "person:two--hyphens",
    "person:" + "a" * 100,
    "event:the-dismissal",
    "source:le-monde",
    "language:fr",
    "evidence:confirmed",
    "published:2023-11-20",
    "published:2023-11",
    "published:1980..1989",
    "published:2023-11-15..2023-11-30",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_it_narrows_as_the_query_does(text: str, condition: str) -> None:
    address = address_with(text, condition, "oldest")
    assert address == list_address(narrowed(text, condition), "oldest")
    assert parse_qs(urlsplit(address).query)["q"] == [narrowed(text, condition)]


def test_it_keeps_an_order_that_is_not_the_usual_one() -> None:
    assert list_address("a&b", "oldest") == "/articles/?q=a%26b&order=oldest"
    assert list_address("a", "newest") == "/articles/?q=a"
    assert list_address("", "") == "/articles/"


def test_it_takes_away() -> None:
    assert address_without("altman person:sam-altman", "person:sam-altman", "newest") == "/articles/?q=altman"
    assert address_without("published:2023", "published:2023", "relevance") == "/articles/?order=relevance"
