"""A backup holds everything as it stood at one moment, in a form that other tools read and check."""

import hashlib
import json
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.keeping import backup as module
from archive.keeping.backup import backup
from archive.models import Article
from tests.keeping.bags import fill, make_backup
from tests.makers import make_article

pytestmark = pytest.mark.django_db


class Files:
    """The files of a backup, by their paths in its one folder."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            assert zipped.testzip() is None
            self.stored = {info.filename for info in zipped.infolist() if info.compress_type == zipfile.ZIP_STORED}
            read = {info.filename.partition("/")[::2]: zipped.read(info) for info in zipped.infolist()}
        (self.root,) = {root for root, _ in read}
        self.content = {path: content for (_, path), content in read.items()}

    def rows(self, table: str) -> list[dict]:
        return [json.loads(line) for line in self.content[f"data/database/{table}.jsonl"].splitlines()]

    def manifest(self, name: str) -> dict[str, str]:
        lines = self.content[name].decode().splitlines()
        return {path: digest for digest, path in (line.split("  ") for line in lines)}


def test_it_is_a_bag_whose_digests_are_true(tmp_path):
    fill(tmp_path / "in")
    files = Files(make_backup(tmp_path / "a.zip"))
    assert files.content["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = files.manifest("manifest-sha256.txt")
    assert set(payload) == {path for path in files.content if path.startswith("data/")}
    tags = files.manifest("tagmanifest-sha256.txt")
    assert set(tags) == {"bagit.txt", "bag-info.txt", "manifest-sha256.txt"}
    for path, digest in {**payload, **tags}.items():
        assert hashlib.sha256(files.content[path]).hexdigest() == digest
    size = sum(len(files.content[path]) for path in payload)
    assert f"Payload-Oxum: {size}.{len(payload)}" in files.content["bag-info.txt"].decode()


def test_it_holds_captures_byte_for_byte(tmp_path, data_folder):
    fill(tmp_path / "in")
    files = Files(make_backup(tmp_path / "a.zip"))
    (path,) = (data_folder / "captures").iterdir()
    assert files.content[f"data/captures/{path.name}"] == path.read_bytes()
    assert f"{files.root}/data/captures/{path.name}" in files.stored


def test_it_holds_rows_in_one_form_on_every_database(tmp_path):
    article = make_article("« Œuvre »", text="É\n\nb", published="2023-11-20T20:24:00+01:00", corrected=["title"])
    (row,) = Files(make_backup(tmp_path / "a.zip")).rows("archive_article")
    article.refresh_from_db()
    told = ("id", "title", "published_earliest", "published_at", "updated_at", "undated", "corrected", "source_id")
    moment = "2023-11-20T19:24:00+00:00"
    assert [row[name] for name in told] == [article.pk, "« Œuvre »", "2023-11-20", moment, None, False, ["title"], None]
    assert row["recorded_at"] == article.recorded_at.isoformat()


def test_it_says_what_the_database_was(tmp_path):
    about = json.loads(Files(make_backup(tmp_path / "a.zip")).content["data/backup.json"])
    assert "archive.0001_initial" in about["migrations"]
    assert about["database"] == connection.vendor
    assert "text_capture_id" in about["tables"]["archive_article"]
    assert not {"django_session", "django_migrations", "archive_search"} & set(about["tables"])


def test_it_leaves_out_sessions_and_the_key(tmp_path, client, data_folder):
    (data_folder / "secret_key").write_text("the key that signs")
    session = client.session
    session["what"] = "secret"
    session.save()
    content = b"".join(Files(make_backup(tmp_path / "a.zip")).content.values())
    assert b"the key that signs" not in content
    assert session.session_key.encode() not in content


def test_it_cuts_a_torn_tail_and_leaves_out_what_no_row_names(tmp_path, data_folder, capsys):
    fill(tmp_path / "in")
    (path,) = (data_folder / "captures").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:50])
    path.with_name("other.warc.gz").write_bytes(whole)
    files = Files(make_backup(tmp_path / "a.zip"))
    assert files.content[f"data/captures/{path.name}"] == whole
    assert "data/captures/other.warc.gz" not in files.content
    assert "other.warc.gz: no capture's row names this file" in capsys.readouterr().out


def test_it_names_what_is_lost_and_keeps_the_rest(tmp_path, data_folder, capsys):
    fill(tmp_path / "in")
    (path,) = (data_folder / "captures").iterdir()
    path.rename(path.with_name("hidden"))
    with pytest.raises(CommandError, match="1 failed"):
        call_command("backup", tmp_path / "a.zip", json=True)
    told, counts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert path.name in told["where"]
    assert counts["counts"]["failed"] == 1
    path.with_name("hidden").rename(path)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(CommandError, match="1 failed"):
        call_command("backup", tmp_path / "b.zip")
    assert len(Files(tmp_path / "b.zip").rows("archive_article")) == Article.objects.count()


def test_it_does_not_take_the_place_of_a_file_unless_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"precious")
    with pytest.raises(CommandError, match="is there already"):
        make_backup(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == b"precious"
    call_command("backup", tmp_path / "a.zip", overwrite=True)
    assert Files(tmp_path / "a.zip").rows("archive_article") == []
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_a_backup_that_fails_leaves_no_file(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_captures", full)
    with pytest.raises(CommandError, match=r"a\.zip was not written: No space left on device"):
        make_backup(tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_it_sees_one_moment_while_others_write(tmp_path):
    """What is written after the snapshot is not in it, and nobody who writes waits (SQLite: see test_moving)."""
    make_article("Before")
    with (tmp_path / "a.zip").open("w+b") as out:
        steps = backup(out)
        assert next(steps).what == "rows"
        writer = threading.Thread(target=lambda: (make_article("Meanwhile"), connection.close()))
        writer.start()
        writer.join(20)
        assert Article.objects.count() == 1  # in the snapshot
        list(steps)
    assert Article.objects.count() == 2
    assert [row["title"] for row in Files(tmp_path / "a.zip").rows("archive_article")] == ["Before"]
