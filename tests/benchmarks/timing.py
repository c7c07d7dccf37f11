"""What benchmarks share: the shortest time of a few runs, and SQL run as it is written."""

import time
from collections.abc import Callable

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


def run_sql(sql: str) -> list[tuple]:
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
