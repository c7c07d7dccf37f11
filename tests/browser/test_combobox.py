"""The suggestions under the search boxes in a browser: keyboard, pointer, assistive technology, no script."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.axe import Axe
from tests.makers import make_event, make_person, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Pages with a search box: in the masthead, on the first page, above the list of articles.
PAGES = ["/people/", "/", "/articles/"]


@pytest.fixture
def people(transactional_db) -> None:
    """Make whom to suggest."""
    make_person("Ada", "Byron", description="Founder.", article_count=7)
    make_person("Adam", "Smith", article_count=5)
    make_event("The letter to Ada", happened="2023-11-20", article_count=3)
    make_source("Le Monde", article_count=2)


@pytest.fixture
def open_page(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens a page of the site."""

    def open_at(address: str = "/people/", **options: object) -> Page:
        page = new_page(**{"reduced_motion": "reduce", "locale": "en", **options})
        page.goto(address)
        return page

    return open_at


def box_of(page: Page) -> Locator:
    """Return the search box of the page."""
    return page.locator("form[data-suggest] input[name=q]")


def options_of(page: Page) -> Locator:
    """Return what is suggested."""
    return page.locator(".combobox").get_by_role("option")


def typed(page: Page, text: str, number: int) -> Locator:
    """Type `text` into the search box and wait for so many suggestions."""
    box = box_of(page)
    box.press_sequentially(text)
    expect(options_of(page)).to_have_count(number)
    return box


def expect_active(page: Page, name: str) -> None:
    """Wait until the option with this name is the active one, by every sign there is."""
    option = page.locator(".combobox").get_by_role("option", selected=True)
    expect(option).to_have_count(1)
    expect(option).to_contain_text(name)
    expect(box_of(page)).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")


@pytest.mark.parametrize("address", PAGES)
def test_the_box_is_a_combobox_whose_choice_is_put_into_the_query(open_page, people: None, address: str) -> None:
    page = open_page(address)
    box = box_of(page)
    for name, value in {"role": "combobox", "aria-autocomplete": "list", "aria-expanded": "false"}.items():
        expect(box).to_have_attribute(name, value)
    typed(page, "strike ada by", 1)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(f"#{box.get_attribute('aria-controls')}")).to_have_role("listbox")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    expect(options_of(page)).to_have_accessible_name("Ada Byron person Founder. · 7 articles")
    box.press("ArrowDown")
    expect_active(page, "Ada Byron")
    box.press("Enter")
    expect(box).to_have_value("strike person:ada-byron ")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_be_focused()
    expect(options_of(page)).to_have_count(0)
    assert urlsplit(page.url).path == address
    box.press("Enter")
    page.wait_for_url("**/articles/?*")
    assert parse_qs(urlsplit(page.url).query)["q"][0].split() == ["strike", "person:ada-byron"]


def test_the_keys_lead_through_the_list_and_back_to_the_box(open_page, people: None) -> None:
    page = open_page()
    box = typed(page, "ada", 3)
    for name in ("Adam Smith", "Ada Byron", "The letter"):
        box.press("ArrowDown")
        if name == "Adam Smith":
            name = "Ada Byron"
        elif name == "Ada Byron":
            name = "Adam Smith"
        expect_active(page, name)
    box.press("ArrowDown")
    expect(page.locator(".combobox").get_by_role("option", selected=True)).to_have_count(0)
    box.press("ArrowUp")
    expect_active(page, "The letter")
    box.press("Home")
    expect(page.locator(".combobox").get_by_role("option", selected=True)).to_have_count(0)
    assert box.evaluate("input => input.selectionStart") == 0
    box.press("End")
    box.press("ArrowUp")
    expect_active(page, "The letter")
    box.press("Escape")
    expect(options_of(page)).to_have_count(0)
    expect(box).to_have_value("ada")
    box.press("ArrowDown")
    expect_active(page, "Ada Byron")
    box.press("Alt+ArrowUp")
    expect(options_of(page)).to_have_count(0)
    box.press("Alt+ArrowDown")
    expect(options_of(page)).to_have_count(3)
    box.press("Tab")
    expect(options_of(page)).to_have_count(0)
    expect(box).not_to_be_focused()
    expect(box).to_have_value("ada")


def test_enter_sends_the_form_where_no_suggestion_is_active(open_page, people: None) -> None:
    page = open_page()
    box = typed(page, "ada", 3)
    box.press("Enter")
    page.wait_for_url("**/articles/?*")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["ada"]


def test_it_tells_how_many_there_are(open_page, people: None) -> None:
    page = open_page()
    box = typed(page, "ada", 3)
    status = page.locator(".combobox [role=status]")
    expect(status).to_have_text("3 suggestions; the arrow keys lead to them")
    box.press_sequentially(" b")
    expect(status).to_have_text("1 suggestion; the arrow keys lead to it")
    box.press_sequentially("zz")
    expect(status).to_have_text("No suggestions")
    expect(box).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("touch", [False, True])
