"""axe, which is put into a page once, and reads no style sheet a second time."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe as _Axe
from playwright.sync_api import Page


class Axe(_Axe):
    """The checks of accessibility."""

    def run(self, page: Page, options: dict[str, object] | None = None) -> AxeResults:
        """Return what is wrong with the page as it stands; `options` are those of `axe.run`."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(self.axe_script)
        # What axe would preload serves its rules on sound, which no page has, and on turned screens, which are off.
        told = {"resultTypes": ["violations"], "preload": False, **(options or {})}
        return AxeResults(page.evaluate("options => axe.run(options)", told))
