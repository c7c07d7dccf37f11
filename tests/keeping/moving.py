"""Run by `test_moving` in processes of their own: `python -m tests.keeping.moving BACKUP AGAIN`, on SQLite.

Restores BACKUP into the empty archive that the environment names; each attempt but the last is killed, further on each
time. Then says what `verify` finds, and writes the backup AGAIN while somebody else writes.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
django.setup()

from archive.keeping import restore  # noqa: E402
from archive.keeping.backup import backup  # noqa: E402
from archive.keeping.verify import Problem, verify  # noqa: E402
from archive.models import Article  # noqa: E402

PLACES = ("MB checked", "files of captures", "rows", "behind the rows", "articles indexed")


def kill(*_: object) -> None:
    """End this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(backup: Path, place: str) -> bool:
    """Restore in a process that kills itself at `place`: the first step of that kind, or behind the rows.

    Returns whether it came so far.
    """
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    if place == "behind the rows":
        restore._finish = kill
    for step in restore.restore(backup):
        if step.what == place:
            kill()
    os._exit(0)


def write_meanwhile() -> None:
    """Write an article, on a connection of its own."""
    Article.objects.create(title="Meanwhile", text="Meanwhile.")
    connection.close()


def back_up(path: Path) -> bool:
    """Write a backup, and an article behind its first step; return whether that had to wait."""
    with path.open("w+b") as out:
        steps = backup(out)
        next(steps)
        writer = threading.Thread(target=write_meanwhile)
        writer.start()
        writer.join(25)
        waits = writer.is_alive()
        list(steps)
    return waits


def main() -> None:
    """Do it all, and print what came of it."""
    kept, again = map(Path, sys.argv[1:])
    killed = [place for place in PLACES if killed_at(kept, place)]
    call_command("restore", kept, verbosity=0)
    problems = [str(found) for found in verify() if isinstance(found, Problem)]
    sys.stdout.write(json.dumps({"killed": killed, "problems": problems, "waits": back_up(again)}))


if __name__ == "__main__":
    main()
