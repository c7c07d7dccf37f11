"""The files of a WACZ package, written one after the other into a ZIP file, each with its size and digest."""

import hashlib
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import IO, Any

SOFTWARE = "Dossier"
# An index of more lines is packed in blocks, which readers fetch one by one; a smaller one is read whole.
LINES_UNPACKED = 10_000
LINES_A_BLOCK = 300


class Entry:
    """One file of the package while it is written: counts its bytes and reckons its digest."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Take the stream into the ZIP file."""
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> None:
        """Write `content` behind what stands there."""
        self._stream.write(content)
        self._digest.update(content)
        self.size += len(content)

    def write_json(self, told: dict[str, Any]) -> None:
        """Write a line of JSON."""
        self.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")

    def digest(self) -> str:
        """Return the labelled SHA-256 of what was written."""
        return f"sha256:{self._digest.hexdigest()}"


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
    def entry(self, path: str, *, packed: bool, listed: bool = True) -> Iterator[Entry]:
        """Yield the file at `path` of the package to be written; no other may be written meanwhile."""
        info = zipfile.ZipInfo(path, self._created.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self._zipped.open(info, "w", force_zip64=True) as stream:
            entry = Entry(stream)
            yield entry
        if listed:
            name = path.rpartition("/")[2]
            self._resources.append({"name": name, "path": path, "hash": entry.digest(), "bytes": entry.size})

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
        with self.entry("datapackage.json", packed=True, listed=False) as entry:
            entry.write(json.dumps({name: value for name, value in told.items() if value}, indent=2).encode())
        with self.entry("datapackage-digest.json", packed=True, listed=False) as about:
            about.write_json({"path": "datapackage.json", "hash": entry.digest()})

    def _index(self) -> None:
        (count,) = self._scratch.execute("SELECT count(*) FROM lines").fetchone()
        lines = (line for (line,) in self._scratch.execute("SELECT DISTINCT line FROM lines ORDER BY line"))
        if count > LINES_UNPACKED:
            self._packed_index(lines)
            return
        with self.entry("indexes/index.cdx", packed=True) as entry:
            for line in lines:
                entry.write(line)

    def _packed_index(self, lines: Iterator[bytes]) -> None:
        """Write the index in blocks of gzip, and beside it the first line of each and where it begins."""
        blocks = [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
        with self.entry("indexes/index.cdx.gz", packed=False) as entry:
            while block := list(islice(lines, LINES_A_BLOCK)):
                packer = zlib.compressobj(wbits=31)
                packed = packer.compress(b"".join(block)) + packer.flush()
                place = json.dumps({"offset": entry.size, "length": len(packed)})
                blocks.append(block[0].partition(b"{")[0] + place.encode() + b"\n")
                entry.write(packed)
        with self.entry("indexes/index.idx", packed=True) as entry:
            entry.write(b"".join(blocks))
