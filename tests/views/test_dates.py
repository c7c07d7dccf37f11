"""The calendar."""

import pytest
from django.test import Client

from tests.makers import make_article, make_event, make_mention, make_span
from tests.views.small_archive import SmallArchive, add_article, count_articles


def page_of(client: Client, address: str) -> str:
    """Return the page."""
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_years_work(client: Client, small: SmallArchive) -> None:
    count_articles(make_article("Undated"), make_article("Vague", published="2022-12/2023-01"))
    page = page_of(client, "/dates/")
    assert '<a href="/dates/2023/">2023</a>' in page
    assert '1 article <span class="possible">and perhaps 1</span>' in page
    assert "2 events" in page and "1 article has no date" in page


def test_a_year_works(client: Client, small: SmallArchive) -> None:
    page = page_of(client, "/dates/2023/")
    assert '<a href="/dates/2023/11/">November</a></th> <td>1 article' in page
    assert "The crisis" in page and "The dismissal" in page


def test_a_month_works(client: Client, small: SmallArchive) -> None:
    page = page_of(client, "/dates/2023/11/")
    assert 'href="/dates/2023/11/20/"' in page and "20 November 2023" in page
    assert "The crisis" in page and "/articles/?published_after=2023-11-01&amp;published_before=2023-11-30" in page


def test_a_day_works(client: Client, small: SmallArchive) -> None:
    page = page_of(client, "/dates/2023/11/20/")
    assert small.article.get_absolute_url() in page
    assert "The crisis" in page and "its date reaches beyond this day" in page
    assert "The dismissal" not in page


def test_a_day_keeps_apart_what_was_only_perhaps_published_on_it(client: Client, small: SmallArchive) -> None:
    add_article(small.source, small.ada, small.grace, small.dismissal, title="Vague", published="2023-11-20/2023-11-22")
    page = page_of(client, "/dates/2023/11/20/")
    assert page.index(">Ada Byron dismissed<") < page.index("Perhaps published on this day") < page.index(">Vague<")
    for day in ("21", "22"):
        assert ">Vague<" in page_of(client, f"/dates/2023/11/{day}/")
    assert ">Vague<" not in page_of(client, "/dates/2023/11/23/")


def test_the_month_counts_what_is_uncertain_apart(client: Client, small: SmallArchive) -> None:
    add_article(small.source, small.ada, small.grace, small.dismissal, published="2023-11-20/2023-11-22")
    page = page_of(client, "/dates/2023/11/")
    assert page.count("perhaps 1 article") == 3


def test_an_open_interval_fills_no_calendar(client: Client, small: SmallArchive) -> None:
    event = make_event("Since then", happened="2020/..")
    article = make_article("Open", text="Since then.", published="../2021")
    make_span(make_mention(article, event), "Since then.")
    count_articles(article)
    page = page_of(client, "/dates/")
    assert "/dates/0001/" not in page and "/dates/9999/" not in page and '<a href="/dates/2020/">' in page
    assert "Since then" in page_of(client, "/dates/2023/11/20/")


@pytest.mark.parametrize(
    "address",
    [
        "/dates/0001/",
        "/dates/9999/",
        "/dates/0001/01/01/",
        "/dates/9999/12/31/",
        "/dates/0001/01/",
        "/dates/9999/12/",
        "/dates/2024/02/29/",
    ],
)
def test_it_reaches_to_the_ends_of_the_calendar(client: Client, db, address: str) -> None:
    page_of(client, address)


@pytest.mark.parametrize(
    "address",
    [
        "/dates/0000/",
        "/dates/2023/00/",
        "/dates/2023/13/",
        "/dates/2023/02/29/",
        "/dates/2023/11/31/",
        "/dates/23/",
        "/dates/2023/0/",
        "/dates/2023/11/0/",
        "/dates/2023/2/29/",
        "/dates/2023/99999999999999999999/",
        "/dates/x/",
    ],
)
def test_it_knows_no_other_days(client: Client, db, address: str) -> None:
    assert client.get(address).status_code == 404


def test_it_redirects_to_the_one_address_of_a_day(client: Client, db) -> None:
    assert client.get("/dates/2023/1/").headers["Location"] == "/dates/2023/01/"
    assert client.get("/dates/2023/11/2/").headers["Location"] == "/dates/2023/11/02/"
    assert client.get("/dates/2023/1/002/").headers["Location"] == "/dates/2023/01/02/"


def test_a_hidden_event_happens_on_no_day(client: Client, small: SmallArchive) -> None:
    type(small.dismissal).objects.update(hidden=True)
    for address in ("/dates/2023/", "/dates/2023/11/", "/dates/2023/11/17/"):
        assert "The dismissal" not in page_of(client, address)
