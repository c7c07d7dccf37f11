"""System checks: what would fail later is said at start."""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from archive.keeping.unfinished import unfinished

OLDEST_SQLITE = (3, 35, 0)


def register_checks() -> None:
    """Register the checks with Django; `manage.py check` and every other command run them."""
    register(check_sqlite, Tags.compatibility)
    register(check_data_folder, Tags.files)
    register(check_restored, Tags.files)
    register(check_serving, Tags.security, deploy=True)


def uses_sqlite() -> bool:
    """Return whether the database is SQLite."""
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


def has_fts5() -> bool:
    """Return whether this Python's SQLite can search in full text."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def check_sqlite(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E001 (SQLite too old) or archive.E002 (SQLite without FTS5), where SQLite is used."""
    if not uses_sqlite():
        return []
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        return [
            Error(
                f"SQLite {sqlite3.sqlite_version} is too old.",
                hint=f"Use a Python with SQLite {oldest} or newer, or PostgreSQL (DATABASE_URL).",
                id="archive.E001",
            )
        ]
    if not has_fts5():
        return [
            Error(
                "This Python's SQLite was built without FTS5, which the search needs.",
                hint="Use another Python, such as your system's or python.org's, or PostgreSQL (DATABASE_URL).",
                id="archive.E002",
            )
        ]
    return []


def check_data_folder(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E003 where nothing can be written in ARCHIVE_DATA."""
    folder = settings.ARCHIVE_DATA
    try:
        with tempfile.TemporaryFile(dir=folder):
            return []
    except OSError as error:
        return [
            Error(
                f"Nothing can be written in {folder}: {error.strerror}.",
                hint="Set ARCHIVE_DATA to a folder that the user of this process may write.",
                id="archive.E003",
            )
        ]


def check_restored(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E005 where a restore was begun and not finished."""
    why = unfinished(settings.ARCHIVE_DATA)
    return [Error(why, id="archive.E005")] if why else []


def check_serving(**kwargs: Any) -> list[CheckMessage]:
    """Return archive.E004 where serving would be refused, and warnings of settings that make it unsafe."""
    messages: list[CheckMessage] = []
    if settings.SERVING_REFUSED:
        messages.append(Error(settings.SERVING_REFUSED, id="archive.E004"))
    if settings.DEMO:
        messages.append(
            Warning("ARCHIVE_DEMO is set: it is for the demonstration on your own machine.", id="archive.W001")
        )
    if "*" in settings.ALLOWED_HOSTS:
        messages.append(
            Warning("ALLOWED_HOSTS lets any host through.", hint="Name the archive's own.", id="archive.W002")
        )
    return messages


def why_not_serve() -> str:
    """Return why the site may not be served as it stands, or an empty string."""
    if refused := settings.SERVING_REFUSED or unfinished(settings.ARCHIVE_DATA):
        return refused
    if not settings.PLAIN_STATIC and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return "The static files are not prepared: run manage.py collectstatic --noinput before serving."
    return ""
