"""`manage.py demo`: an archive of five pages, made from nothing, to read, curate and search at once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command

from archive.management import demonstration, serving
from archive.management.base import ArchiveCommand


class Command(ArchiveCommand):
    """Make the demonstration where it is not there yet, and serve it on this machine."""

    help = (
        "Make an archive of five pages and a curator's login, and serve it on this machine. Again: serve it as it is."
    )
    requires_current_database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--port", default="8000", metavar="N", help="serve at this port (default: 8000)")
        parser.add_argument("--no-serve", action="store_true", help="make the archive, and stop before serving it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a port that is taken before any work is done; prepare; serve until Ctrl-C."""
        port = serving.read_port(options["port"])
        listener = None if options["no_serve"] else serving.listen(port)
        with demonstration.alone(self.say):
            self.prepare()
        if listener is None:
            return
        if not serving.has_gunicorn():
            self.say("Gunicorn cannot run here: Django's own server takes its place.")
        self.say(f"The archive is at http://{serving.HOST}:{port}/, the curator's desk at /admin/. Ctrl-C ends it.")
        serving.serve(listener)

    def prepare(self) -> None:
        """Make the database, load the records, publish the pages, prepare static files and the login."""
        self.say(f"The demonstration is kept in {settings.ARCHIVE_DATA}.")
        call_command("migrate", interactive=False, verbosity=0)
        self.say(demonstration.load_records().in_words())
        self.say(demonstration.publish_pages().in_words())
        call_command("collectstatic", interactive=False, verbosity=0)
        password = demonstration.open_login()
        name = demonstration.CURATOR
        if password:
            self.say(f"Login of the curator: {name}, password {password} (shown this once).")
        else:
            self.say(f"Login of the curator: {name}, as before. For a new password: manage.py changepassword {name}")

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
