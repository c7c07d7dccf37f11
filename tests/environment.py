"""Loaded before Django's settings: tests never touch the data folder or the database of a real archive."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "ARCHIVE_DEMO", "ARCHIVE_HTTPS", "TIME_ZONE"):
    os.environ.pop(name, None)

os.environ["ARCHIVE_DATA"] = tempfile.mkdtemp(prefix="archive-tests-")
Path(os.environ["ARCHIVE_DATA"], "static").mkdir()
atexit.register(shutil.rmtree, os.environ["ARCHIVE_DATA"], ignore_errors=True)

if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

# Playwright's event loop runs in the tests' own thread; Django would take its queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def find_chromium() -> str:
    """Return the path of the Chromium for browser tests (`CHROMIUM` names one), or an empty string."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM"), *_CHROMIUMS, _MAC_CHROME) if name)
    return next((path for path in found if path), "")
