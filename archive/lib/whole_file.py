"""Files that are there whole or not at all: written where nobody sees them, put on disk, then given their name."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.lib.durable import sync_folder


@contextmanager
def whole_file(path: Path, *, overwrite: bool = False, private: bool = False) -> Iterator[BinaryIO]:
    """Yield a file to write, which becomes `path` when the block ends without an error, flushed to disk.

    Where the system can (Linux: O_TMPFILE), the file has no name before, so that a process that is killed leaves
    nothing behind. `private`: its owner alone may read it. Raises `FileExistsError` where `path` is there and may not
    be overwritten, and other `OSError`s where it cannot be written.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(path))
    if path.exists() and not overwrite:
        raise FileExistsError(17, "File exists", str(path))
    handle, name = _open(path, 0o600 if private else 0o644)
    try:
        with handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
            name = name or _give_name(handle, path)
            _place(name, path, overwrite)
    finally:
        if name is not None:
            name.unlink(missing_ok=True)
    sync_folder(path.parent)


def _open(path: Path, mode: int) -> tuple[BinaryIO, Path | None]:
    """Return a new file beside `path`, and the name it has for now, or None where it has none yet."""
    if hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir():
        with suppress(OSError):  # not every file system has files without a name; what else is wrong is said below
            return os.fdopen(os.open(path.parent, os.O_TMPFILE | os.O_RDWR, mode), "w+b"), None
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    Path(name).chmod(mode)
    return os.fdopen(descriptor, "w+b"), Path(name)


def _give_name(handle: BinaryIO, path: Path) -> Path:
    name = path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}.part")
    # By the directory, as linkat(2) wants it: without one, Python would link the entry in /proc itself.
    beside = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{handle.fileno()}", name.name, dst_dir_fd=beside, follow_symlinks=True)
    finally:
        os.close(beside)
    return name


def _place(name: Path, path: Path, overwrite: bool) -> None:
    if overwrite:
        name.replace(path)
        return
    try:
        os.link(name, path)  # unlike a renaming, this refuses to take the place of a file that came meanwhile
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        name.replace(path)
