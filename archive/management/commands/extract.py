"""`manage.py extract`: articles extracted again from their captures."""

from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.db.models import QuerySet

from archive import pipeline
from archive.management.base import ArchiveCommand
from archive.management.sources import named_source
from archive.models import Article


class Command(ArchiveCommand):
    """Extract articles again; what curators corrected stays."""

    help = (
        "Extract the articles again from their captures: all of them, those named, or those of a source. What a "
        "curator corrected stays, and so does what was told when a page was ingested; mentions and index follow. "
        "A run that was stopped can be started again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--article", nargs="+", type=int, metavar="ID", help="the articles with these numbers")
        which.add_argument("--source", metavar="NAME", help="the articles of a source, by its name or slug")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Extract every article again, and say what changed; exit status 1 when any failed."""
        counts: Counter[str] = Counter({outcome.value: 0 for outcome in pipeline.Again})
        found = pipeline.extract_again(self.articles(options), dry_run=options["dry_run"])
        for number, done in enumerate(found, start=1):
            counts[done.outcome] += 1
            self.progress(number, "articles")
            if done.outcome is pipeline.Again.UNCHANGED:
                continue
            if self.as_json:
                self.emit(asdict(done))
            else:
                self.stdout.write(self.line(done))
        self.finish(dict(counts))

    @staticmethod
    def articles(options: dict[str, Any]) -> QuerySet[Article]:
        """Return the articles asked for; raises `CommandError` naming the numbers that no article has."""
        if options["source"] is not None:
            return Article.objects.filter(source=named_source(options["source"]))
        if options["article"] is None:
            return Article.objects.all()
        asked = set(options["article"])
        known = {pk for pk in asked if 0 < pk < 2**63}
        articles = Article.objects.filter(pk__in=known)
        if missing := asked - set(articles.values_list("pk", flat=True)):
            raise CommandError(f"There is no article {', '.join(map(str, sorted(missing)))}.")
        return articles

    @staticmethod
    def line(done: pipeline.Reextracted) -> str:
        """Return what became of an article, in a line."""
        what = done.error or ", ".join(done.fields)
        return f"{done.outcome:9} {done.article} “{done.title}”: {what}"
