"""A process that reads pages and archives for the fuzzing tests, and tells how each ended; the system bounds it."""

import faulthandler
import multiprocessing
import multiprocessing.connection
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.capture.files import read_file
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.warc import is_web_archive, read_warc
from archive.extraction.article import ExtractedArticle, KnownSource, KnownSources, NoArticle
from archive.extraction.extract import extract
from archive.lib.edtf import parse

SECONDS = 10
MOST_MEMORY = 1 << 30
_LIMIT = 64 * 1024 * 1024
_PATIENCE = 300  # seconds by the clock, of a process that waits and does nothing
_SOURCES = KnownSources([KnownSource(1, ("La Gazette du Val",), ("gazette-du-val.example",))])


@dataclass(frozen=True)
class Ending:
    """How reading one input ended: what came out, or what is wrong with it (`fault`), the time and the memory taken.

    `seconds` are those of its slowest page; `memory` the most bytes that the process has held so far.
    """

    came_out: str = ""
    fault: str = ""
    seconds: float = 0.0
    memory: int = 0


class Reader:
    """The reading process; one that died is followed by another."""

    def __init__(
        self, pages: Callable[[Path], Iterator[str]] | None = None, *, seconds: int = SECONDS, memory: int = MOST_MEMORY
    ) -> None:
        """Take what yields the outcome of each page of a file (the project's own way), and the bounds."""
        self._pages = pages or read_pages
        self._seconds, self._memory = seconds, memory
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.context.SpawnProcess | None = None

    def read(self, content: bytes, name: str) -> Ending:
        """Return how reading `content`, a file called `name`, ended."""
        if self._process is None:
            self._pipe, theirs = self._context.Pipe()
            self._process = self._context.Process(target=_serve, args=(theirs, self._pages, self._seconds), daemon=True)
            self._process.start()
            theirs.close()
        self._pipe.send((content, name))
        try:
            if not self._pipe.poll(_PATIENCE):
                self.close()
                return Ending(fault=f"no answer in {_PATIENCE} s")
            ending = self._pipe.recv()
        except EOFError:
            self._process.join()
            code, self._process = self._process.exitcode, None
            if code == -signal.SIGXCPU:
                return Ending(fault=f"a page took more than {self._seconds} s of processor time")
            return Ending(fault=f"the process died ({code})")
        return ending if ending.memory < self._memory or ending.fault else self._too_large(ending)

    def _too_large(self, ending: Ending) -> Ending:
        self.close()
        return replace(ending, fault=f"the process held {ending.memory / 2**20:.0f} MB")

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(pipe: multiprocessing.connection.Connection, pages: Callable[[Path], Iterator[str]], seconds: int) -> None:
    faulthandler.register(signal.SIGXCPU, chain=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (4 * MOST_MEMORY, 4 * MOST_MEMORY))
    with TemporaryDirectory() as folder:
        while True:
            try:
                content, name = pipe.recv()
            except EOFError:
                return
            pipe.send(_read(Path(folder) / name, content, pages, seconds))


def _read(path: Path, content: bytes, pages: Callable[[Path], Iterator[str]], seconds: int) -> Ending:
    path.write_bytes(content)
    slowest, came_out = 0.0, []
    try:
        outcomes = pages(path)
        while True:
            _allow(seconds)
            begun = time.process_time()
            outcome = next(outcomes, None)
            slowest = max(slowest, time.process_time() - begun)
            if outcome is None:
                break
            came_out.append(outcome)
        fault = ""
    except Exception:
        fault = traceback.format_exc()
    finally:
        path.unlink()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Ending(", ".join(came_out[:5]), fault, slowest, memory)


def _allow(seconds: int) -> None:
    """Let the system end this process after `seconds` more of processor time, whatever it is at then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def read_pages(path: Path) -> Iterator[str]:
    """Yield what each page of the file came to."""
    try:
        if not is_web_archive(path):
            yield _extracted(read_file(path, limit=_LIMIT))
            return
        for result in read_warc(path, limit=_LIMIT):
            yield _extracted(result) if isinstance(result, CapturedPage) else result.kind
    except CaptureError as error:
        yield _told(str(error))


def _extracted(page: CapturedPage) -> str:
    try:
        article = extract(page, _SOURCES)
    except NoArticle as error:
        return _told(str(error))
    _check(article)
    return "article"


def _told(words: str) -> str:
    assert words.strip(), "refused without a word"
    words.encode()
    return "refused"


def _check(article: ExtractedArticle) -> None:
    """Assert what every article keeps: words of its own, dates that are dates, text that can be stored."""
    assert article.title.value.strip()
    assert article.text.value.strip()
    for found in (article.published, article.updated):
        if found is not None:
            parse(found.value)
    fields = [article.title, article.text, article.byline, article.section, article.lead, article.source_name]
    for text in [found.value for found in fields if found] + list(article.authors):
        text.encode()
        assert "\0" not in text
    assert len(article.authors) <= 100
