"""The list of articles in a browser: facets, histogram and calendar, by mouse, by keyboard, without JavaScript."""

from collections.abc import Callable
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.axe import Axe
from tests.views.small_archive import SmallArchive, add_article, make_archive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]

# The days of further articles: two years, several months, uncertain ones, one without a date.
PUBLISHED = ("2022-03-05", "2022-12-31", "2023-02", "2023-11-18/2023-11-22", "2023-11-21", "2023-11-21", "")


@pytest.fixture
def archive(transactional_db) -> SmallArchive:
    """Return a small archive with articles of two years."""
    small = make_archive()
    for number, published in enumerate(PUBLISHED):
        add_article(
            *(small.source, small.ada, small.grace, small.dismissal),
            title=f"Report {number}",
            published=published,
            language="fr" if number % 2 else "en",
        )
    return small


def asked(page: Page) -> str:
    """Return the query in the address of the page."""
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def unfold(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_in_what_is_unfolded(open_page: Open, archive: SmallArchive, width: int, scheme: str) -> None:
    page, axe, found = open_page(width, scheme), Axe(), []
    for query in ("q=person:ada-byron", "q=published:2023-11-20", "q=zebra+published:2023-10"):
        page.goto(f"/articles/?{query}")
        unfold(page)
        results = axe.run(page)
        if results.violations_count:
            found.append(f"{query}: {results.generate_report()}")
    assert not found, "\n".join(found)


def test_one_narrows_and_widens_without_javascript(open_page: Open, archive: SmallArchive) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/articles/")
    page.get_by_role("region", name="Languages").get_by_role("link", name="French").click()
    expect(page.get_by_role("heading", name="3 articles")).to_be_visible()
    assert asked(page) == "language:fr"
    page.get_by_role("region", name="Published").get_by_role("link", name="2022").click()
    expect(page.get_by_role("heading", name="1 article")).to_be_visible()
    assert asked(page) == "language:fr published:2022"
    page.get_by_role("link", name="All times").click()
    chosen = page.get_by_role("region", name="Languages").get_by_role("link", name="French")
    expect(chosen).to_have_attribute("aria-current", "true")
    chosen.click()
    expect(page.get_by_role("heading", name="8 articles")).to_be_visible()
    assert asked(page) == ""


def test_a_bar_is_reached_and_followed_by_keyboard(open_page: Open, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/articles/?q=published:2023")
    page.get_by_role("link", name="Step over the bars").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') !== null")
    room = page.locator(".bars a:focus .bar-room")
    assert room.evaluate("room => getComputedStyle(room).stroke") not in {"none", ""}
    page.keyboard.press("Enter")
    page.wait_for_url("**published%3A2023-*")
    assert asked(page).startswith("published:2023-")


def test_one_steps_over_what_narrows_to_the_articles(open_page: Open, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/articles/")
    step = page.get_by_role("link", name="Step over to the articles")
    step.focus()
    assert step.bounding_box()["width"] > 100
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.articles') !== null")


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_on_a_phone_all_is_folded_and_fits_when_unfolded(open_page: Open, archive: SmallArchive, locale: str) -> None:
    page = open_page(390, locale=locale)
    page.goto("/articles/")
    assert not page.locator(".facet").first.is_visible() and not page.locator(".bars").is_visible()
    assert page.locator(".article-item").first.bounding_box()["y"] < 900
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    words = page.locator(".bars text[text-anchor]").evaluate_all(
        "texts => texts.map(text => [text.getBoundingClientRect().left, text.getBoundingClientRect().right])"
    )
    assert len(words) > 1
    assert all(left[1] + 4 < right[0] for left, right in pairwise(words))
    sizes = page.locator(".month-days td a").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().width)"
    )
    assert min(sizes) >= 24


def test_the_calendar_leads_to_a_day_and_to_another_month(open_page: Open, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/articles/?q=company")
    calendar = page.get_by_role("region", name="November 2023")
    assert calendar.get_by_role("link", name="The dismissal").is_visible()
    calendar.get_by_role("link", name="21 November 2023").click()
    expect(page.get_by_role("heading", name="3 articles")).to_be_visible()
    assert asked(page) == "company published:2023-11-21"
    page.get_by_role("region", name="November 2023").get_by_role("link", name="20 November 2023").click()
    expect(page.get_by_role("heading", name="2 articles")).to_be_visible()
    assert asked(page) == "company published:2023-11-20"
    page.get_by_role("link", name="February 2023").click()
    expect(page.get_by_role("heading", name="1 article")).to_be_visible()
    assert asked(page) == "company published:2023-02"


def test_the_order_keeps_the_query(open_page: Open, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/articles/?q=company")
    page.get_by_role("link", name="oldest published").click()
    expect(page.locator(".article-item h3").first).to_have_text("Report 0")
    assert asked(page) == "company"
    page.get_by_role("region", name="Languages").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="5 articles")).to_be_visible()
    assert "order=oldest" in page.url
