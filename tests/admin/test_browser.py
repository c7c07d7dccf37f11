"""The desk in a browser: a curator's way from the list to a decision, under the strict policy, clean under axe."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from archive.models import Article, Mention, NameForm
from archive.search import index
from tests.admin.test_desk import addresses
from tests.axe import Axe
from tests.makers import make_capture, make_event, make_mention, make_person, make_span

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shear(article: Article) -> Mention:
    """Return a suggestion of a near spelling, in an article with a capture."""
    make_capture(article)
    article.text += "\n\nEmmet Shear arrive."
    article.save()
    index.index_articles([article.pk])
    mention = make_mention(article, make_person("Emmett", "Shear"), status="suggested")
    make_span(mention, "Emmet Shear", reason="variant", strength="weak", evidence="Emmett Shear")
    return mention


@pytest.fixture
def pages(new_page: Callable[..., Page], live_server, desk: Client, shear: Mention) -> tuple[list[Page], list[str]]:
    """Return two pages at the desk, wide and narrow, and what the browser has to complain of."""
    complaints: list[str] = []
    opened = []
    for width in (1280, 390):
        page = new_page(viewport={"width": width, "height": 900})
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": desk.cookies[name].value, "url": live_server.url}])
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append(page)
    return opened, complaints


def test_it_keeps_to_the_policy_and_fits_the_screen(pages):
    (page, _narrow), complaints = pages
    for address in addresses():
        page.goto(address)
        assert complaints == [], address
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, width)


def test_it_is_clean_under_axe(pages):
    wide, _narrow = pages[0]
    for address in addresses():
        wide.goto(address)
        found = Axe().run(wide).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == [], address


def test_it_takes_a_curator_from_the_list_to_a_decision(pages, shear):
    wide, _narrow = pages[0]
    wide.goto("/admin/")
    wide.click("text=Articles with suggestions")
    wide.click("#result_list a:has-text('La lettre')")
    wide.click(f"#mentions-form [name=_selected_action][value='{shear.pk}']")
    wide.click("#mentions-form .bulk button[value=confirm_and_keep]")

    assert wide.url.endswith(f"/article/{shear.article_id}/change/#mentions")
    assert NameForm.objects.filter(person=shear.person, text="Emmet Shear").exists()
    wide.click("[aria-label='Reject La lettre ouverte']")
    wide.wait_for_selector("[aria-label='Undo the decision on La lettre ouverte']")
    assert list(Mention.objects.order_by("pk").values_list("decision", flat=True)) == ["", "rejected", "confirmed"]
    wide.click("button[value=publish]")
    wide.wait_for_selector("text=View on site")
    assert Article.objects.get().status == "published"


def test_it_chooses_a_record_by_typing(pages, letter):
    make_event("Le renvoi")
    _wide, narrow = pages[0]
    narrow.goto(f"/admin/archive/event/{letter.pk}/change/")
    narrow.click(".field-parent .select2-selection")
    narrow.keyboard.type("renv")
    narrow.click(".select2-results__option:has-text('Le renvoi')")
    narrow.click("input[name=_continue]")
    narrow.wait_for_selector(".messagelist")

    letter.refresh_from_db()
    assert letter.parent.title == "Le renvoi"
    assert pages[1] == []
