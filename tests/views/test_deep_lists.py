"""The lists of a person, an event and a source, page by page: found by where a page begins, however deep it lies."""

import re
from html import unescape

import pytest
from django.test import Client

from archive.search import finding
from archive.search.backends.entry import Asked
from archive.search.tree import Fact
from tests.kept_rows import KeptRows
from tests.views.small_archive import SmallArchive

LISTS = ("/people/ada-byron/", "/events/the-dismissal/", "/sources/the-harbour-gazette/")


def titles(page: str) -> list[str]:
    """Return the titles of the articles that a page lists, in its order."""
    return re.findall(r">(Number \d+)<", page)


def beside(page: str, rel: str) -> str:
    """Return the query of the page before or after this one."""
    found = re.search(rf'<a[^>]*rel="{rel}[^"]*"[^>]*href="([^"]+)"|<a[^>]*href="([^"]+)"[^>]*rel="{rel}', page)
    assert found, rel
    return unescape(found[1] or found[2])


@pytest.fixture
def numbered(kept_rows: KeptRows, small: SmallArchive) -> list[str]:
    """Add articles for two pages and a bit, a day apart but for some of one day; returns their titles by date."""
    return kept_rows["numbered"]


@pytest.mark.parametrize("address", LISTS)
def test_it_lists_each_article_once_from_page_to_page(client: Client, numbered: list[str], address: str) -> None:
    pages = [client.get(address).content.decode()]
    while len(pages) < 3:
        pages.append(client.get(address + beside(pages[-1], "next")).content.decode())
    found = [title for page in pages for title in titles(page)]
    assert found == (numbered if "events" in address else numbered[::-1])
    assert "after=" in beside(pages[0], "next") and 'rel="next"' not in pages[2]


@pytest.mark.parametrize("address", LISTS)
def test_it_goes_back_to_the_page_that_was_before(client: Client, numbered: list[str], address: str) -> None:
    first = client.get(address).content.decode()
    second = client.get(address + beside(first, "next")).content.decode()
    third = client.get(address + beside(second, "next")).content.decode()
    assert titles(client.get(address + beside(third, "prev")).content.decode()) == titles(second)
    assert titles(client.get(f"{address}?page=2").content.decode()) == titles(second)


@pytest.mark.parametrize(
    "query",
    ["?page=999", "?page=-1", "?page=x", "?after=99999999999999999999", "?before=x", "?before=9999999999999999999"],
)
def test_it_shows_a_page_for_any_number(client: Client, numbered: list[str], query: str) -> None:
    for address in LISTS:
        assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance", "happened-newest"])
def test_it_lists_what_there_is_though_more_was_counted(db, order: str) -> None:
    for known in (5, 10_001):
        found = finding.Found(Asked((Fact(("¤p1",)),)), order, known=known)
        assert list(found.walk(10)) == [] and found.page(0, 20) == []
