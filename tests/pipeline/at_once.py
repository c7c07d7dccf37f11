"""Several who work at the same time, each with a connection of its own."""

from collections.abc import Callable
from threading import Thread

from django.db import connection


def at_once(work: Callable[[int], None], many: int = 4) -> None:
    """Call `work` with 0, 1 and so on, all at once, and wait for them; fails where one of them raises."""
    failures: list[Exception] = []

    def run(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
