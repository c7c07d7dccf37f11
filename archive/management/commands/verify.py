"""`manage.py verify`: whether everything that is kept is as it was kept."""

from typing import Any

from archive.keeping.verify import Problem, verify
from archive.management.base import ArchiveCommand


class Command(ArchiveCommand):
    """Verify captures, files, spans and the index."""

    help = (
        "Check every capture against its SHA-256, every span against its text, the files and the search index against "
        "the rows. Changes nothing; exit status 1 when something is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every problem as it is found, then what was looked at."""
        counts: dict[str, int] = {}
        failed = 0
        for found in verify():
            if not isinstance(found, Problem):
                counts[found.what] = found.number
                self.progress(found.number, found.what)
                continue
            failed += 1
            if self.as_json:
                self.emit({"where": found.where, "why": found.why})
            else:
                self.stdout.write(f"{found.where}: {found.why}")
        self.finish({**counts, "failed": failed})
