"""The system checks say at start what would fail later."""

import sqlite3
from pathlib import Path

import pytest
from django.core.checks import run_checks

from archive import checks


def ids(messages: list) -> list[str]:
    """Return the ids of check messages."""
    return [message.id for message in messages]


def test_it_finds_nothing_here() -> None:
    assert [message for message in run_checks() if message.id.startswith("archive.")] == []


def test_it_refuses_an_old_sqlite(monkeypatch) -> None:
    monkeypatch.setattr(checks, "uses_sqlite", lambda: True)
    monkeypatch.setattr(checks, "OLDEST_SQLITE", (99, 0, 0))
    (message,) = checks.check_sqlite()
    assert message.id == "archive.E001"
    assert sqlite3.sqlite_version in message.msg
    assert "99.0.0" in message.hint


def test_it_refuses_a_sqlite_without_full_text(monkeypatch) -> None:
    monkeypatch.setattr(checks, "uses_sqlite", lambda: True)
    monkeypatch.setattr(checks, "has_fts5", lambda: False)
    assert ids(checks.check_sqlite()) == ["archive.E002"]


def test_it_asks_nothing_of_sqlite_on_postgresql(monkeypatch) -> None:
    monkeypatch.setattr(checks, "uses_sqlite", lambda: False)
    monkeypatch.setattr(checks, "OLDEST_SQLITE", (99, 0, 0))
    assert checks.check_sqlite() == []


@pytest.mark.parametrize("folder", ["/proc", "/dev/null", "/nowhere/at/all"])
def test_it_refuses_a_data_folder_that_cannot_be_written(settings, folder: str) -> None:
    settings.ARCHIVE_DATA = Path(folder)
    (message,) = checks.check_data_folder()
    assert message.id == "archive.E003"
    assert folder in message.msg
    assert "ARCHIVE_DATA" in message.hint


def test_it_leaves_nothing_in_the_data_folder(settings, tmp_path: Path) -> None:
    settings.ARCHIVE_DATA = tmp_path
    assert checks.check_data_folder() == []
    assert list(tmp_path.iterdir()) == []


def test_it_says_before_deployment_why_serving_is_refused(settings) -> None:
    settings.SERVING_REFUSED = "Set SECRET_KEY before serving."
    (message,) = checks.check_serving()
    assert (message.id, message.msg) == ("archive.E004", "Set SECRET_KEY before serving.")


def test_it_warns_before_deployment_of_open_doors(settings) -> None:
    settings.SERVING_REFUSED, settings.DEMO, settings.ALLOWED_HOSTS = "", True, ["*"]
    assert ids(checks.check_serving()) == ["archive.W001", "archive.W002"]


def test_it_refuses_to_serve_without_static_files(settings, tmp_path: Path) -> None:
    settings.SERVING_REFUSED, settings.PLAIN_STATIC, settings.STATIC_ROOT = "", False, tmp_path
    assert "collectstatic" in checks.why_not_serve()
    (tmp_path / "staticfiles.json").write_text("{}")
    assert checks.why_not_serve() == ""
