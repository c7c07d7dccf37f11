"""What every test gets: a data folder of its own."""

from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> Path:
    """Give each test an empty ARCHIVE_DATA."""
    settings.ARCHIVE_DATA = tmp_path
    return tmp_path


@pytest.fixture
def postgres_only() -> None:
    """Skip where the tests run on SQLite, saying how to run them on PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: TEST_DATABASE_URL=postgres://user:password@host/name python -m pytest")
