"""Datasette beside the site, on the same SQLite file: with what its users would have, and without its limits of time.

It is no dependency and has an environment of its own, /tmp/datasette-env, or the one that DATASETTE_ENV names:
`python3 -m venv /tmp/datasette-env && /tmp/datasette-env/bin/pip install datasette sqlite-utils`.
It gets a table of coverage with an index on each column that it is asked by, people and events as JSON arrays for its
facets, and an FTS table over title and text made by its own tool. People are asked for by a condition on the table of
mentions, which has an index for that.
"""

import http.client
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.questions import Question

ENVIRONMENT = Path(os.environ.get("DATASETTE_ENV", "/tmp/datasette-env"))
_LIMITS = {"sql_time_limit_ms": 600_000, "facet_time_limit_ms": 600_000, "suggest_facets": "off"}
_FACETS = [("_facet", name) for name in ("source", "language", "month")]
_FACETS += [("_facet_array", name) for name in ("people", "events")]
_SHOWN = "status in ('automatic', 'confirmed')"
_COVERAGE = """
CREATE TABLE coverage AS SELECT a.id, a.title, s.name AS source, a.language, a.published_order AS published,
    a.published_earliest AS day, substr(a.published_earliest, 1, 7) AS month,
    (SELECT json_group_array(p.slug) FROM archive_mention m JOIN archive_person p ON p.id = m.person_id
        WHERE m.article_id = a.id AND m.status IN ('automatic', 'confirmed')) AS people,
    (SELECT json_group_array(e.slug) FROM archive_mention m JOIN archive_event e ON e.id = m.event_id
        WHERE m.article_id = a.id AND m.status IN ('automatic', 'confirmed')) AS events
FROM archive_article a JOIN archive_source s ON s.id = a.source_id WHERE a.status = 'published'
"""


def is_there() -> bool:
    """Return whether Datasette is installed in its environment."""
    return (ENVIRONMENT / "bin" / "datasette").exists()


def prepare(file: Path) -> None:
    """Make Datasette's tables in the file, unless they are there."""
    with closing(sqlite3.connect(file, timeout=60)) as database:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'coverage_by_month'").fetchone():
            return
        began = time.perf_counter()
        database.execute("DROP TABLE IF EXISTS coverage")
        database.execute(_COVERAGE)
        database.execute("CREATE UNIQUE INDEX coverage_by_id ON coverage (id)")
        for column in ("published", "source", "language", "day"):
            database.execute(f"CREATE INDEX coverage_by_{column} ON coverage ({column})")
        database.commit()
        tool = ENVIRONMENT / "bin" / "sqlite-utils"
        subprocess.run([tool, "enable-fts", file, "archive_article", "title", "text", "--replace"], check=True)
        database.execute("CREATE INDEX coverage_by_month ON coverage (month)")
        database.execute("ANALYZE coverage")
        database.commit()
    print(f"Datasette's tables in {time.perf_counter() - began:.0f} s", flush=True)


@contextmanager
def served(file: Path) -> Iterator[tuple[int, int]]:
    """Serve the file on this machine alone; yields the port, and the server's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [part for name, value in _LIMITS.items() for part in ("--setting", name, str(value))]
    server = subprocess.Popen(
        [ENVIRONMENT / "bin" / "datasette", "serve", file, "-h", "127.0.0.1", "-p", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def address(file: Path, question: Question) -> str | None:
    """Return the address of a question's page; None for an order by relevance, which its tables do not have."""
    if question.order == "relevance":
        return None
    asked: list[tuple[str, str | int]] = [*_FACETS, ("_sort_desc", "published"), ("_size", 20)]
    if question.search:
        asked += [("_search", question.search), ("_searchmode", "raw")]
        asked += [("_fts_table", "archive_article_fts"), ("_fts_pk", "id")]
    for pk in question.people:
        told = f"select article_id from archive_mention where person_id = {pk} and {_SHOWN}"
        asked.append(("_where", f"id in ({told})"))
    if question.happened:
        events = (
            "with recursive asked (id) as (select id from archive_event where "
            f"happened_earliest <= '{question.happened[1]}' and happened_latest >= '{question.happened[0]}' "
            "union select e.id from archive_event e join asked on e.parent_id = asked.id) select id from asked"
        )
        told = f"select article_id from archive_mention where event_id in ({events}) and {_SHOWN}"
        asked.append(("_where", f"id in ({told})"))
    if question.days:
        first, last = question.days
        asked.append(("day", str(first)) if first == last else ("month", f"{first:%Y-%m}"))
    return f"/{file.stem}/coverage?{urlencode(asked)}"


def get(port: int, path: str) -> None:
    """Get a page of Datasette's as a browser does; raises where it refuses or was cut short."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=900)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
    assert response.status == 200, f"{path} answers {response.status}: {body[:2000]}"
    assert "timed out" not in body, f"{path} was cut short"
