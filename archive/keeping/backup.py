"""Backup: every row and every capture in one file, as they stood at one moment, while others go on writing.

The rows are read in one snapshot; the files of captures are copied after it. They only grow, and a row is written when
its record is on disk, so what is copied holds every record that the snapshot names. Each file is copied up to the end
of its last whole record.
"""

import json
import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F, Max

from archive.capture.copying import pieces
from archive.capture.tail import whole_members
from archive.keeping.bag import BagWriter
from archive.keeping.tables import BATCH, columns, kept_models, last_keys, read_rows
from archive.models import Capture
from archive.models.snapshot import snapshot

FORMAT = 1
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Kept:
    """How many of one kind ("rows", "MB of captures", "files of captures") the backup holds so far."""

    what: str
    number: int


@dataclass(frozen=True)
class NotKept:
    """A file that the backup lacks, or has in part; `lost` where rows name what is missing."""

    where: str
    why: str
    lost: bool = True


def backup(out: BinaryIO) -> Generator[Kept | NotKept, None, None]:
    """Write everything to `out` as a bag in a ZIP file; yield what cannot be kept, and how far it has come.

    Raises `OSError` where `out` cannot be written.
    """
    created = datetime.now(UTC)
    with zipfile.ZipFile(out, "w") as zipped:
        bag = BagWriter(zipped, f"dossier-{created:%Y%m%d%H%M%S}", created)
        with snapshot():
            yield from _tables(bag, created)
            named = dict(_named_files())
        yield from _captures(bag, named)
        bag.finish(
            {
                "Bag-Software-Agent": "Dossier",
                "External-Description": "A Dossier archive: its rows, a file of JSON lines a table, and its captures.",
            }
        )


def _tables(bag: BagWriter, created: datetime) -> Iterator[Kept]:
    """Write what the backup says of itself, and the rows of every table."""
    models = kept_models(apps)
    told: dict[str, Any] = {
        "format": FORMAT,
        "created": created.isoformat(),
        "database": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        "tables": {model._meta.db_table: columns(model) for model in models},
        "last_keys": last_keys(models),
    }
    with bag.file("backup.json", packed=True) as about:
        about.write(json.dumps(told, indent=1).encode() + b"\n")
    number = 0
    for model in models:
        with bag.file(f"database/{model._meta.db_table}.jsonl", packed=True) as table:
            for line in read_rows(model):
                table.write(line)
                number += 1
                if number % BATCH == 0:
                    yield Kept("rows", number)
    yield Kept("rows", number)


def _named_files() -> Iterator[tuple[str, int]]:
    """Yield the files that captures name, and where the last record of each ends that they name."""
    end = Max(F("warc_offset") + F("warc_length"))
    yield from Capture.objects.order_by("warc_file").values_list("warc_file").annotate(end=end)


def _captures(bag: BagWriter, named: dict[str, int]) -> Iterator[Kept | NotKept]:
    folder = settings.ARCHIVE_DATA / "captures"
    done = files = 0
    for name, named_end in named.items():
        try:
            with (folder / name).open("rb") as handle:
                for step in _copy(bag, folder / name, handle, named_end):
                    if isinstance(step, NotKept):
                        yield step
                    else:
                        done += step
                        yield Kept("MB of captures", done // _MEGABYTE)
        except FileNotFoundError:
            yield NotKept(str(folder / name), "captures' rows name this file, and it is not there")
            continue
        files += 1
    yield Kept("files of captures", files)
    for path in sorted(folder.glob("*.warc.gz")):
        if path.name not in named:
            yield NotKept(str(path), "no capture's row names this file: it was left out", lost=False)


def _copy(bag: BagWriter, path: Path, handle: BinaryIO, named_end: int) -> Iterator[int | NotKept]:
    """Copy the whole records of the file; yield how many bytes were written, and whether it lacks named ones."""
    size = path.stat().st_size
    if size < named_end:
        yield NotKept(str(path), f"captures' rows name {named_end:,} bytes of it, and it has {size:,}")
    end = max((member.end for member in whole_members(handle, named_end)), default=min(size, named_end))
    with bag.file(f"captures/{path.name}", packed=False) as copied:
        for piece in pieces(handle, 0, end):
            copied.write(piece)
            yield len(piece)
