"""An archive moves to another database and back, however often the restore is killed on the way."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from archive.models import Article
from tests.keeping.bags import make_backup

pytestmark = pytest.mark.django_db


def tables(path: Path) -> dict[str, list]:
    """Return the rows of every table in a backup."""
    with zipfile.ZipFile(path) as zipped:
        names = [name for name in zipped.namelist() if name.endswith(".jsonl")]
        read = {name.rpartition("/")[2]: zipped.read(name).splitlines() for name in names}
    return {table: [json.loads(line) for line in lines] for table, lines in read.items()}


def test_it_moves_to_sqlite_through_kills_and_back(kept, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"ARCHIVE_DATA": str(tmp_path / "moved"), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "tests.keeping.moving", kept, tmp_path / "again.zip"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["killed"] == ["MB checked", "files of captures", "rows", "behind the rows", "articles indexed"]
    assert (told["problems"], told["waits"]) == ([], False)
    call_command("restore", tmp_path / "again.zip")
    assert not Article.objects.filter(title="Meanwhile").exists()
    assert tables(make_backup(tmp_path / "back.zip")) == tables(kept)
