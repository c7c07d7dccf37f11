"""Django's development server, which refuses to serve where the WSGI application would, but in a sentence."""

from typing import Any

from django.core.management.base import CommandError
from whitenoise.runserver_nostatic.management.commands.runserver import Command as WhiteNoiseCommand

from archive.checks import why_not_serve


class Command(WhiteNoiseCommand):
    """Serve for development."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Refuse, or serve."""
        if refusal := why_not_serve():
            raise CommandError(refusal)
        return super().handle(*args, **options)
