"""A backup becomes the archive again, alike to the byte; what is no whole backup, or has no room, changes nothing."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from archive.checks import check_restored, why_not_serve
from archive.keeping import restore as module
from archive.keeping import unfinished
from archive.keeping.verify import Problem, verify
from archive.models import Article, Capture, Mention, Person
from tests.keeping.bags import (
    about,
    addresses,
    answers,
    changed,
    empty,
    entry,
    fill,
    make_backup,
    remade,
    write_pages,
)
from tests.makers import make_article

pytestmark = pytest.mark.django_db


def refusal(path: Path) -> str:
    """Return why the backup is not restored, having seen that nothing of it was."""
    with pytest.raises(CommandError) as caught:
        call_command("restore", path)
    assert not Article.objects.exists()
    assert not User.objects.exists()
    return str(caught.value)


def refusal_of(kept: Path, data_folder: Path, change) -> str:
    """Return why a changed backup is not restored; nothing is written for it either."""
    found = refusal(changed(kept, change))
    assert not (data_folder / "captures").exists()
    assert unfinished.begun(data_folder) is None
    return found


def test_every_page_answers_alike(tmp_path, data_folder, client):
    fill(tmp_path / "in")
    wanted = addresses()
    before = answers(client, wanted)
    assert {status for status, _, _ in before.values()} >= {200, 301, 404}
    make_backup(tmp_path / "kept.zip")
    empty(data_folder)
    assert not Article.objects.exists()
    call_command("restore", tmp_path / "kept.zip")
    assert addresses() == wanted
    assert answers(client, wanted) == before


def test_what_is_restored_verifies_clean_and_is_backed_up_alike(kept, tmp_path, data_folder, capsys):
    call_command("restore", kept)
    assert re.search(r"1 files of captures, \d+ rows, 2 articles indexed", capsys.readouterr().out)
    assert [found for found in verify() if isinstance(found, Problem)] == []
    again = make_backup(tmp_path / "again.zip")
    with zipfile.ZipFile(kept) as one, zipfile.ZipFile(again) as two:
        for first, second in zip(one.infolist(), two.infolist(), strict=True):
            if "/data/" in first.filename and not first.filename.endswith("backup.json"):
                assert (first.filename.partition("/")[2], first.CRC) == (second.filename.partition("/")[2], second.CRC)
    assert sorted(path.name for path in data_folder.iterdir() if "restoring" in path.name) == []


def test_curators_and_their_decisions_are_there(kept, client):
    call_command("restore", kept)
    assert client.login(username="curator", password="correct horse battery staple")
    assert User.objects.get().has_perm("archive.change_article")
    assert Mention.objects.filter(decision="confirmed", decided_by__username="curator").exists()


def test_keys_of_what_is_gone_are_not_given_out_again(tmp_path, data_folder):
    fill(tmp_path / "in")
    last = max(Article.objects.values_list("pk", flat=True))
    path = make_backup(tmp_path / "kept.zip")
    empty(data_folder)
    call_command("restore", path)
    assert make_article().pk > last + 1


def test_the_restored_archive_goes_on(kept, tmp_path):
    call_command("restore", kept)
    write_pages(tmp_path / "in")
    call_command("ingest", tmp_path / "in")
    assert (Capture.objects.count(), Article.objects.count()) == (3, 2)
    Person.objects.create(given_name="New", family_name="Person")


def test_it_refuses_an_archive_that_is_not_empty(kept, data_folder):
    (data_folder / "captures").mkdir()
    (data_folder / "captures" / "a.warc.gz").write_bytes(b"")
    assert "1 files of captures" in refusal(kept)
    (data_folder / "captures" / "a.warc.gz").unlink()
    article = make_article()
    with pytest.raises(CommandError, match=r"not empty \(1 in archive_article\).*set ARCHIVE_DATA to a new folder"):
        call_command("restore", kept)
    assert list(Article.objects.all()) == [article]


@pytest.mark.parametrize(
    "ending", [".warc.gz", "archive_article.jsonl", "backup.json", "manifest-sha256.txt", "bag-info.txt"]
)
def test_it_names_a_file_that_was_changed(kept, data_folder, ending):
    def change(files: dict[str, bytes]) -> None:
        name = entry(files, f"/{ending}" if ending[0] != "." and "tag" not in ending else ending)
        files[name] = files[name][:20] + bytes([files[name][20] ^ 1]) + files[name][21:]

    assert re.search(
        rf"{re.escape(ending)} is not as it was kept.*Nothing was restored", refusal_of(kept, data_folder, change)
    )


def test_it_names_a_file_with_a_flipped_bit(kept):
    with zipfile.ZipFile(kept) as zipped:
        info = next(info for info in zipped.infolist() if info.filename.endswith(".warc.gz"))
    content = bytearray(kept.read_bytes())
    content[info.header_offset + 200] ^= 1
    kept.write_bytes(content)
    assert re.search(r"data/captures/\S+ is not as it was kept", refusal(kept))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_it_refuses_a_truncated_file(kept, part):
    content = kept.read_bytes()
    kept.write_bytes(content[: int(len(content) * part)])
    assert "is no backup, or a truncated one" in refusal(kept)


@pytest.mark.parametrize(
    "ending", [".warc.gz", "archive_span.jsonl", "backup.json", "manifest-sha256.txt", "bagit.txt"]
)
def test_it_refuses_a_backup_in_which_a_file_is_missing(kept, data_folder, ending):
    def change(files: dict[str, bytes]) -> None:
        for name in [name for name in files if name.endswith(ending) and "tagmanifest" not in name]:
            del files[name]

    assert re.search(r"is missing|has no folder", refusal_of(kept, data_folder, change))


@pytest.mark.parametrize(
    "name",
    ["../../evil", "/etc/passwd", "root/../../evil", "root\\data\\x", "c:/x/y", "other/data/x", "{root}/data/more.txt"],
)
def test_it_refuses_files_that_do_not_belong_in_it(kept, data_folder, tmp_path, name):
    def change(files: dict[str, bytes]) -> None:
        files[name.format(root=next(iter(files)).partition("/")[0])] = b"evil"

    assert re.search("does not belong|no folder with|does not list", refusal_of(kept, data_folder, change))
    assert list(tmp_path.rglob("evil")) == []


def test_it_refuses_a_link(kept, data_folder):
    link = zipfile.ZipInfo("root/data/captures/a.warc.gz")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(kept, "a") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert "does not belong in it" in refusal(kept)


def test_it_refuses_a_bomb(kept):
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("root/data/database/a.jsonl", b"\0" * (1 << 27))
    assert "unpacks to more than" in refusal(kept)


def test_it_refuses_what_is_no_backup(tmp_path):
    (tmp_path / "a.txt").write_text("no backup")
    assert "is no backup" in refusal(tmp_path / "a.txt")
    assert "none.zip cannot be read: No such file" in refusal(tmp_path / "none.zip")
    assert "cannot be read: Is a directory" in refusal(tmp_path)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as zipped:
        zipped.writestr("a/b.txt", "foreign")
    assert "no folder with a bagit.txt" in refusal(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert "no folder with a bagit.txt" in refusal(tmp_path / "empty.zip")


def test_it_refuses_a_backup_of_a_newer_schema(kept):
    migrations = ["archive.0001_initial", "archive.9999_later"]
    found = refusal(remade(kept, lambda files: about(files, migrations=migrations)))
    assert re.search(r"newer Dossier.*archive\.9999_later.*Update", found)
    assert "newer Dossier" in refusal(remade(kept, lambda files: about(files, format=99)))


def test_it_refuses_a_database_that_is_ahead_of_the_backup(kept, data_folder):
    def older(files: dict[str, bytes]) -> None:
        told = json.loads(files[entry(files, "backup.json")])
        about(files, migrations=[name for name in told["migrations"] if not name.startswith("archive.0004")])

    assert re.search(r"older Dossier.*wholly empty.*migrate", refusal(remade(kept, older)))
    assert unfinished.begun(data_folder) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{not json}\n", "line 1 of the rows of archive_article cannot be read"),
        (b"[1, 2]\n", "line 1 of the rows of archive_article"),
        (b'{"id": 1}\n', "does not have the columns"),
        (None, "cannot be restored"),
    ],
)
def test_it_undoes_everything_where_a_row_is_none(kept, data_folder, line, says):
    def spoil(files: dict[str, bytes]) -> None:
        name = entry(files, "archive_article.jsonl")
        files[name] = line or files[name].replace(b'"status": "published"', b'"status": "nonsense"')

    assert says in refusal(remade(kept, spoil))
    assert [path.name for path in data_folder.iterdir() if "restoring" in path.name] == []
    call_command("restore", kept)
    assert Article.objects.count() == 2


def test_it_refuses_rows_that_refer_to_none(kept):
    def spoil(files: dict[str, bytes]) -> None:
        files[entry(files, "archive_source.jsonl")] = b""

    assert "cannot be restored" in refusal(remade(kept, spoil))


def test_it_says_where_there_is_no_room(kept, monkeypatch):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10})())
    assert re.search(r"The captures need .* MB under .* are free", refusal(kept))


def test_a_restore_that_was_killed_says_so_and_begins_anew(kept, settings, monkeypatch):
    class Killed(BaseException):
        """What nobody catches."""

    def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(module, "_prepare_database", killed)
    with pytest.raises(Killed):
        call_command("restore", kept)
    monkeypatch.undo()
    (message,) = check_restored()
    assert "run manage.py restore again with the same file" in message.msg
    settings.SERVING_REFUSED = ""
    assert why_not_serve() == message.msg
    with pytest.raises(CommandError, match=r"run manage\.py restore again with the same file"):
        call_command("verify")
    assert str(kept) in message.msg
    other = remade(kept, lambda files: about(files, created="2001"))
    assert "run manage.py restore again with the same file" in refusal(other)
    call_command("restore", kept)
    assert Article.objects.count() == 2
    assert check_restored() == []


def test_a_restore_that_was_killed_behind_its_rows_goes_on(kept, data_folder, monkeypatch, client):
    class Killed(BaseException):
        """What nobody catches."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(module, "_finish", killed)
    with pytest.raises(Killed):
        call_command("restore", kept)
    monkeypatch.undo()
    assert Article.objects.count() == 2
    call_command("restore", kept)
    assert [found for found in verify() if isinstance(found, Problem)] == []
    assert check_restored() == []
