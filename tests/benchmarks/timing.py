"""What benchmarks share: the times of some runs, SQL run as it is written, and the plans of slow statements."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from django.db import connection


def best(work: Callable[[], object], times: int, long: float) -> float:
    """Return the shortest time of `times` runs, in milliseconds; one that takes over `long` seconds is the last."""
    shortest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - began)
        if shortest > long:
            break
    return 1000 * shortest


@dataclass
class Watch:
    """Times runs: by the clock, or the processor's time of this process and of those others that work for it."""

    others: Sequence[int] | None = None

    def timed(self, work: Callable[[], object]) -> float:
        """Return how long one run takes, in milliseconds."""
        began = self._now()
        work()
        return 1000 * (self._now() - began)

    def _now(self) -> float:
        if self.others is None:
            return time.perf_counter()
        # A process's clock of CPU time, as clock_getcpuclockid(3) makes it of its number (Linux).
        return time.process_time() + sum(time.clock_gettime(~pid << 3 | 2) for pid in self.others)


def middle(times: Sequence[float]) -> float:
    """Return the median."""
    return median(times)


def worst(times: Sequence[float]) -> float:
    """Return the 95th percentile; of a single time, that."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def run_sql(sql: str, params: Sequence[object] | None = None) -> list[tuple]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def show_plan(sql: str) -> None:
    """Print a statement, its values in it, with how the database goes about it."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF)"
    print("   ", sql[:1500])
    for row in run_sql(f"{explain} {sql}"):
        print("       ", row[-1])


def show_plans(queries: Sequence[dict[str, str]], slow: float) -> None:
    """Print the plans of the statements that took longer than `slow` milliseconds, without settings around them."""
    for query in queries:
        parts = (part.strip() for part in query["sql"].split("; "))
        asked = next((part for part in parts if part.upper().startswith(("SELECT", "WITH", "("))), "")
        if asked and 1000 * float(query["time"]) >= slow:
            print(f"    {1000 * float(query['time']):.0f} ms")
            show_plan(asked)
