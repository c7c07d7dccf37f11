"""An archive moves to another database and back, however often the restore is killed on the way."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from archive.models import Article
from tests.keeping.bags import about, entry, make_backup, remade

pytestmark = pytest.mark.django_db


def tables(path: Path) -> dict[str, list]:
    """Return the rows of every table in a backup."""
    with zipfile.ZipFile(path) as zipped:
        names = [name for name in zipped.namelist() if name.endswith(".jsonl")]
        read = {name.rpartition("/")[2]: zipped.read(name).splitlines() for name in names}
    return {table: [json.loads(line) for line in lines] for table, lines in read.items()}


def run(command: list, data: Path, **more: str) -> str:
    """Run a program on an archive in SQLite that is kept in `data`, and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"ARCHIVE_DATA": str(data), "PYTHONWARNINGS": "ignore", **more}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_moves_to_sqlite_through_kills_and_back(kept, tmp_path):
    command = [sys.executable, "-m", "tests.keeping.moving", kept, tmp_path / "again.zip"]
    told = json.loads(run(command, tmp_path / "moved").splitlines()[-1])
    assert told["killed"] == ["MB checked", "files of captures", "rows", "behind the rows", "articles indexed"]
    assert (told["problems"], told["waits"]) == ([], False)
    call_command("restore", tmp_path / "again.zip")
    assert not Article.objects.filter(title="Meanwhile").exists()
    assert tables(make_backup(tmp_path / "back.zip")) == tables(kept)


@pytest.mark.sqlite
def test_it_brings_the_backup_of_an_older_dossier_up_to_date(kept, tmp_path):
    older = remade(kept, make_older)
    program = "from django.core.management import call_command; call_command('restore', FILE); call_command('verify')"
    command = [sys.executable, "-c", f"import django; django.setup(); FILE = {str(older)!r}; {program}"]
    done = run(command, tmp_path / "older", DJANGO_SETTINGS_MODULE="archive.settings")
    restored, verified = done.splitlines()
    assert "2 articles indexed" in restored
    assert verified.endswith("0 failed")


def make_older(files: dict[str, bytes]) -> None:
    """Make of a backup one as it was before captures could be revisits and texts near duplicates."""
    told = json.loads(files[entry(files, "backup.json")])
    for table in ("archive_capturedtext", "archive_redirect", "archive_sametext", "archive_textband"):
        del files[entry(files, f"{table}.jsonl")], told["tables"][table]
    told["tables"]["archive_capture"].remove("refers_to_id")
    told["migrations"] = [name for name in told["migrations"] if not re.match(r"archive\.(?!000[123])", name)]
    captures = [json.loads(line) for line in files[entry(files, "archive_capture.jsonl")].splitlines()]
    firsts = [capture for capture in captures if not capture.pop("refers_to_id")]  # none of which is a revisit
    files[entry(files, "archive_capture.jsonl")] = b"".join(json.dumps(row).encode() + b"\n" for row in firsts)
    about(files, **told)
