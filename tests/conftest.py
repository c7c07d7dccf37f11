"""What every test gets: a data folder of its own, and a browser or PostgreSQL where it asks for them.

Where a newcomer's machine has no Chromium, PostgreSQL or pywb, the tests that need them are skipped with a line that
says how to get them. With `CI` set, none may be skipped: the tests of the other database are left to the run on it.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, sync_playwright

from tests.contexts import Contexts
from tests.environment import find_chromium
from tests.kept_rows import MAKERS, KeptRows
from tests.views.small_archive import SmallArchive

CI = bool(os.environ.get("CI"))
ON_POSTGRES = bool(os.environ.get("TEST_DATABASE_URL"))
# A loaded machine is no failure; and CI tries the same cases on every run.
hypothesis.settings.register_profile(
    "archive", deadline=None, derandomize=CI, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("archive")

EMPTY_INDEX = {
    "sqlite": (
        "INSERT INTO archive_search (archive_search) VALUES ('delete-all')",
        "DELETE FROM archive_search_entry",
        "DELETE FROM archive_search_words",
    ),
    "postgresql": ("TRUNCATE archive_search",),
}

KEPT_ROWS = KeptRows()

NO_POSTGRES = "needs PostgreSQL: TEST_DATABASE_URL=postgres://user:password@host/name python -m pytest"
NO_CHROMIUM = "needs Chromium: apt install chromium libatomic1, or CHROMIUM=/path/to/a/chromium python -m pytest"

NO_REPLAY_TOOLS = (
    "needs pywb and py-wacz: python3 -m venv .venv-replay && "
    ".venv-replay/bin/pip install -r .ci/replay-requirements.txt (or REPLAY_TOOLS=/folder/of/their/programs)"
)


def asks_a_database(item: pytest.Item) -> bool:
    """Return whether a test has to do with a database; what comes of the others is the same on both."""
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"} & set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None)
    of_django = isinstance(case, type) and issubclass(case, TransactionTestCase)
    return bool(fixtures) or of_django or item.get_closest_marker("django_db") is not None


def is_flushed(item: pytest.Item) -> bool:
    """Return whether a test's rows are committed, and the tables flushed behind it."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(tryfirst=True)  # before the tests are chosen by their marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests of the other database to its own run, and skip what this machine cannot run, except in CI.

    Those that ask no database, marked `pure` here, and those in a browser are left to the run on SQLite.
    """
    kept: list[pytest.Item] = []
    elsewhere: list[pytest.Item] = []
    for item in items:
        needs_postgres = item.get_closest_marker("postgres") or "postgres_only" in getattr(item, "fixturenames", ())
        pure = not asks_a_database(item)
        if pure:
            item.add_marker("pure")
        of_sqlite = item.get_closest_marker("sqlite") or pure or "browser" in getattr(item, "fixturenames", ())
        other = of_sqlite if ON_POSTGRES else needs_postgres and CI
        (elsewhere if other else kept).append(item)
        if needs_postgres and not ON_POSTGRES and not CI:
            item.add_marker(pytest.mark.skip(reason=NO_POSTGRES))
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = kept


def pytest_collection_finish() -> None:
    """Let the garbage collection pass over what lives to the end: to look at it again takes much of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail in CI where a test was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in CI that a skipped test is a failure."""
    if CI and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("CI is set: no test may be skipped.", red=True)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> Path:
    """Give each test an empty ARCHIVE_DATA."""
    settings.ARCHIVE_DATA = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def kept_rows(django_db_setup, django_db_blocker) -> Iterator[KeptRows]:
    """Return the rows that tests begin with."""
    KEPT_ROWS.begin(django_db_blocker)
    yield KEPT_ROWS
    KEPT_ROWS.prepare([])


@pytest.hookimpl(tryfirst=True)  # before the transaction of the test begins
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a test that asks a database find the rows it begins with, and no others."""
    if "pure" not in item.keywords:
        names = set(getattr(item, "fixturenames", ()))
        begins_with = MAKERS if "kept_rows" in names and not is_flushed(item) else ()
        KEPT_ROWS.prepare([name for name in begins_with if name in names])


@pytest.fixture
def small(kept_rows: KeptRows, db) -> SmallArchive:
    """Return an archive with one of everything."""
    return kept_rows["small"]


@pytest.fixture(autouse=True)
def empty_index(request: pytest.FixtureRequest) -> None:
    """Empty the search index before a test whose rows are flushed: its tables have no models, and keep theirs."""
    if is_flushed(request.node):
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            for statement in EMPTY_INDEX[connection.vendor]:
                cursor.execute(statement)


@pytest.fixture
def postgres_only() -> None:
    """Mark a test that needs PostgreSQL; `pytest_collection_modifyitems` sees to it."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    give_up = pytest.fail if CI else pytest.skip
    executable = find_chromium()
    if not executable:
        give_up(NO_CHROMIUM)
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # its driver is a program of its own, which may lack a library here
        give_up(f"{NO_CHROMIUM} ({error})")
    # One process serves all pages of a context.
    arguments = ["--no-sandbox", "--renderer-process-limit=1"]
    launched = playwright.chromium.launch(executable_path=executable, args=arguments)
    yield launched
    launched.close()
    playwright.stop()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    """Return the contexts that the tests in a browser share."""
    return Contexts(browser)


@pytest.fixture
def new_page(contexts: Contexts, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page for the site, with the options of a context; nothing is left behind it."""

    def open_with(**options: object) -> Page:
        return contexts.open(base_url=live_server.url, **options)

    yield open_with
    contexts.clear()


@pytest.fixture(scope="session")
def replay_tools() -> Path:
    """Return the folder of the programs of pywb, py-wacz and warcio, which have an environment of their own."""
    folder = Path(os.environ.get("REPLAY_TOOLS") or Path(__file__).parent.parent / ".venv-replay" / "bin").absolute()
    if not all((folder / program).exists() for program in ("wayback", "wacz", "warcio", "cdxj-indexer")):
        (pytest.fail if CI else pytest.skip)(NO_REPLAY_TOOLS)
    return folder
