"""`manage.py export`: captures for other tools."""

from argparse import ArgumentParser
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from archive.exports.wacz import ExportError, Written, write_wacz
from archive.filters.captures import Asked, FilterError, chosen_captures
from archive.lib.whole_file import whole_file
from archive.management.base import ArchiveCommand, file_error

_FILTERS = {
    "search": ("q", "WORDS", "of articles that this search finds"),
    "source": ("source", "NAME", "of articles of this source (name or slug)"),
    "person": ("person", "SLUG", "of articles that mention this person (slug or name)"),
    "event": ("event", "SLUG", "of articles that mention this event or one inside it (slug or title)"),
    "language": ("language", "CODE", "of articles in this language: fr, en"),
    "published": ("published", "A..B", "of articles published from A to B: years, months or days; either may be open"),
    "happened": ("happened", "A..B", "of articles that tell of what happened from A to B"),
}


class Command(ArchiveCommand):
    """Write captures to a WACZ file."""

    help = (
        "Write captures to a WACZ file, which pywb, ReplayWeb.page and py-wacz read: those of published articles, "
        "or of some of these. The file is there whole or not at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("--wacz", metavar="FILE", type=Path, required=True, help="the file to write")
        for option, (name, metavar, what) in _FILTERS.items():
            parser.add_argument(f"--{option}", dest=name, metavar=metavar, default="", help=f"captures {what}")
        parser.add_argument("--all", action="store_true", help="drafts and withdrawn articles too")
        parser.add_argument("--overwrite", action="store_true", help="take the place of a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, and name what could not be read; exit status 1 when there was any."""
        asked = {name: options[name] for name, _, _ in _FILTERS.values()}
        try:
            captures = chosen_captures(Asked(**asked), drafts=options["all"])
        except FilterError as error:
            option = next(option for option, (name, _, _) in _FILTERS.items() if name == error.field)
            raise CommandError(f"--{option}: {error}") from error
        told = ", ".join(f"{option}: {asked[name]}" for option, (name, _, _) in _FILTERS.items() if asked[name])
        try:
            with whole_file(options["wacz"], overwrite=options["overwrite"]) as out:
                counts = self.write(closing(write_wacz(captures, out, description=told)))
        except (OSError, ExportError) as error:
            raise CommandError(file_error(options["wacz"], error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. No file was written.", returncode=130) from None
        self.finish(counts)

    def write(self, found: Any) -> dict[str, int]:
        """Write what is found, name what is not in it, and return the counts."""
        counts: Counter[str] = Counter(captures=0, pages=0, failed=0)
        with found as steps:
            for step in steps:
                if isinstance(step, Written):
                    counts[step.what] = step.number
                    self.progress(step.number, step.what)
                    continue
                counts["failed"] += 1
                if self.as_json:
                    self.emit({"where": step.capture, "why": step.why})
                else:
                    self.stdout.write(f"{step.capture}: {step.why}")
        return dict(counts)
