"""`manage.py link`: mentions made again from the articles' words and the authority records."""

from typing import Any

from archive import pipeline
from archive.management.base import ArchiveCommand
from archive.models import Article


class Command(ArchiveCommand):
    """Rebuild the mentions of every article; what curators decided stays."""

    help = "Bring every article's mentions in step with its words, and count again; what curators decided stays."

    def handle(self, *args: Any, **options: Any) -> None:
        """Link every article, then count."""
        done = pipeline.link(Article.objects.all(), progress=lambda number: self.progress(number, "articles"))
        pipeline.rebuild_counts()
        self.finish({"linked": done})
