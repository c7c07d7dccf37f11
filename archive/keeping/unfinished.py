"""The note that stands in the data folder while a backup is restored; the system checks read it, before any model."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from archive.lib.durable import sync_folder

_NAME = "restoring.json"
UNPACKED = "captures.restoring"


@dataclass(frozen=True)
class Unfinished:
    """A restore that was begun: of which file, and the digest by which its content is known again."""

    file: str
    digest: str


def begin(folder: Path, backup: Path, digest: str) -> None:
    """Note in the data folder that the restore of a backup begins."""
    draft = folder / f"{_NAME}.part"
    with draft.open("w") as handle:
        json.dump({"file": str(backup.resolve()), "digest": digest}, handle)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(folder / _NAME)
    sync_folder(folder)


def end(folder: Path) -> None:
    """Take the note away."""
    (folder / _NAME).unlink(missing_ok=True)
    sync_folder(folder)


def begun(folder: Path) -> Unfinished | None:
    """Return the restore that was begun in the data folder and not ended, if there is one."""
    try:
        told = json.loads((folder / _NAME).read_text())
        return Unfinished(str(told["file"]), str(told["digest"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Unfinished("its name was not kept", "")


def unfinished(folder: Path) -> str:
    """Return why an archive with this data folder is not to be used: a restore that was not ended; or nothing."""
    restore = begun(folder)
    if restore is None:
        return ""
    return (
        f"A restore was begun and not finished: run manage.py restore again with the same file ({restore.file}). To "
        f"give it up, empty the database, and remove {folder / UNPACKED} and {folder / _NAME}."
    )
