"""`manage.py duplicates`: articles with nearly the same text, looked for anew."""

from typing import Any

from archive import pipeline
from archive.management.base import ArchiveCommand
from archive.models import Article, SameText


class Command(ArchiveCommand):
    """Compare every article's text with the others'; what curators decided stays."""

    help = (
        "Find the articles with nearly the same text again; what curators decided stays. Ingest does this for each "
        "page: it is needed for articles from before, or from a database that was filled in another way."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare every article, then count the pairs."""
        done = pipeline.rebuild_same_text(Article.objects.all(), lambda number: self.progress(number, "articles"))
        self.finish({"compared": done, "pairs": SameText.objects.shown().count()})
