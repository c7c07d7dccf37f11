"""`manage.py follow`: what is new in the sources' feeds is brought in."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import CommandError

from archive import pipeline
from archive.management.base import ArchiveCommand
from archive.models import SourceFeed


class Command(ArchiveCommand):
    """Read the feeds of the sources and ingest what is new in them."""

    help = "Read the RSS and Atom feeds of the sources (set in the admin) and bring in what is new, as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("sources", nargs="*", metavar="SOURCE", help="the slugs of the sources; none: all of them")
        parser.add_argument("--publish", action="store_true", help="publish the new articles at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Follow the feeds and say what became of every page; exit status 1 when any failed."""
        feeds = SourceFeed.objects.select_related("source")
        if options["sources"]:
            feeds = feeds.filter(source__slug__in=options["sources"])
            if missing := set(options["sources"]) - set(feeds.values_list("source__slug", flat=True)):
                raise CommandError(f"No source with a feed is called {', '.join(sorted(missing))}.")
        fetch = pipeline.fetcher()
        counts: Counter[str] = Counter({result.value: 0 for result in pipeline.Result})
        for number, outcome in enumerate(pipeline.follow(feeds.iterator(), fetch, publish=options["publish"]), start=1):
            counts[outcome.outcome] += 1
            if self.as_json:
                self.emit(outcome.as_json())
            elif outcome.kind != "known":
                title = f"“{outcome.article.title}”" if outcome.article else outcome.error
                self.stdout.write(f"{outcome.outcome:9} {outcome.url}: {title}")
            self.progress(number, "pages")
        self.finish(dict(counts))