def test_a_click_or_a_touch_chooses(open_page, people: None, touch: bool) -> None:
    page = open_page(viewport={"width": 390, "height": 700}, has_touch=touch)
    box = typed(page, "-letter", 1)
    option = options_of(page)
    option.tap() if touch else option.click()
    expect(box).to_have_value("-event:the-letter-to-ada ")
    expect(box).to_be_focused()


@pytest.mark.parametrize(
    ("before", "text", "after", "value"),
    [
        ("strike person:ada-byron ", "mond", "", "strike person:ada-byron source:le-monde "),
        ("", "person:smi", " language:en", "person:adam-smith language:en"),
        ("strike OR ", "smi", " letter", "strike OR person:adam-smith letter"),
        ("", 'person:"adam sm', "", "person:adam-smith "),
        ("lettre ", "ada  by", "", "lettre person:ada-byron "),
    ],
)
def test_the_rest_of_the_query_stays(open_page, people: None, before: str, text: str, after: str, value: str) -> None:
    page = open_page()
    box = box_of(page)
    box.fill(before + after)
    box.evaluate("(input, place) => input.setSelectionRange(place, place)", len(before))
    typed(page, text, 1)
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(value)


def test_nothing_is_asked_within_a_word_a_phrase_or_a_condition(open_page, people: None) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    box = box_of(page)
    for text in ('"ada', "published:ada", "2023", "   ", "ada)", "ada" * 40):
        box.fill(text)
    box.evaluate(
        """input => {
            input.value = "adam";
            input.setSelectionRange(2, 2);
            input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    box.fill("byr")
    expect(options_of(page)).to_have_count(1)
    assert [parse_qs(urlsplit(url).query)["q"] for url in asked] == [["byr"]]


def test_nothing_is_asked_while_letters_are_composed(open_page, people: None) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    box = box_of(page)
    box.focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "by", "selectionStart": 2, "selectionEnd": 2})
    page.wait_for_timeout(0)
    expect(box).to_have_value("by")
    client.send("Input.insertText", {"text": "byr"})
    expect(options_of(page)).to_have_count(1)
    assert [parse_qs(urlsplit(url).query)["q"] for url in asked] == [["byr"]]


def test_only_the_last_of_quick_words_is_answered(open_page, people: None) -> None:
    page = open_page()
    held: list[Route] = []
    page.route(re.compile(r"/suggest\?q=by$"), lambda route: held.append(route))
    box = box_of(page)
    with page.expect_request(re.compile(r"/suggest\?q=by$")):
        box.fill("by")
    box.fill("smi")
    expect(options_of(page)).to_have_count(1)
    expect(options_of(page)).to_contain_text("Adam Smith")
    for route in held:  # the answer to the first comes when nobody waits for it any more
        route.fulfill(body=json.dumps({"suggestions": []}))
    box.press("ArrowDown")
    expect_active(page, "Adam Smith")


@pytest.mark.parametrize(
    "answer", [{"status": 500}, {"status": 200, "body": "<p>"}, {"status": 200, "body": "{}"}, None]
)
def test_the_form_works_where_no_answer_comes(open_page, people: None, answer: dict | None) -> None:
    page = open_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    failed = re.compile("/suggest")
    page.route(failed, lambda route: route.fulfill(**answer) if answer else route.abort())
    box = box_of(page)
    with page.expect_response(failed) if answer else page.expect_event("requestfailed"):
        box.fill("ada")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.unroute(failed)
    typed(page, " b", 1)
    box.press("Enter")
    page.wait_for_url("**/articles/?*")
    assert not errors


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_with_the_list_open(open_page, people: None, address: str, width: int, scheme: str) -> None:
    make_person("Q" * 100, "Adam" + "r" * 90, description="z" * 300, article_count=9)
    page = open_page(address, viewport={"width": width, "height": 700}, color_scheme=scheme)
    box = typed(page, "ada", 4)
    box.press("ArrowDown")
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    seen = options_of(page).first.bounding_box()
    assert seen and seen["x"] >= 0 and seen["x"] + seen["width"] <= width


def test_it_speaks_the_language_of_the_page(open_page, people: None) -> None:
    page = open_page(locale="fr")
    typed(page, "letter", 1)
    expect(options_of(page)).to_contain_text("20 novembre 2023")


@pytest.mark.parametrize("address", PAGES)
def test_without_a_script_it_is_a_plain_search_box(open_page, people: None, address: str) -> None:
    page = open_page(address, java_script_enabled=False)
    box = page.get_by_role("searchbox").first
    assert box.get_attribute("role") is None and page.locator(".combobox").count() == 0
    box.fill("ada")
    box.press("Enter")
    page.wait_for_url("**/articles/?*")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["ada"]


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_recognised_is_offered_above_the_articles(open_page, people: None, width: int) -> None:
    page = open_page("/articles/?q=byron+20+nov.+2023", viewport={"width": width, "height": 700})
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    offers = page.get_by_role("navigation", name="Recognised in these words")
    expect(offers.get_by_role("link")).to_have_count(5)
    expect(page.get_by_role("link", name="The letter to Ada")).to_be_visible()
    offers.get_by_role("link").first.click()
    expect(box_of(page)).to_have_value("person:ada-byron published:2023-11-20")
