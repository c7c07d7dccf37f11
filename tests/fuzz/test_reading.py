"""Spoiled pages and archives end in an article or in a word why not: no traceback, no hang, no bloat."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz import faults, seeds
from tests.fuzz.mutations import WARC_TOKENS, mutated
from tests.fuzz.traps import PAGES, TEXTS
from tests.fuzz.worker import Reader

pytestmark = pytest.mark.process

TRIES = int(os.environ.get("ARCHIVE_FUZZ") or 180)
SIZE = 1_000_000 if TRIES >= 1000 else 5_000
# No search for the smallest input that takes 10 s: each try would take as long.
fuzzing = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate], print_blob=True
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Return the process that reads."""
    reader = Reader()
    yield reader
    reader.close()


@settings(fuzzing, max_examples=TRIES * 3 // 4)
@given(mutated(seeds.pages()))
def test_it_reads_spoiled_pages(reader, spoiled):
    name, content = spoiled
    assert not reader.read(content, name).fault


@settings(fuzzing, max_examples=TRIES // 4)
@given(mutated(seeds.archives(), tokens=WARC_TOKENS))
def test_it_reads_spoiled_web_archives(reader, spoiled):
    name, content = spoiled
    assert not reader.read(content, name).fault


@pytest.mark.parametrize("trap", PAGES)
def test_it_does_not_run_into_a_trap_in_a_page(reader, trap):
    assert not reader.read(PAGES[trap](SIZE).encode("utf-8", "surrogatepass"), "trap.html").fault


@pytest.mark.parametrize("trap", TEXTS)
def test_it_does_not_run_into_a_trap_in_a_text(reader, trap):
    assert not reader.read(TEXTS[trap](SIZE).encode("utf-8", "surrogatepass"), "trap.txt").fault


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        (faults.hang, "more than 1 s of processor time"),
        (faults.bloat, "the process held"),
        (faults.break_down, "IndexError"),
    ],
)
def test_it_would_notice(pages, fault):
    reader = Reader(pages, seconds=1, memory=400 << 20)
    assert fault in reader.read(b"", "page.html").fault
    reader.close()
