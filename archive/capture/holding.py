"""A place where pages wait, whole, between being taken and being kept: bounded, and emptied by age."""

import json
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from time import time
from typing import Any

from archive.capture.page import CapturedPage, CaptureError

MOST_BYTES = 1 << 30
KEPT_SECONDS = 24 * 60 * 60
_NAME = re.compile(r"[0-9a-f]{32}")
_IN_BYTES = ("body", "request", "raw")
_PAIRS = ("headers", "record_headers", "request_headers")


class HoldingPlace:
    """Holds captured pages in files of one directory, by names that nobody can guess.

    A file is a ZIP with the page's bytes as they are, and its other fields as JSON.
    """

    def __init__(self, directory: Path, *, most_bytes: int = MOST_BYTES, seconds: int = KEPT_SECONDS) -> None:
        """Take the directory (made when the first page comes), its size at the most, and how long a page waits."""
        self.directory = directory
        self.most_bytes = most_bytes
        self.seconds = seconds

    def hold(self, page: CapturedPage) -> str:
        """Keep `page` and return its name; raises `CaptureError` where it cannot be written.

        Pages that have waited too long are removed first, and the oldest where the place would grow too large.
        """
        name = token_hex(16)
        draft = self.directory / f"{name}.part"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            _write(draft, page)
            self._make_room()
            draft.replace(self.directory / name)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise CaptureError(f"the page cannot be held under {self.directory}: {error.strerror}") from error
        return name

    def get(self, name: str) -> CapturedPage:
        """Return the page called `name`, as it was held; raises `CaptureError` where it waits no more."""
        if not _NAME.fullmatch(name):
            raise CaptureError("no page waits under this name")
        try:
            with zipfile.ZipFile(self.directory / name) as held:
                return _read(held)
        except FileNotFoundError as error:
            raise CaptureError("no page waits under this name any more") from error
        except (OSError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError) as error:
            raise CaptureError(f"the page that waits cannot be read: {error}") from error

    def drop(self, name: str) -> None:
        """Remove the page called `name`, if it is there."""
        if _NAME.fullmatch(name):
            (self.directory / name).unlink(missing_ok=True)

    def _make_room(self) -> None:
        """Remove what has waited too long, torn drafts too, and then the oldest while the place is too large."""
        waiting = []
        for path in self.directory.iterdir():
            with suppress(FileNotFoundError):  # another process makes room at this moment
                told = path.stat()
                waiting.append((told.st_mtime, told.st_size, path))
        total = sum(length for _since, length, _path in waiting)
        for since, length, path in sorted(waiting):
            too_old = since < time() - self.seconds
            if too_old or (total > self.most_bytes and path.suffix != ".part"):
                path.unlink(missing_ok=True)
                total -= length


def _write(path: Path, page: CapturedPage) -> None:
    told = {field.name: getattr(page, field.name) for field in fields(page) if field.name not in _IN_BYTES}
    told["captured_at"] = page.captured_at.isoformat() if page.captured_at else None
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as held:
        held.writestr("page.json", json.dumps(told))
        for name in _IN_BYTES:
            if (content := getattr(page, name)) is not None:
                held.writestr(name, content)


def _read(held: zipfile.ZipFile) -> CapturedPage:
    told = json.loads(held.read("page.json"))
    told |= {name: tuple((field, value) for field, value in told[name]) for name in _PAIRS}
    told["redirected_from"] = tuple(told["redirected_from"])
    told["captured_at"] = datetime.fromisoformat(told["captured_at"]) if told["captured_at"] else None
    content: dict[str, Any] = {name: held.read(name) for name in _IN_BYTES if name in held.namelist()}
    return CapturedPage(**told, **content)
