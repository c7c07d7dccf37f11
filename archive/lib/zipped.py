"""Files written into a ZIP file one after the other, as streams, each with its size and SHA-256."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO


class Entry:
    """One file of a ZIP file while it is written: counts its bytes and reckons its digest."""

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

    def sha256(self) -> str:
        """Return the SHA-256 of what was written, in hexadecimal."""
        return self._digest.hexdigest()


@contextmanager
def entry(zipped: zipfile.ZipFile, path: str, moment: datetime, *, packed: bool) -> Iterator[Entry]:
    """Yield the file `path` of the ZIP file to be written, of any size; no other may be written meanwhile.

    `moment` is told as its time, `packed` whether it is to be compressed.
    """
    info = zipfile.ZipInfo(path, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    with zipped.open(info, "w", force_zip64=True) as stream:
        yield Entry(stream)
