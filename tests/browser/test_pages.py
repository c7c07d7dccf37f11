"""The public pages in a browser: axe, light and dark, wide and narrow; the keyboard; nothing broken or foreign."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.axe import Axe
from tests.makers import make_article, make_event, make_mention, make_person, make_source, make_span
from tests.views.small_archive import SmallArchive, count_articles, make_archive, public_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What axe looks at in each colour scheme: all in one, and in the other all that a scheme changes.
SCHEMES = {"light": {"resultTypes": ["violations"]}, "dark": {"resultTypes": ["violations"], "runOnly": ["cat.color"]}}
Visit = Callable[[Page], None]


@pytest.fixture
def archive(transactional_db) -> SmallArchive:
    """Return a small archive, with an article of hostile lengths and one without a date."""
    small = make_archive()
    long = make_article(
        "A title that goes on and on " * 8 + "x" * 100,
        text="Words " + "y" * 150 + " and Ada Byron.",
        byline="z" * 200,
        source=make_source("S" * 190),
        published="2023-11-20~",
        url="https://gazette.example/" + "a" * 300,
    )
    make_span(make_mention(long, small.ada), "Ada Byron")
    make_span(make_mention(long, make_person("Q" * 100, "R" * 90)), "y" * 150)
    make_span(make_mention(long, make_event("T" * 300, parent=small.crisis, happened="2023-11-20")), "Words")
    undated = make_article("Undated", published="2023-11-18/2023-11-22", published_note="It knows of the letter.")
    make_span(make_mention(undated, small.ada, decision=""), "A paragraph.")
    count_articles(long, undated)
    return small


def pages_of(archive: SmallArchive) -> dict[str, str]:
    """Return the addresses to look at: every page, and those that refuse."""
    pages = {name: address for name, address in public_addresses(archive).items() if "sitemap" not in name}
    withdrawn = make_article("Gone", status="withdrawn", withdrawn_on="2024-01-05", withdrawn_reason="By request.")
    long = archive.ada.mentions.exclude(article=archive.article).earliest("pk").article
    return pages | {
        "404": "/nowhere/",
        "410": withdrawn.get_absolute_url(),
        "nothing found": "/articles/?q=zebra",
        "mistaken form": "/articles/?person=nobody&published_after=yesterday",
        "long": long.get_absolute_url(),
        "long event": "/events/" + "t" * 72 + "/",
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_page, archive: SmallArchive, width: int) -> None:
    page, axe, found = open_page(width), Axe(), []
    for name, address in pages_of(archive).items():
        page.goto(address)
        for scheme, options in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            results = axe.run(page, options=options)
            if results.violations_count:
                found.append(f"{name} ({address}, {scheme}): {results.generate_report()}")
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


def test_no_page_scrolls_sideways_is_refused_anything_or_asks_another_host(
    open_page, archive: SmallArchive, live_server
) -> None:
    page, wide, wrong = open_page(), [], []
    page.on("console", lambda message: wrong.append(message.text) if "status of 4" not in message.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(live_server.url) else wrong.append(asked.url))
    page.on("response", lambda got: wrong.append(got.url) if "/static/" in got.url and got.status != 200 else None)
    for name, address in pages_of(archive).items():
        response = page.goto(address)
        assert response is not None and "default-src 'none'" in response.headers["content-security-policy"]
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append((name, width))
    assert (wide, wrong) == ([], [])


def test_the_keyboard_skips_to_the_content(open_page, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/people/ada-byron/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_pages_are_whole_without_javascript(open_page, archive: SmallArchive) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Search the articles").fill("company")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ada Byron dismissed").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Ada Byron")


def test_a_line_of_an_article_has_60_to_75_characters(open_page, archive: SmallArchive) -> None:
    long = make_article("Lines", text="The quick brown fox jumps over the lazy dog and runs on. " * 40)
    page = open_page(1280)
    page.goto(long.get_absolute_url())
    lines = page.evaluate(
        """() => {
            const text = document.querySelector('.text p').firstChild, range = document.createRange(), tops = {};
            for (let place = 0; place < text.length; place++) {
                range.setStart(text, place); range.setEnd(text, place + 1);
                const top = Math.round(range.getBoundingClientRect().top);
                tops[top] = (tops[top] || 0) + 1;
            }
            return Object.values(tops).slice(0, -1);
        }"""
    )
    average = sum(lines) / len(lines)
    assert 55 <= average <= 75, average


def test_a_sentence_leads_to_its_place(open_page, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/people/grace-hopper/")
    page.get_by_role("link", name="Grace Hopper leads the company for now.").click()
    assert re.search(r"#m\d+$", page.url)
    # The address is known before the page is read: this waits for the place.
    assert (page.locator(":target").text_content() or "").startswith("Grace Hopper")


def test_one_browses_from_home_to_person_event_and_day(open_page, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="Ada Byron dismissed").first.click()
    page.locator(".text").get_by_role("link", name="Grace Hopper").click()
    assert page.url.endswith("/people/grace-hopper/")
    page.get_by_role("link", name="Ada Byron", exact=True).click()
    page.get_by_role("link", name="The dismissal").click()
    assert page.url.endswith("/events/the-dismissal/")
    page.get_by_role("link", name="Dates", exact=True).click()
    page.get_by_role("link", name="2023", exact=True).click()
    page.get_by_role("link", name="November", exact=True).click()
    page.get_by_role("link", name="20 November 2023").click()
    assert page.get_by_role("heading", name="What was published").is_visible()


def test_the_form_finds_by_person_and_day_and_says_what_is_uncertain(open_page, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/articles/")
    page.get_by_text("Narrow by person").click()
    page.get_by_label("Person").fill("Ada Byron")
    page.get_by_label("Published from").fill("2023-11-19")
    page.get_by_label("Published to").fill("2023-11-21")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("heading", name="3 articles").is_visible()
    assert page.get_by_text("Perhaps in the time asked for:").count() == 1


def test_the_form_opens_on_a_phone(open_page, archive: SmallArchive) -> None:
    page = open_page(390)
    page.goto("/articles/")
    assert not page.get_by_label("Person").is_visible()
    page.get_by_text("Narrow by person").click()
    assert page.get_by_label("Person").is_visible()


def test_the_language_is_kept(open_page, archive: SmallArchive) -> None:
    page = open_page()
    page.goto("/articles/?q=company")
    page.get_by_role("button", name="Français").click()
    assert page.url.endswith("/articles/?q=company")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.goto("/people/")
    assert page.locator("html").get_attribute("lang") == "fr"
