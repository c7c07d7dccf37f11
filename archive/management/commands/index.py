"""`manage.py index`: the search index made again from the articles."""

from typing import Any

from archive.management.base import ArchiveCommand
from archive.search import index


class Command(ArchiveCommand):
    """Rebuild the search index; searches go on meanwhile."""

    help = "Index every article again. Searches go on meanwhile; a run that was stopped can be started again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index every article, then forget what is gone."""
        done = index.rebuild(progress=lambda number: self.progress(number, "articles"))
        self.finish({"indexed": done})
