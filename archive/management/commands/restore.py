"""`manage.py restore`: a backup becomes the archive."""

from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from archive.keeping.restore import RestoreError, restore
from archive.management.base import ArchiveCommand


class Command(ArchiveCommand):
    """Restore a backup into an empty archive."""

    help = (
        "Make a backup the archive: into an empty one alone (no rows, no captures; the database may be of the other "
        "kind). Everything is checked against its SHA-256 first. A restore that was stopped is run again with the "
        "same file."
    )
    requires_current_database = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path, help="a file that manage.py backup wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and tell what was restored."""
        counts: dict[str, int] = {}
        try:
            with closing(restore(options["file"])) as steps:
                for step in steps:
                    counts[step.what] = step.number
                    self.progress(step.number, step.what)
        except RestoreError as error:
            raise CommandError(str(error)) from error
        counts.pop("MB checked", None)
        self.finish(counts)
