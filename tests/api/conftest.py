"""A small archive for the tests of the API."""

import pytest

from tests.views.small_archive import SmallArchive, make_archive


@pytest.fixture
def small(db) -> SmallArchive:
    """Return an archive with one of everything."""
    return make_archive()
