"""What the tests in a browser share: pages opened at a width, in a colour scheme, in a language."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of the site at a width and in a colour scheme."""
    contexts = []

    def open_at(width: int = 1280, scheme: str = "light", **options: object) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale=options.pop("locale", "en"),
            **options,
        )
        contexts.append(context)
        return context.new_page()

    yield open_at
    for context in contexts:
        context.close()
