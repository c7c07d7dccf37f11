"""What the archive's commands share."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from archive.management.base import ArchiveCommand


class Terminal(StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


class Count(ArchiveCommand):
    """Count to three, one of them failing where it is asked to."""

    failed = 0
    error: BaseException | None = None

    def handle(self, *args, **options) -> None:
        """Count."""
        for done in range(3):
            self._progress_at = 0.0
            self.progress(done + 1, "pages" if done else "pages of a long folder")
            if options["json"]:
                self.emit({"page": done, "name": "é\udcff"})
        if self.error:
            raise self.error
        self.finish({"created": 1203, "unchanged": 2, "failed": self.failed})


class Nowhere(ArchiveCommand):
    """Needs no database."""

    requires_current_database = False

    def handle(self, *args, **options) -> None:
        """Finish at once."""
        self.finish({})


def run(command: ArchiveCommand, *words: str, terminal: bool = False) -> tuple[str, str]:
    """Return what the command printed and what it wrote beside it."""
    out, beside = StringIO(), Terminal() if terminal else StringIO()
    call_command(command, *words, stdout=out, stderr=beside, no_color=True)
    return out.getvalue(), beside.getvalue()


@pytest.mark.django_db
def test_it_prints_the_counts() -> None:
    assert run(Count()) == ("1,203 created, 2 unchanged, 0 failed\n", "")


@pytest.mark.django_db
def test_it_prints_json_lines_that_every_pipe_takes() -> None:
    out, beside = run(Count(), "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert out.isascii()
    assert lines[0] == {"page": 0, "name": "é\udcff"}
    assert lines[-1] == {"counts": {"created": 1203, "unchanged": 2, "failed": 0}}
    assert beside == ""


@pytest.mark.django_db
def test_it_shows_progress_on_a_terminal_alone_and_wipes_it() -> None:
    out, beside = run(Count(), terminal=True)
    shown = beside.split("\r")
    assert [text.strip() for text in shown if text.strip()] == ["1 pages of a long folder", "2 pages", "3 pages"]
    assert len(shown[2]) == len(shown[1])
    assert shown[-1] == ""
    assert "\r" not in out


def test_it_shows_progress_a_few_times_a_second() -> None:
    beside = Terminal()
    command = Count(stderr=beside)
    for done in range(1000):
        command.progress(done, "pages")
    assert beside.getvalue().count("\r") < 1000


@pytest.mark.django_db
def test_it_fails_when_something_failed() -> None:
    command = Count()
    command.failed = 2
    with pytest.raises(CommandError, match="2 failed"):
        run(command)


@pytest.mark.django_db
def test_it_refuses_a_database_behind_the_code() -> None:
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    with pytest.raises(CommandError, match=r"behind the code: run manage\.py migrate"):
        run(Count())


@pytest.mark.django_db
def test_it_refuses_an_empty_database() -> None:
    MigrationRecorder.Migration.objects.all().delete()
    with pytest.raises(CommandError, match=r"is empty: run manage\.py migrate"):
        run(Count())


@pytest.mark.django_db
def test_it_says_what_ails_the_database() -> None:
    command = Count()
    command.error = OperationalError("connection failed: refused\nIs the server running?")
    with pytest.raises(CommandError, match=r"connection failed: refused \(DATABASE_URL names it\)"):
        run(command)


@pytest.mark.django_db
def test_it_says_that_it_was_stopped() -> None:
    command = Count()
    command.error = KeyboardInterrupt()
    with pytest.raises(CommandError, match="run it again to go on") as stopped:
        run(command)
    assert stopped.value.returncode == 130


def test_it_asks_nothing_of_a_database_it_does_not_need() -> None:
    assert run(Nowhere())[0] == "Nothing to do.\n"
