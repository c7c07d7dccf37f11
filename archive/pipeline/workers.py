"""Pages brought in by several processes at once: what became of each is told in the order of the pages."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from django.db import connections

from archive.capture.page import CapturedPage
from archive.pipeline.ingest import Ingest
from archive.pipeline.outcome import Outcome, Result
from archive.pipeline.told import Told

# Enough that no worker waits for the next page, few enough that no more than these bodies are in memory.
_WAITING_FOR_EACH = 3
_DIED = (
    "the process that worked on it ended (it was killed, or memory ran out); nothing of it is half-written: ingest it "
    "again"
)


@dataclass(frozen=True)
class Job:
    """One page to bring in: `page`, or where that is None the page in the file `file`; and what was told of it."""

    file: str
    page: CapturedPage | None = None
    told: Told | None = None


class WorkersError(Exception):
    """The processes that are to share the work cannot be started; the message says why."""


Work = Callable[[Job, Ingest], Outcome]
_Waiting = deque[tuple[Job | None, "Future[Outcome] | Outcome"]]

_ingest: Ingest | None = None
_work: Work | None = None


def can_share() -> bool:
    """Return whether this system can share the work out: the workers are forks of this process."""
    return "fork" in multiprocessing.get_all_start_methods()


def share(jobs: Iterable[Job | Outcome], work: Work, ingest: Ingest, workers: int) -> Iterator[Outcome]:
    """Yield what `work` makes of each job with `ingest`, in order, by so many processes; outcomes pass through.

    A page whose process dies fails, as do those that were waiting behind it, and the work goes on with new processes.
    """
    jobs = iter(jobs)
    while True:
        yield from (broken := _Pool(jobs, work, ingest, workers)).run()
        if not broken.died:
            return


class _Pool:
    """One set of processes, at work until the jobs are done or a process dies."""

    def __init__(self, jobs: Iterator[Job | Outcome], work: Work, ingest: Ingest, workers: int) -> None:
        self.died = False
        self._jobs = jobs
        self._most = workers * _WAITING_FOR_EACH
        connections.close_all()  # a connection cannot be shared with the forks
        self._pool = ProcessPoolExecutor(
            workers, multiprocessing.get_context("fork"), initializer=_start, initargs=(work, ingest)
        )
        try:
            self._pool.submit(os.getpid).result()  # forks all of them, before a connection is opened again
        except (BrokenProcessPool, OSError) as error:
            raise WorkersError(f"{workers} processes cannot be started: {error}") from error

    def run(self) -> Iterator[Outcome]:
        waiting: _Waiting = deque()
        try:
            while not self.died:
                for job in islice(self._jobs, self._most - len(waiting)):
                    waiting.append((None, job) if isinstance(job, Outcome) else (job, self._submit(job, waiting)))
                if not waiting:
                    return
                yield self._outcome(*waiting.popleft())
            while waiting:
                yield self._outcome(*waiting.popleft())
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _submit(self, job: Job, waiting: _Waiting) -> "Future[Outcome] | Outcome":
        """Begin with `job`; of one address the captures are taken one after the other, for the first makes the text."""
        if job.page is not None and job.page.url:
            of_address = [found for other, found in waiting if other and other.page and other.page.url == job.page.url]
            wait(found for found in of_address if isinstance(found, Future))
        try:
            return self._pool.submit(_do, job)
        except BrokenProcessPool:
            return self._lost(job)

    def _lost(self, job: Job) -> Outcome:
        self.died = True
        page = job.page
        return Outcome(job.file, Result.FAILED, page.record if page else None, page.url if page else None, _DIED)

    def _outcome(self, job: Job | None, result: "Future[Outcome] | Outcome") -> Outcome:
        if job is None or isinstance(result, Outcome):
            return result  # type: ignore[return-value]  # what has no job is an outcome
        try:
            return result.result()
        except BrokenProcessPool:
            return self._lost(job)


def _start(work: Work, ingest: Ingest) -> None:
    """Prepare this process: Ctrl-C is for the one that shares the work out, and when that is gone, this one goes."""
    global _ingest, _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _ingest, _work = ingest, work


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(job: Job) -> Outcome:
    assert _work is not None and _ingest is not None  # noqa: S101  (`_start` has set them)
    return _work(job, _ingest)
