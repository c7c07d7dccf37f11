"""A captured page in a browser: its address gives a file to be kept, and nothing in it runs."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from archive.models import Capture
from tests.axe import Axe
from tests.makers import make_article
from tests.views.kept import URL, fetched, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = (
    b"<!DOCTYPE html><html><head><title>Harbour</title><script>document.title = 'ran';"
    b"window.opener && (window.opener.ran = true); parent.ran = true; document.cookie = 'ran=1'</script></head>"
    b"<body onload=\"fetch('/?ran')\"><img src=x onerror=\"fetch('/?ran')\"><p>The harbour.</p></body></html>"
)


@pytest.fixture
def capture(transactional_db) -> Capture:
    """Return the capture of a page with scripts."""
    return keep(fetched(HOSTILE), make_article("Harbour"))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Return a page of a browser that keeps downloads."""
    return new_page(accept_downloads=True, locale="en")


def test_the_address_of_the_bytes_gives_a_file_and_runs_nothing(page: Page, capture: Capture) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/captures/{capture.pk}/")
    asked.clear()
    with page.expect_download() as download, pytest.raises(Error, match="Download is starting"):
        page.goto(f"/captures/{capture.pk}/bytes")
    kept = Path(download.value.path())
    assert download.value.suggested_filename == "harbour.html"
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == capture.sha256
    assert page.title().startswith("Capture") and page.evaluate("window.ran") is None
    assert page.context.cookies() == [] and not any("?ran" in url for url in asked)


def test_the_link_on_the_page_gives_the_file(page: Page, capture: Capture) -> None:
    page.goto(f"/captures/{capture.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="The page’s bytes").click()
    assert Path(download.value.path()).read_bytes() == HOSTILE
    with page.expect_download() as download:
        page.get_by_role("link", name="The WARC record").click()
    assert download.value.suggested_filename == f"capture-{capture.pk}.warc.gz"


@pytest.mark.parametrize("tag", ["iframe", "object"])
def test_no_page_can_take_the_bytes_in(page: Page, capture: Capture, live_server, tag: str) -> None:
    address = f"{live_server.url}/captures/{capture.pk}/bytes"
    name = "data" if tag == "object" else "src"
    # A page of another origin, without a policy of its own.
    page.route("http://elsewhere.test/", lambda route: route.fulfill(body="<p>Elsewhere</p>", content_type="text/html"))
    page.goto("http://elsewhere.test/")
    asked: list[str] = []
    shown: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url == address else None)
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    page.evaluate(
        """([tag, name, address]) => {
            const element = document.createElement(tag);
            element.setAttribute(name, address);
            document.body.append(element);
        }""",
        [tag, name, address],
    )
    page.wait_for_load_state("networkidle")
    assert asked and address not in shown and page.evaluate("window.ran") is None


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_page_of_a_capture_is_whole_with_all_that_a_server_says(
    new_page: Callable[..., Page], transactional_db, width: int, scheme: str
) -> None:
    headers = ("X-" + "N" * 90 + ": " + "v" * 500, "Content-Security-Policy: " + "default-src 'self'; " * 20)
    long = keep(fetched(HOSTILE, headers, url="https://gazette.example/" + "a" * 900 + "?" + "b=c&" * 100))
    again = keep(replace(fetched(HOSTILE), captured_at=None), make_article("A title " * 60))
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en")
    for address in (f"/captures/{long.pk}/", f"/captures/{again.pk}/", "/timegate/https://nowhere.example/"):
        page.goto(address)
        results = Axe().run(page)
        assert not results.violations_count, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_timegate_leads_a_browser_to_the_file(page: Page, capture: Capture) -> None:
    with page.expect_download() as download, pytest.raises(Error, match="Download is starting"):
        page.goto(f"/timegate/{URL}")
    assert download.value.url.endswith(f"/captures/{capture.pk}/bytes")
