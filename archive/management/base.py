"""What the archive's commands share: a look at the database before they work, progress, JSON lines, counts."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from archive.keeping.unfinished import unfinished

_BETWEEN_PROGRESS = 0.2  # seconds


def file_error(path: Path, error: Exception) -> str:
    """Return the sentence that says why the file at `path` could not be written, and what to do."""
    if isinstance(error, FileExistsError):
        return f"{path} is there already. Choose another name, or add --overwrite to put the new file in its place."
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder. Name the file in it that is to be written."
    if isinstance(error, FileNotFoundError):
        return f"{path} cannot be written: there is no folder {path.parent}."
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"{path} was not written: {reason}."


def refuse_stale_database() -> None:
    """Raise `CommandError`, naming the command that mends it, where the database is empty, behind or half restored."""
    if why := unfinished(settings.ARCHIVE_DATA):
        raise CommandError(why)
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return
    made = any(app == "archive" for app, name in executor.loader.applied_migrations)
    state = "is behind the code" if made else "is empty"
    raise CommandError(f"The database {state}: run manage.py migrate first (manage.py demo does that by itself).")


class ArchiveCommand(BaseCommand):
    """A command on the archive's rows; subclasses write `handle` and call `progress`, `emit` and `finish` in it.

    A database that is empty, behind the code or does not answer ends the command with a sentence, as does Ctrl-C.
    """

    requires_current_database = True
    as_json = False
    _progress_at = 0.0
    _progress_length = 0

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--json`, which every command of the archive takes."""
        parser.add_argument("--json", action="store_true", help="Print JSON lines, the counts in the last one.")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Look at the database, then run the command."""
        self.as_json = bool(options.get("json"))
        try:
            if self.requires_current_database:
                refuse_stale_database()
            return super().execute(*args, **options)
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CommandError(f"The database does not do its work: {reason} (DATABASE_URL names it).") from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. What was done is kept; run it again to go on.", returncode=130) from None
        finally:
            self._clear_progress()

    def progress(self, done: int, what: str) -> None:
        """Show on a terminal, beside the output and at most five times a second, how many of `what` are done."""
        now = time.monotonic()
        if not self.stderr.isatty() or now - self._progress_at < _BETWEEN_PROGRESS:
            return
        self._progress_at = now
        line = f"{done:,} {what}"
        self.stderr.write(f"\r{line.ljust(self._progress_length)}", style_func=str, ending="")
        self.stderr.flush()
        self._progress_length = len(line)

    def emit(self, row: dict[str, Any]) -> None:
        """Print one JSON line, in ASCII: no terminal or pipe refuses it, whatever the name of a file."""
        self.stdout.write(json.dumps(row))

    def finish(self, counts: dict[str, int], **more: dict[str, int]) -> None:
        """Print the counts, in JSON with `more` beside them.

        Raises `CommandError`, which ends with status 1, where any `failed`.
        """
        self._clear_progress()
        if self.as_json:
            self.emit({"counts": counts, **more})
        else:
            words = ", ".join(f"{number:,} {name}" for name, number in counts.items())
            self.stdout.write(words or "Nothing to do.")
        if counts.get("failed"):
            raise CommandError(f"{counts['failed']:,} failed, each named above with its reason.")

    def _clear_progress(self) -> None:
        if self._progress_length:
            self.stderr.write("\r" + " " * self._progress_length + "\r", style_func=str, ending="")
            self._progress_length = 0
