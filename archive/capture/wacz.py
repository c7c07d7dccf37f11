"""The WARC files inside a WACZ file, read out of it as streams: nothing is unpacked to disk or whole to memory.

Source: Web Archive Collection Zipped 1.1.1 (Webrecorder, 2021): a ZIP file whose folder `archive` holds the WARC
files, and whose `datapackage.json` states their digests.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from archive.capture.page import CaptureError
from archive.capture.records import Damage

WARC_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".warc.wet.gz")
_DATAPACKAGE = "datapackage.json"
_LARGEST_DATAPACKAGE = 1 << 26
_MOST_ENTRIES = 100_000
_BOMB = 1 << 26
_BOMB_RATIO = 400
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass
class WaczMember:
    """A WARC file inside a WACZ file: its name, size, a stream to read once, and afterwards what was wrong with it."""

    name: str
    size: int
    stream: IO[bytes]
    digest: str = ""
    damages: list[Damage] = field(default_factory=list)
    _hashed: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes; nothing at the end, and where the ZIP file is broken."""
        try:
            content = self.stream.read(size)
        except _READ_ERRORS as error:
            self.damages.append(Damage(f"the ZIP file is broken there ({error}): the rest cannot be read"))
            self.digest = ""
            return b""
        self._hashed.update(content)
        if not content and self.digest and self.digest != self._hashed.hexdigest():
            self.damages.append(Damage(f"its digest is not the one that {_DATAPACKAGE} states", lost=False))
            self.digest = ""
        return content


def wacz_members(path: Path) -> Iterator[WaczMember | Damage]:
    """Yield the WARC files inside the WACZ file at `path`, and what cannot be read or checked.

    Raises `CaptureError` where the file is no ZIP file, has no WARC files in its folder `archive`, or is a ZIP bomb.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = _entries(package, path.stat().st_size)
            digests = _digests(package)
            if not digests:
                yield Damage(f"{_DATAPACKAGE} is missing or states no digests: none was checked", lost=False)
            for entry in entries:
                yield _opened(package, entry, digests.get(entry.filename, ""))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError, ValueError) as error:
        raise CaptureError(f"not a WACZ file, or a broken one: it is no whole ZIP file ({error})") from error


def _entries(package: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    everything = package.infolist()
    if len(everything) > _MOST_ENTRIES:
        raise CaptureError(f"the WACZ file has more than {_MOST_ENTRIES:,} entries")
    entries = [entry for entry in everything if _is_warc(entry.filename)]
    if not entries:
        if any(entry.filename.lower().endswith(".wacz") for entry in everything):
            raise CaptureError("the WACZ file holds other WACZ files: unpack it, and ingest those")
        raise CaptureError("the WACZ file has no WARC file in its folder archive/")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _BOMB and unpacked > _BOMB_RATIO * size:
        raise CaptureError(f"the WACZ file unpacks to more than {_BOMB_RATIO} times its size: it is not read")
    return entries


def _is_warc(name: str) -> bool:
    return PurePosixPath(name).parts[:1] == ("archive",) and name.lower().endswith(WARC_SUFFIXES)


def _opened(package: zipfile.ZipFile, entry: zipfile.ZipInfo, digest: str) -> WaczMember | Damage:
    name = entry.filename
    if ".." in PurePosixPath(name).parts or "\\" in name:
        return Damage(f"{name[:200]!r} leaves the folder archive/: it was not read")
    if entry.flag_bits & 1:
        return Damage(f"{name} is encrypted: it cannot be read")
    try:
        return WaczMember(name, entry.file_size, package.open(entry), digest)
    except _READ_ERRORS as error:
        return Damage(f"{name} cannot be read: {error}")


def _digests(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the SHA-256 of each file that the data package states, in the form of WACZ 1.0 or 1.1."""
    try:
        with package.open(_DATAPACKAGE) as stream:
            content = json.loads(stream.read(_LARGEST_DATAPACKAGE))
        resources = content["resources"]
        stated = [(str(resource["path"]), str(resource.get("hash") or "")) for resource in resources]
        older = [str((resource.get("stats") or {}).get("hash") or "") for resource in resources]
    except (*_READ_ERRORS, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    digests = {path: (digest or other) for (path, digest), other in zip(stated, older, strict=True)}
    return {path: digest.removeprefix("sha256:").lower() for path, digest in digests.items() if _is_sha256(digest)}


def _is_sha256(digest: str) -> bool:
    return len(digest.removeprefix("sha256:")) == 64
