"""How much the archive adds to what the extraction libraries take: CPU time of an ingest beside that of the libraries.

`python -m tests.benchmarks.ingest FOLDER [--workers 2]` brings the pages of the folder (HTML, also .gz) into a new
archive in a temporary folder on SQLite, and extracts them by trafilatura with its metadata (htmldate's dates among
them) in the same run, each once before it is measured. With workers, the time on the clock of one is set beside theirs.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

import trafilatura

from archive.capture.files import read_file

_MANAGE = (sys.executable, "manage.py")


def libraries(pages: list[bytes]) -> float:
    """Return the CPU seconds that trafilatura takes for the pages."""
    begun = time.process_time()
    for body in pages:
        trafilatura.extract_with_metadata(body)
    return time.process_time() - begun


def run(folder: str, data: Path, *options: str) -> tuple[float, float]:
    """Return the CPU seconds, and the seconds on the clock, that an ingest of `folder` into `data` takes."""
    environment = {**os.environ, "ARCHIVE_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    subprocess.run([*_MANAGE, "migrate", "--verbosity", "0"], env=environment, check=True)
    before, begun = _children(), time.perf_counter()
    subprocess.run([*_MANAGE, "ingest", "--json", folder, *options], env=environment, stdout=subprocess.DEVNULL)
    return _children() - before, time.perf_counter() - begun


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print both, and their ratio."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    pages = [read_file(path, limit=1 << 30).body for path in sorted(Path(asked.folder).glob("*.html*"))]
    libraries(pages)
    alone = libraries(pages)
    with tempfile.TemporaryDirectory() as data:
        start, _ = run(tempfile.mkdtemp(dir=data), Path(data, "empty"))
        cpu, clock = run(asked.folder, Path(data, "one"))
        _, shared = run(asked.folder, Path(data, "many"), "--workers", str(asked.workers))
    each = 1000 / len(pages)
    print(f"{len(pages)} pages")
    print(f"libraries alone           {alone * each:6.1f} ms of CPU a page")
    print(f"ingest                    {cpu * each:6.1f} ms, {cpu / alone:.2f} times the libraries")
    print(f"without starting up       {(cpu - start) * each:6.1f} ms, {(cpu - start) / alone:.2f} times the libraries")
    print(f"{asked.workers} workers: {clock / shared:.2f} times as fast as one, on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
