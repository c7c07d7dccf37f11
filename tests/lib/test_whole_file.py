"""A file is there whole or not at all, whatever ends the writing."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.lib import whole_file as module
from archive.lib.whole_file import whole_file

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=["without a name", "with a name"], autouse=True)
def kind(request, monkeypatch) -> str:
    """Let every test run as on a system with files that have no name, and as on one without."""
    if request.param == "with a name":
        monkeypatch.delattr(module.os, "O_TMPFILE", raising=False)
    return request.param


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_there_when_the_block_ends(tmp_path):
    with whole_file(tmp_path / "a") as out:
        out.write(b"whole")
        assert not (tmp_path / "a").exists()
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"whole")


def test_its_owner_alone_reads_what_is_private(tmp_path):
    with whole_file(tmp_path / "a", private=True):
        pass
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


def test_nothing_is_there_after_an_error(tmp_path):
    with pytest.raises(RuntimeError), whole_file(tmp_path / "a") as out:
        out.write(b"half")
        raise RuntimeError
    assert names(tmp_path) == []


def test_it_does_not_take_the_place_of_a_file_unless_told(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileExistsError), whole_file(tmp_path / "a"):
        pass
    with pytest.raises(RuntimeError), whole_file(tmp_path / "a", overwrite=True):
        raise RuntimeError
    assert (tmp_path / "a").read_bytes() == b"old"
    with whole_file(tmp_path / "a", overwrite=True) as out:
        out.write(b"new")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"new")


def test_it_does_not_take_the_place_of_a_file_that_came_meanwhile(tmp_path):
    with pytest.raises(FileExistsError), whole_file(tmp_path / "a"):
        (tmp_path / "a").write_bytes(b"other")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"other")


def test_it_refuses_a_folder_and_a_missing_one(tmp_path):
    with pytest.raises(IsADirectoryError), whole_file(tmp_path):
        pass
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "none" / "a"):
        pass


def test_a_killed_process_leaves_no_file_of_that_name(tmp_path, kind):
    forget = "import os; del os.O_TMPFILE\n" if kind == "with a name" else ""
    program = f"""{forget}import sys; from pathlib import Path; from archive.lib.whole_file import whole_file
with whole_file(Path({str(tmp_path / "a")!r})) as out:
    out.write(b"half" * 100000); out.flush(); print("written", flush=True); sys.stdin.read()"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
    drafts = [name for name in names(tmp_path) if name.startswith(".a.") and name.endswith(".part")]
    assert (names(tmp_path), len(drafts)) == (drafts, 1 if kind == "with a name" else 0)
