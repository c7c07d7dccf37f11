"""`manage.py index`: the search index made again from the articles."""

from argparse import ArgumentParser
from typing import Any

from archive.management.base import ArchiveCommand
from archive.search import index


class Command(ArchiveCommand):
    """Rebuild the search index; searches go on meanwhile."""

    help = "Index every article again. Searches go on meanwhile; a run that was stopped can be started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="compare the index with the articles, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, or only compare; exit status 1 when a comparison finds differences."""
        if options["check"]:
            self.check_index()
            return
        done = index.rebuild(lambda number: self.progress(number, "articles"))
        self.finish({"indexed": done})

    def check_index(self) -> None:
        """Say how the index stands to the articles."""
        health = index.health()
        different = health.missing + health.stale + health.orphaned
        if different and not self.as_json:
            self.stderr.write("The index differs from the articles: run manage.py index.")
        self.finish(
            {
                "indexed": health.indexed,
                "missing": health.missing,
                "stale": health.stale,
                "orphaned": health.orphaned,
                "failed": different,
            }
        )
