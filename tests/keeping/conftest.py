"""A backup for the tests that restore one."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests.keeping.bags import fill, make_backup


@pytest.fixture(scope="session")
def once(tmp_path_factory, django_db_setup, django_db_blocker) -> bytes:
    """Return the backup of an archive that is gone; made once, for it takes a while."""
    folder = tmp_path_factory.mktemp("once")
    with django_db_blocker.unblock(), override_settings(ARCHIVE_DATA=folder), transaction.atomic():
        fill(folder / "in")
        content = make_backup(folder / "kept.zip").read_bytes()
        transaction.set_rollback(True)
    return content


@pytest.fixture
def kept(once: bytes, tmp_path: Path) -> Path:
    """Return the file of a backup; the archive is empty."""
    path = tmp_path / "kept.zip"
    path.write_bytes(once)
    return path
