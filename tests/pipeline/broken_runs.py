"""Runs of ingest that are killed, or that run beside each other, in an archive of their own; prints what came of them.

`python -m tests.pipeline.broken_runs FOLDER --kills 10 --seed 1 --workers 2 --beside 1`, with ARCHIVE_DATA (and
DATABASE_URL) naming an empty archive, or one made by `--prepare`. A run is a fork, so that a hundred of them begin in
no time.
"""

import json
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from archive.capture.files import read_file  # noqa: E402
from archive.extraction.article import KnownSources  # noqa: E402
from archive.extraction.extract import extract  # noqa: E402
from archive.keeping.verify import Problem, verify  # noqa: E402
from archive.models import Article, Capture, DayTally, Mention, Person, SameText, Source, TextBand  # noqa: E402
from archive.search import index  # noqa: E402
from tests.makers import make_event, make_person  # noqa: E402

AUTHORITIES = (("Ada", "Noir"), ("Zoé", "Blanc"), ("Ida", "Vert"))


def prepare() -> None:
    """Make the database, with people and an event to be found, where there is none."""
    if Person._meta.db_table in connection.introspection.table_names():
        return
    call_command("migrate", verbosity=0)
    people = [make_person(*name) for name in AUTHORITIES]
    make_event("Départ de la directrice", cues={"noir quitté": "strong", "lettre ouverte": "weak"}, people=(people[0],))


def warm_up(folder: Path) -> None:
    """Read a page: what is loaded for that, no run has to load again."""
    extract(read_file(min(folder.glob("*.html")), limit=1 << 20), KnownSources([]))


def run(folder: Path, workers: int, out: int) -> None:
    """Ingest the folder in this process, a JSON line a page to the descriptor `out`."""
    with os.fdopen(out, "w", buffering=1) as stdout:
        call_command("ingest", str(folder), publish=True, json=True, workers=workers, stdout=stdout, stderr=stdout)


def fork(work: Callable[[], None]) -> int:
    """Do `work` in a process of its own; returns its number."""
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        work()
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def killed(folder: Path, workers: int, random: Random, most: int) -> bool:
    """Begin a run and kill it (SIGKILL) in its first `most` new pages; False where it was done before that."""
    reading, writing = os.pipe()
    pid = fork(lambda: run(folder, workers, writing))
    os.close(writing)
    wanted, seen = random.randrange(most), 0
    with os.fdopen(reading) as lines:
        while seen < wanted and (line := lines.readline()):
            seen += '"created"' in line or '"updated"' in line
        timer = Timer(random.uniform(0, 0.05), os.kill, (pid, signal.SIGKILL))
        timer.start()
        for _ in lines:  # it must not wait for us to read
            pass
        timer.join()
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def beside(folder: Path, workers: int, number: int) -> list[int]:
    """Let `number` runs work on the folder at once; returns their exit statuses."""
    runs = []
    for _ in range(number):
        runs.append(fork(lambda: run(folder, workers, os.open(os.devnull, os.O_WRONLY))))
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in runs]


def state() -> dict[str, Any]:
    """Return every row that ingest writes, without its keys and the time it was written."""
    return {
        "articles": sorted(map(_article, Article.objects.select_related("source", "text_capture")), key=str),
        "captures": sorted(map(_capture, Capture.objects.select_related("article", "refers_to")), key=str),
        "mentions": sorted(map(_mention, Mention.objects.select_related("article", "person", "event")), key=str),
        "pairs": sorted(
            [*sorted([pair.article.title, pair.other.title]), pair.likeness] for pair in SameText.objects.all()
        ),
        "bands": TextBand.objects.count(),
        "counts": [
            sorted(Person.objects.values_list("family_name", "article_count")),
            sorted(Source.objects.values_list("name", "article_count")),
            sorted(DayTally.objects.filter(articles__gt=0).values_list("interval", "articles")),
        ],
        "index": vars(index.health()),
        "problems": [f"{found.where}: {found.why}" for found in verify() if isinstance(found, Problem)],
    }


def _article(article: Article) -> list[Any]:
    names = ("title", "url", "byline", "published", "updated", "language", "section", "lead", "text", "status")
    authors = list(article.authorships.values_list("position", "name"))
    source = article.source.name if article.source else None
    return [
        *(getattr(article, name) for name in names),
        article.origins,
        authors,
        source,
        _identity(article.text_capture),
    ]


def _capture(capture: Capture) -> list[Any]:
    names = ("media_type", "charset", "http_status", "original_name", "payload_length")
    text = getattr(capture, "captured_text", None)
    first = _identity(capture.refers_to)
    article = capture.article.title if capture.article else None
    words = [text.title, text.text, text.waits] if text else None
    return [*_identity(capture), *(getattr(capture, name) for name in names), first, article, words]


def _identity(capture: Capture | None) -> list[str]:
    return [capture.target_uri, str(capture.captured_at), capture.sha256] if capture else []


def _mention(mention: Mention) -> list[Any]:
    spans = sorted(mention.spans.values_list("field", "start", "end", "words", "strength", "reason"))
    return [mention.article.title, str(mention.target), mention.status, mention.relation, spans]


def main() -> None:
    """Do as told, and print the state as JSON, with what became of the runs."""
    asked = arguments()
    prepare()
    if asked.prepare:
        return
    warm_up(asked.folder)
    random = Random(asked.seed)
    kills = sum(killed(asked.folder, asked.workers, random, asked.most) for _ in range(asked.kills))
    statuses = beside(asked.folder, asked.workers, asked.beside)
    sys.stdout.write(json.dumps({"kills": kills, "statuses": statuses, **state()}))


def arguments() -> Namespace:
    """Return the arguments of the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prepare", action="store_true", help="make the archive, and do no more")
    parser.add_argument("--kills", type=int, default=0, help="so many runs are killed first")
    parser.add_argument("--most", type=int, default=5, help="each within so many new pages")
    parser.add_argument("--beside", type=int, default=1, help="so many runs, at once, end the work")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
