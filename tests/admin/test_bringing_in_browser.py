"""Bringing a page in, in a browser: the whole way on a screen and on a phone, without scripts, by keyboard, and axe."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from archive.models import Article
from tests.admin.test_bringing_in import ASK, TWO_TITLES
from tests.axe import Axe
from tests.makers import make_event, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., Page]
complaints: list[str] = []


@pytest.fixture
def opened(new_page: Callable[..., Page], live_server, desk: Client) -> Iterator[Opened]:
    """Return what opens a page at the desk; in the end the browser may have nothing to complain of."""
    complaints.clear()

    def open_page(width: int, **options: object) -> Page:
        page = new_page(viewport={"width": width, "height": 900}, **options)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": desk.cookies[name].value, "url": live_server.url}])
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    assert complaints == []


def is_clean(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert complaints == []
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    complaints.clear()  # axe itself tries what the policy does not allow


@pytest.mark.parametrize("width", [1280, 390])
def test_it_takes_a_curator_from_the_list_to_an_article(opened, width):
    make_person("Ada", "Noir")
    make_event("La lettre", cues={"lettre ouverte salariés": "weak"})
    page = opened(width)
    page.goto("/admin/archive/article/")
    page.click("text=Bring in a page")
    page.click("text=Show the preview")
    page.wait_for_selector("text=Give one of the three")
    is_clean(page)

    page.fill("#id_text", TWO_TITLES)
    page.click("text=Show the preview")
    page.wait_for_selector("#found mark:has-text('Ada Noir')")
    found = page.input_value("#id_title")
    page.click("#row-title .offers button >> nth=0")
    page.wait_for_selector("#row-title .badge.corrected")
    chosen = page.input_value("#id_title")
    assert chosen != found
    page.fill("#id_published", "hier")
    page.click("button[value=publish] >> nth=0")
    page.wait_for_selector("#row-published .errorlist")
    is_clean(page)

    page.fill("#id_published", "2023-11-20")
    page.click("button[value=publish] >> nth=0")
    page.wait_for_selector("text=was made of the page")
    article = Article.objects.get()
    assert (article.status, article.title, article.corrected) == ("published", chosen, ["title", "published"])
    assert page.url.endswith(f"/admin/archive/article/{article.pk}/change/")

    page.click("input[name=_save] >> nth=0")  # a browser's line breaks are no correction
    page.wait_for_selector("text=changed successfully")
    article.refresh_from_db()
    assert article.corrected == ["title", "published"]


def test_it_needs_no_script_and_no_mouse(opened, tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(TWO_TITLES)
    page = opened(390, java_script_enabled=False)
    page.goto(ASK)
    page.set_input_files("#id_file", path)
    page.focus("input[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#row-title")
    page.fill("#id_section", "Ville")
    page.focus("#id_section")
    page.keyboard.press("Enter")  # looks again, and saves nothing
    page.wait_for_selector("#row-section .badge.corrected")
    assert not Article.objects.exists()

    page.focus("button[value=save] >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=was made of the page")
    assert (Article.objects.get().section, Article.objects.get().status) == ("Ville", "draft")
