"""`manage.py backup`: the whole archive in one file."""

from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from archive.keeping.backup import Kept, backup
from archive.lib.whole_file import whole_file
from archive.management.base import ArchiveCommand, file_error


class Command(ArchiveCommand):
    """Write everything to one file."""

    help = (
        "Write every row and every capture to one ZIP file with a list of SHA-256 (a BagIt bag), while others go on "
        "working. It holds the users with their password hashes: keep it as you keep the database. Not in it: "
        "sessions, the secret key, and the settings in the environment. The file is there whole or not at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", type=Path, help="the file to write, such as dossier.zip")
        parser.add_argument("--overwrite", action="store_true", help="take the place of a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, and name what is not in it; exit status 1 when rows name what is lost."""
        counts: dict[str, int] = {"rows": 0, "files of captures": 0}
        failed = 0
        try:
            with (
                whole_file(options["file"], overwrite=options["overwrite"], private=True) as out,
                closing(backup(out)) as steps,
            ):
                for step in steps:
                    if isinstance(step, Kept):
                        counts[step.what] = step.number
                        self.progress(step.number, step.what)
                        continue
                    failed += step.lost
                    if self.as_json:
                        self.emit({"where": step.where, "why": step.why})
                    else:
                        self.stdout.write(f"{step.where}: {step.why}")
        except OSError as error:
            raise CommandError(file_error(options["file"], error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. No file was written.", returncode=130) from None
        self.finish({**counts, "failed": failed})
