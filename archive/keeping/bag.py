"""Bags: files with a list of their SHA-256, in a ZIP file that any tool unpacks and checks.

Source: The BagIt File Packaging Format (RFC 8493). What is read is checked wholly before anything is made of it.
"""

import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Self

from archive.lib.zipped import Entry, entry

CHUNK = 1 << 20
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
_TAG_MANIFEST = "tagmanifest-sha256.txt"
_LARGEST_TAG = 1 << 26
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
_MOST_FILES = 1_000_000
_BOMB = 1 << 26
_BOMB_RATIO = 200
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class BagError(Exception):
    """A file that is no bag, or not the one that was made; the message names the file in it, and what is wrong."""


class BagWriter:
    """A bag while it is written: files of payload, then `finish`."""

    def __init__(self, zipped: zipfile.ZipFile, name: str, created: datetime) -> None:
        """Take the ZIP file, the name of the folder that it unpacks to, and the moment."""
        self._zipped = zipped
        self._name = name
        self._created = created
        self._payload: list[tuple[str, Entry]] = []

    @contextmanager
    def file(self, path: str, *, packed: bool) -> Iterator[Entry]:
        """Yield the file `path` of the payload to be written, before any other."""
        with self._entry(f"data/{path}", packed) as written:
            yield written
        self._payload.append((f"data/{path}", written))

    def finish(self, info: dict[str, str]) -> None:
        """Write what the bag says of itself, and the lists of digests."""
        size = sum(written.size for _, written in self._payload)
        info = {
            **info,
            "Bagging-Date": f"{self._created:%Y-%m-%d}",
            "Payload-Oxum": f"{size}.{len(self._payload)}",
        }
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in info.items()).encode(),
            "manifest-sha256.txt": "".join(f"{file.sha256()}  {path}\n" for path, file in self._payload).encode(),
        }
        listed = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in tags.items())
        for path, content in {**tags, _TAG_MANIFEST: listed.encode()}.items():
            with self._entry(path, packed=True) as written:
                written.write(content)

    def _entry(self, path: str, packed: bool) -> AbstractContextManager[Entry]:
        return entry(self._zipped, f"{self._name}/{path}", self._created, packed=packed)


class Bag:
    """A bag to be read: its names are checked when it is opened, its content by `check`; a context manager."""

    def __init__(self, path: Path) -> None:
        """Open the ZIP file at `path`; raises `BagError` where it is no bag, or one that cannot be trusted."""
        try:
            self._zipped = zipfile.ZipFile(path)
        except OSError as error:
            raise BagError(f"{path} cannot be read: {error.strerror or error}") from error
        except _READ_ERRORS as error:
            raise BagError(f"{path} is no backup, or a truncated one: it is no whole ZIP file") from error
        try:
            self._entries = self._listed()
            self.manifest = self._manifest()
        except BaseException:
            self._zipped.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zipped.close()

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the list of the payload, by which one bag is told from all others."""
        told = "".join(f"{digest} {path}\n" for path, digest in sorted(self.manifest.items()))
        return hashlib.sha256(told.encode()).hexdigest()

    def size(self, path: str) -> int:
        """Return the size in bytes of a file of the payload."""
        return self._entries[path].file_size

    def check(self) -> Iterator[int]:
        """Read the whole payload and compare every digest; yield how many bytes were read. Raises `BagError`."""
        done = 0
        for path in self.manifest:
            for piece in self.pieces(path):
                done += len(piece)
                yield done

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the content of a file of the payload; raises `BagError` at its end where it is not what was kept."""
        digest = hashlib.sha256()
        with self.open(path) as stream:
            while piece := self._read(path, stream, CHUNK):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != self.manifest[path]:
            raise BagError(f"{path} is not as it was kept: its SHA-256 is another than manifest-sha256.txt tells")

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file of the payload, each at most as long as `_LARGEST_TAG`."""
        with self.open(path) as stream:
            try:
                while line := stream.readline(_LARGEST_TAG):
                    yield line
            except _READ_ERRORS as error:
                raise BagError(f"{path} cannot be read: {error}") from error

    def open(self, path: str) -> IO[bytes]:
        """Return a file of the payload as a stream."""
        try:
            return self._zipped.open(self._entries[path])
        except _READ_ERRORS as error:
            raise BagError(f"{path} cannot be read: {error}") from error

    @staticmethod
    def _read(path: str, stream: IO[bytes], size: int) -> bytes:
        try:
            return stream.read(size)
        except _READ_ERRORS as error:
            raise BagError(f"{path} is not as it was kept: {error}") from error

    def _listed(self) -> dict[str, zipfile.ZipInfo]:
        """Return the files of the bag by their paths in it; raises `BagError` for what no bag of ours holds."""
        infos = [info for info in self._zipped.infolist() if not info.is_dir()]
        if len(infos) > _MOST_FILES:
            raise BagError(f"it is no backup: it has more than {_MOST_FILES:,} files")
        size = Path(str(self._zipped.filename)).stat().st_size
        if sum(info.compress_size for info in infos) > size:
            raise BagError("it is no backup: files in it overlap")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > _BOMB and unpacked > _BOMB_RATIO * size:
            raise BagError(f"it is no backup: it unpacks to more than {_BOMB_RATIO} times its size")
        found: dict[str, zipfile.ZipInfo] = {}
        roots = set()
        for info in infos:
            root, _, path = info.filename.partition("/")
            roots.add(root)
            if _is_unsound(info) or not path or path in found:
                raise BagError(f"it is no backup, or a forged one: {info.filename[:200]!r} does not belong in it")
            found[path] = info
        if len(roots) != 1 or "bagit.txt" not in found:
            raise BagError("it is no backup: it has no folder with a bagit.txt")
        return found

    def _manifest(self) -> dict[str, str]:
        """Return the digests of the payload by path; raises `BagError` where a list and the files differ."""
        tags = self._digests(_TAG_MANIFEST)
        for path in _TAGS:
            if tags.get(path) != hashlib.sha256(self._tag(path)).hexdigest():
                raise BagError(f"{path} is not as it was kept: its SHA-256 is another than {_TAG_MANIFEST} tells")
        manifest = self._digests("manifest-sha256.txt")
        payload = {path for path in self._entries if path.startswith("data/")}
        if missing := sorted(set(manifest) - payload):
            raise BagError(f"{missing[0]} is missing, which manifest-sha256.txt lists")
        if strange := sorted(set(self._entries) - set(manifest) - {*_TAGS, _TAG_MANIFEST}):
            raise BagError(f"{strange[0]} is in it, and manifest-sha256.txt does not list it")
        return manifest

    def _digests(self, path: str) -> dict[str, str]:
        digests = {}
        for line in self._tag(path).decode("utf-8", "replace").splitlines():
            match = _LINE.fullmatch(line)
            if not match:
                raise BagError(f"{path} has a line that is no digest: {line[:80]!r}")
            digests[match[2]] = match[1].lower()
        return digests

    def _tag(self, path: str) -> bytes:
        if path not in self._entries:
            raise BagError(f"{path} is missing in it")
        with self.open(path) as stream:
            return self._read(path, stream, _LARGEST_TAG)


def _is_unsound(info: zipfile.ZipInfo) -> bool:
    """Return whether an entry leaves its folder, is no plain file, or is encrypted."""
    name = info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    leaves = name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts
    return leaves or kind not in (0, stat.S_IFREG) or bool(info.flag_bits & 1)
