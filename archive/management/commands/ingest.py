"""`manage.py ingest`: files and folders of captured pages become articles with mentions."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import CommandError

from archive import pipeline
from archive.lib.words import fold
from archive.management.base import ArchiveCommand
from archive.models import Source, SourceName


class Command(ArchiveCommand):
    """Bring captured pages into the archive, as drafts."""

    help = "Bring captured pages (.txt, .html, .htm, each also .gz, and folders of them) into the archive, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder whose pages are all taken")
        parser.add_argument("--source", metavar="NAME", help="the source of pages that name none, by its name or slug")
        parser.add_argument("--publish", action="store_true", help="publish the new articles at once")
        parser.add_argument("--dry-run", action="store_true", help="show what would come of it, and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ingest every page and say what became of it; exit status 1 when any failed."""
        source = self.source(options["source"])
        run = pipeline.Ingest(source=source, publish=options["publish"], dry_run=options["dry_run"])
        counts: Counter[str] = Counter({result.value: 0 for result in pipeline.Result})
        for number, outcome in enumerate(pipeline.ingest_paths(options["paths"], run), start=1):
            counts[outcome.outcome] += 1
            if self.as_json:
                self.emit(outcome.as_json())
            else:
                self.stdout.write(self.line(outcome))
            self.progress(number, "pages")
        self.finish(dict(counts))

    @staticmethod
    def line(outcome: pipeline.Outcome) -> str:
        """Return what became of a page, in a line."""
        where = f"{outcome.file} {outcome.record}" if outcome.record else outcome.file
        if outcome.article is None:
            return f"{outcome.outcome:9} {where}: {outcome.error}"
        links = f"{len(outcome.people)} people, {len(outcome.events)} events"
        return f"{outcome.outcome:9} {where}: “{outcome.article.title}” ({links})"

    @staticmethod
    def source(name: str | None) -> Source | None:
        """Return the source called `name`; raises `CommandError` where the archive knows none."""
        if name is None:
            return None
        named = SourceName.objects.filter(folded=fold(name).text).select_related("source").first()
        found = (
            named.source
            if named
            else Source.objects.filter(slug=name).first() or Source.objects.filter(name=name).first()
        )
        if found is None:
            raise CommandError(f"The archive knows no source called “{name}”. Make it in the admin first.")
        return found
