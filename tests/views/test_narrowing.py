"""Facets, histogram and calendar on the page of articles: what a link says is what it finds."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.kept_rows import KeptRows
from tests.views.small_archive import SmallArchive, add_article

FACET = re.compile(r'<a href="([^"]+)" rel="nofollow"><span class="facet-name">.*?aria-hidden="true">(\d+)<', re.DOTALL)
ROW = re.compile(r'<th scope="row"><a href="([^"]+)".*?</th><td>(\d+)</td>(?:<td>(\d+)</td>)?', re.DOTALL)
DAY = re.compile(
    r'<a href="([^"]+)" rel="nofollow"[^>]*><span aria-hidden="true"><span class="number">\d+</span>(.*?)</a>'
)
COUNT = re.compile(r'<h2 id="results">\s*(\d+)')


@pytest.fixture
def years(kept_rows: KeptRows, small: SmallArchive) -> None:
    """Add articles of several years."""
    kept_rows["years"]


def counted(page: str) -> dict[str, int]:
    """Return the addresses of facets, bars and days, with the numbers of articles they promise."""
    found = {unescape(address): int(number) for address, number in FACET.findall(page)}
    found |= {unescape(address): int(sure) + int(perhaps or 0) for address, sure, perhaps in ROW.findall(page)}
    for address, told in DAY.findall(page):
        numbers = re.findall(r'<span class="(?:published|unsure)">\+?(\d+)', told)
        if numbers:
            found[unescape(address)] = sum(map(int, numbers))
    return found


@pytest.mark.parametrize("query", ["", "company person:ada-byron published:2023", "published:2023-11"])
def test_every_count_is_what_its_link_finds(client: Client, years: None, query: str) -> None:
    promised = counted(client.get("/articles/", {"q": query}).content.decode())
    assert len(promised) > 3
    for address, number in promised.items():
        match = COUNT.search(client.get(address).content.decode())
        assert match and int(match[1]) == number, address


def test_a_chosen_facet_is_taken_away(client: Client, years: None) -> None:
    page = client.get("/articles/", {"q": 'person:"Ada Byron" language:fr evidence:confirmed'}).content.decode()
    taken = [unescape(address) for address in re.findall(r'<a href="([^"]+)" rel="nofollow" aria-current="true"', page)]
    assert len(taken) == 3
    for address in taken:
        assert address.count("%3A") == 2


def test_the_page_asks_the_database_as_often_for_few_as_for_many(
    client: Client, small: SmallArchive, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(60) as few:
        client.get("/articles/", {"q": "company published:2023-11-20"})
    for number in range(5):
        add_article(small.source, small.ada, small.grace, small.dismissal, title=f"Report {number}")
    with django_assert_max_num_queries(len(few)):
        client.get("/articles/", {"q": "company published:2023-11-20"})


@pytest.mark.parametrize(
    "query",
    [
        "published:9999",
        "published:0001..9999",
        "happened:0001-01",
        '"',
        "person:<b>",
        "-",
        "published:2023-02-30",
        "a" * 600,
    ],
)
def test_any_query_gives_a_page(client: Client, small: SmallArchive, query: str) -> None:
    response = client.get("/articles/", {"q": query})
    assert response.status_code == 200 and b"<b>" not in response.content
