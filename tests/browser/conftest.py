"""What the tests in a browser share: pages opened at a width, in a colour scheme, in a language."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.fixture
def open_page(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens a page of the site at a width and in a colour scheme."""

    def open_at(width: int = 1280, scheme: str = "light", **options: object) -> Page:
        viewport = {"width": width, "height": 900}
        return new_page(
            **{"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce", "locale": "en", **options}
        )

    return open_at
