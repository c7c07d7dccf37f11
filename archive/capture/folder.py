"""Files found under the paths that somebody named, in order of name; what cannot be looked into is told, not raised."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.capture.files import known_suffix
from archive.capture.warc import is_web_archive


@dataclass(frozen=True)
class Entry:
    """A file to read; or one that is passed over, or cannot be reached, with the reason why."""

    path: Path
    skipped: str = ""
    failed: str = ""


def walk(path: Path) -> Iterator[Entry]:
    """Yield `path` itself, or what lies under it when it is a folder (links to folders are not followed)."""
    if not path.is_dir():
        yield Entry(path)
        return
    errors: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=errors.append):
        folders.sort()
        yield from _unreadable(errors)
        for name in sorted(files):
            file = Path(folder) / name
            known = known_suffix(file) or is_web_archive(file)
            yield Entry(file) if known else Entry(file, skipped="a file of a kind that is not ingested")
    yield from _unreadable(errors)


def _unreadable(errors: list[OSError]) -> Iterator[Entry]:
    while errors:
        error = errors.pop()
        yield Entry(Path(error.filename), failed=f"the folder cannot be read: {error.strerror}")
