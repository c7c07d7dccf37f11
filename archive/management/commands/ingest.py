"""`manage.py ingest`: pages from files, folders, web archives and addresses become articles with mentions."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError

from archive import pipeline
from archive.management.base import ArchiveCommand
from archive.management.sources import named_source

_MOST_WORKERS = 64


class Command(ArchiveCommand):
    """Bring captured pages into the archive, as drafts."""

    help = (
        "Bring pages into the archive, as drafts: text dumps (.txt), HTML files (.html, .htm), each also .gz, web "
        "archives (.warc, .warc.gz, .arc, .arc.gz, .wacz), folders of them all, and addresses, which are fetched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        super().add_arguments(parser)
        parser.add_argument("paths", nargs="*", metavar="PATH_OR_URL", help="a file, a folder of files, or an address")
        parser.add_argument("--list", metavar="FILE", help="fetch the addresses in FILE: one a line, or a table (CSV)")
        parser.add_argument("--ignore-robots", action="store_true", help="fetch what robots.txt asks robots to leave")
        parser.add_argument("--source", metavar="NAME", help="the source of pages that name none, by its name or slug")
        parser.add_argument("--publish", action="store_true", help="publish the new articles at once")
        parser.add_argument(
            "--workers", type=int, default=1, metavar="N", help="let so many processes work at once (1 by default)"
        )
        parser.add_argument("--again", action="store_true", help="capture addresses of the list that are known already")
        parser.add_argument("--dry-run", action="store_true", help="show what would come of it, and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ingest every page and say what became of it; exit status 1 when any failed."""
        source = named_source(options["source"]) if options["source"] is not None else None
        run = pipeline.Ingest(source=source, publish=options["publish"], dry_run=options["dry_run"])
        kinds: Counter[str] = Counter()
        counts: Counter[str] = Counter({result.value: 0 for result in pipeline.Result})
        for number, outcome in enumerate(self.outcomes(run, options), start=1):
            counts[outcome.outcome] += 1
            kinds.update([outcome.kind] if outcome.kind else [])
            if self.as_json:
                self.emit(outcome.as_json())
            elif not (outcome.kind and outcome.outcome == pipeline.Result.SKIPPED):
                self.stdout.write(self.line(outcome))
            self.progress(number, "pages")
        if kinds and not self.as_json:
            self.stdout.write("Other records: " + ", ".join(f"{number:,} {kind}" for kind, number in kinds.items()))
        self.finish(dict(counts), **({"kinds": dict(kinds)} if kinds else {}))

    @staticmethod
    def outcomes(run: pipeline.Ingest, options: dict[str, Any]) -> Iterator[pipeline.Outcome]:
        """Yield what becomes of every page that was named, then of those in the list."""
        if not options["paths"] and not options["list"]:
            raise CommandError("Name a file, a folder or an address; or a list of addresses, with --list.")
        fetch = pipeline.fetcher(robots=not options["ignore_robots"])
        workers = Command.workers(options["workers"])
        try:
            yield from pipeline.ingest_paths(options["paths"], run, fetch, workers)
            if options["list"]:
                yield from pipeline.ingest_list(options["list"], run, fetch, workers=workers, again=options["again"])
        except pipeline.WorkersError as error:
            raise CommandError(f"{error}. Ask for fewer, or leave --workers away.") from error

    @staticmethod
    def workers(number: int) -> int:
        """Return how many processes are to work; raises `CommandError` for a number that cannot be meant."""
        if not 1 <= number <= _MOST_WORKERS:
            raise CommandError(f"--workers takes a number from 1 to {_MOST_WORKERS}, not {number}.")
        if number > 1 and not pipeline.can_share():
            raise CommandError("This system cannot share the work out; leave --workers away.")
        return number

    @staticmethod
    def line(outcome: pipeline.Outcome) -> str:
        """Return what became of a page, in a line."""
        where = f"{outcome.file} {outcome.record}" if outcome.record else outcome.file
        if outcome.article is None:
            return f"{outcome.outcome:9} {where}: {outcome.error}"
        links = f"{len(outcome.people)} people, {len(outcome.events)} events"
        if outcome.same_text:
            links += f", same text as article {', '.join(map(str, outcome.same_text))}"
        return f"{outcome.outcome:9} {where}: “{outcome.article.title}” ({links})"
