"""`manage.py migrate`: Django's own, and behind it the search index where a migration left it empty."""

from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate

from archive.keeping.unfinished import unfinished
from archive.search import index


class Command(Migrate):
    """Migrate the database; articles that the search index has lost by it are indexed again."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and fill the index if it is empty and there are articles; a restore makes the index itself."""
        super().handle(*args, **options)
        using = options["database"]
        if options["plan"] or options["check_unapplied"] or unfinished(settings.ARCHIVE_DATA):
            return
        if index.is_lost(using):
            self._tell(options, "The search index is empty: indexing every article …")
            done = index.rebuild(using=using)
            self._tell(options, f"{done:,} articles indexed.")

    def _tell(self, options: dict[str, Any], text: str) -> None:
        if options["verbosity"]:
            self.stdout.write(text)
