"""Contexts of the browser that are kept from test to test: to start a process for each page takes most of the time."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page


@dataclass
class Kept:
    """A context, the page that keeps its process alive, and what reaches into it."""

    context: BrowserContext
    idle: Page
    session: CDPSession

    def clear(self) -> None:
        """Close what was opened and forget all that was stored: the next test finds a context like a new one."""
        for page in self.context.pages:
            if page is not self.idle:
                page.close()
        self.context.clear_cookies()
        self.session.send("Network.clearBrowserCache")


@dataclass
class Contexts:
    """The contexts of a browser, by their options."""

    browser: Browser
    kept: dict[str, Kept] = field(default_factory=dict)

    def open(self, **options: object) -> Page:
        """Return a new page in the context with these options of Playwright's `new_context`."""
        name = repr(sorted(options.items()))
        if name not in self.kept:
            context = self.browser.new_context(**options)
            idle = context.new_page()
            self.kept[name] = Kept(context, idle, context.new_cdp_session(idle))
        return self.kept[name].context.new_page()

    def clear(self) -> None:
        """Clear each context."""
        for kept in self.kept.values():
            kept.clear()
