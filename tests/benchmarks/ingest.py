"""How much the archive adds to what the extraction libraries take, and what a second process brings.

`python -m tests.benchmarks.ingest FOLDER [--workers 2]` brings the pages of the folder (HTML, also .gz) into a new
archive in a temporary folder on SQLite. Of each page the CPU time of `Ingest.page` (reading the file, capture, article,
links and index, all of it) stands beside that of trafilatura with its metadata, htmldate's dates among them; one after
the other, so that whatever else the machine does weighs on both. With workers, the command's time on the clock with one
process is set beside that with several.
"""

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

_KEPT = tempfile.TemporaryDirectory()
os.environ["ARCHIVE_DATA"] = _KEPT.name
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

import trafilatura  # noqa: E402
from django.core.management import call_command  # noqa: E402

from archive.capture.files import read_file  # noqa: E402
from archive.pipeline import Ingest  # noqa: E402

_MOST = 1 << 30


def measure(paths: list[Path]) -> tuple[float, float]:
    """Return the CPU seconds that the libraries alone take for the pages, and those that the ingest takes."""
    call_command("migrate", verbosity=0)
    run = Ingest()
    libraries = ingest = 0.0
    for path in paths:
        body = read_file(path, limit=_MOST).body
        begun = time.process_time()
        trafilatura.extract_with_metadata(body)
        between = time.process_time()
        run.page(read_file(path, limit=_MOST), str(path))
        libraries += between - begun
        ingest += time.process_time() - between
    return libraries, ingest


def clock(folder: str, workers: int) -> float:
    """Return the seconds on the clock of an ingest of `folder` into a new archive by so many processes."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "ARCHIVE_DATA": data}
        command = [sys.executable, "manage.py"]
        subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
        begun = time.perf_counter()
        subprocess.run(
            [*command, "ingest", "--json", "--workers", str(workers), folder],
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,  # a page that fails is named, and costs its time too
        )
        return time.perf_counter() - begun


def main() -> None:
    """Print both, and their ratios."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    paths = sorted(Path(asked.folder).glob("*.html*"))
    libraries, ingest = measure(paths)
    each = 1000 / len(paths)
    print(f"{len(paths)} pages on {os.cpu_count()} processors")
    print(f"the libraries alone: {libraries * each:.1f} ms of CPU a page")
    print(f"ingest: {ingest * each:.1f} ms, {ingest / libraries:.2f} times the libraries alone")
    one, several = clock(asked.folder, 1), clock(asked.folder, asked.workers)
    print(f"one process: {one:.1f} s; {asked.workers}: {several:.1f} s, {one / several:.2f} times as fast")


if __name__ == "__main__":
    main()
