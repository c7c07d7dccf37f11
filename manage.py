#!/usr/bin/env python
"""Dossier's command line: `manage.py --help` lists the commands."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    if sys.argv[1:2] == ["demo"]:
        # The demonstration alone may run without SECRET_KEY and ALLOWED_HOSTS, on loopback and plain http.
        os.environ["ARCHIVE_DEMO"] = "1"
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError as error:
        raise SystemExit(
            "Django is not installed for this Python. Make the environment first: "
            "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt, "
            "then call .venv/bin/python manage.py"
        ) from error
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError) as error:
        if "--traceback" in sys.argv:
            raise
        raise SystemExit(f"manage.py: {error}") from error


if __name__ == "__main__":
    main()
