"""The files of a WACZ package, written one after the other into a ZIP file, each with its size and digest."""

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from archive.lib.zipped import Entry, entry

SOFTWARE = "Dossier"
# An index of more lines is packed in blocks, which readers fetch one by one; a smaller one is read whole.
LINES_UNPACKED = 10_000
LINES_A_BLOCK = 300


class Package:
    """A WACZ package while it is written: WARC files and pages in any order, then `finish`."""

    def __init__(self, zipped: zipfile.ZipFile, scratch: sqlite3.Connection, created: datetime) -> None:
        """Take the ZIP file, a database on disk in which the index is sorted, and the moment that the package names."""
        self._zipped = zipped
        self._scratch = scratch
        self._scratch.execute("CREATE TABLE lines (line BLOB)")
        self._created = created
        self._resources: list[dict[str, Any]] = []

    def warc_name(self, number: int) -> str:
        """Return the name of the WARC file with that number."""
        return f"dossier-{self._created:%Y%m%d%H%M%S}-{number:05}.warc.gz"

    def add_lines(self, lines: list[bytes]) -> None:
        """Keep lines of the index, in whatever order they come."""
        self._scratch.executemany("INSERT INTO lines VALUES (?)", [(line,) for line in lines])

    @contextmanager
    def file(self, path: str, *, packed: bool, listed: bool = True) -> Iterator[Entry]:
        """Yield the file at `path` of the package to be written; no other may be written meanwhile."""
        with entry(self._zipped, path, self._created, packed=packed) as written:
            yield written
        if listed:
            name, digest = path.rpartition("/")[2], f"sha256:{written.sha256()}"
            self._resources.append({"name": name, "path": path, "hash": digest, "bytes": written.size})

    def finish(self, description: str) -> None:
        """Write the index of all lines, then what the package says of itself."""
        self._index()
        created = f"{self._created:%Y-%m-%dT%H:%M:%SZ}"
        told = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": f"Captures kept by {SOFTWARE}",
            "description": description,
            "created": created,
            "software": SOFTWARE,
            "resources": self._resources,
        }
        with self.file("datapackage.json", packed=True, listed=False) as datapackage:
            datapackage.write(json.dumps({name: value for name, value in told.items() if value}, indent=2).encode())
        with self.file("datapackage-digest.json", packed=True, listed=False) as about:
            about.write(json_line({"path": "datapackage.json", "hash": f"sha256:{datapackage.sha256()}"}))

    def _index(self) -> None:
        (count,) = self._scratch.execute("SELECT count(*) FROM lines").fetchone()
        lines = (line for (line,) in self._scratch.execute("SELECT DISTINCT line FROM lines ORDER BY line"))
        if count > LINES_UNPACKED:
            self._packed_index(lines)
            return
        with self.file("indexes/index.cdx", packed=True) as index:
            for line in lines:
                index.write(line)

    def _packed_index(self, lines: Iterator[bytes]) -> None:
        """Write the index in blocks of gzip, and beside it the first line of each and where it begins."""
        blocks = [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
        with self.file("indexes/index.cdx.gz", packed=False) as index:
            while block := list(islice(lines, LINES_A_BLOCK)):
                packer = zlib.compressobj(wbits=31)
                packed = packer.compress(b"".join(block)) + packer.flush()
                place = json.dumps({"offset": index.size, "length": len(packed)})
                blocks.append(block[0].partition(b"{")[0] + place.encode() + b"\n")
                index.write(packed)
        with self.file("indexes/index.idx", packed=True) as index:
            index.write(b"".join(blocks))


def json_line(told: dict[str, Any]) -> bytes:
    """Return a line of JSON."""
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
