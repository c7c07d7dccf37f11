"""`manage.py demo` as a newcomer runs it: in a process of its own, on SQLite, in an empty folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.process

PATIENCE = 300  # seconds; a loaded machine is no failure


def environment(folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**inherited, "ARCHIVE_DATA": str(folder)}


def demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "demo", *words]
    where = settings.BASE_DIR
    return subprocess.run(
        command, cwd=where, env=environment(folder), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "demo", *words]
    output = subprocess.PIPE
    where = settings.BASE_DIR
    return subprocess.Popen(
        command, cwd=where, env=environment(folder), stdout=output, stderr=output, text=True, preexec_fn=_hear_ctrl_c
    )


def _hear_ctrl_c() -> None:
    """Undo what a shell does to programs in its background: they, and all that they start, are deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def answer(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=PATIENCE) as response:
        return response.status, response.read().decode()


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Return a folder in which the demonstration was made, and what was said at that."""
    folder = tmp_path_factory.mktemp("made")
    return folder, demo(folder, "--no-serve")


def test_it_makes_the_archive_once(made):
    folder, first = made
    assert (first.returncode, first.stderr) == (0, "")
    assert "13 people, 14 events" in first.stdout
    assert "Pages: 5 captured, linked and published" in first.stdout
    password = re.search(r"curator, password (\w{16}) ", first.stdout)
    assert password
    again = demo(folder, "--no-serve")
    assert (again.returncode, again.stderr) == (0, "")
    assert "nothing loaded, nothing overwritten" in again.stdout
    assert "Pages: all were brought in before" in again.stdout
    assert "manage.py changepassword curator" in again.stdout
    assert password[1] not in again.stdout


def test_it_serves_until_it_is_stopped(made):
    folder, _first = made
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with start(folder, f"--port={port}") as process:
        try:
            address = next(found[0] for line in process.stdout if (found := re.search(r"http://[\d.:]+", line)))
            assert address == f"http://127.0.0.1:{port}"
            status, page = answer(address)
            sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
            assert status == 200
            assert sheets
            assert answer(address + sheets[0])[0] == 200
            assert answer(address + "/admin/login/")[0] == 200
        finally:
            process.send_signal(signal.SIGINT)
            _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert complaints == ""


def test_it_refuses_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    refused = demo(tmp_path / "file" / "data", "--no-serve")
    assert refused.returncode == 1
    assert "ARCHIVE_DATA" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_ends_with_status_1_at_a_taken_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        refused = demo(tmp_path, f"--port={server.getsockname()[1]}")
    assert refused.returncode == 1
    assert "is taken by another program" in refused.stderr
    assert not (tmp_path / "archive.sqlite3").exists()


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent to a process by POSIX signals")
def test_it_goes_on_where_it_was_stopped_and_lets_two_do_it_at_once(tmp_path):
    with start(tmp_path, "--no-serve") as process:
        process.stdout.readline()  # it is at work now
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in complaints
    both = [start(tmp_path, "--no-serve") for _ in range(2)]
    ended = [process.communicate(timeout=PATIENCE) for process in both]
    assert [(process.returncode, errors) for process, (_, errors) in zip(both, ended, strict=True)] == [(0, "")] * 2
    said = "".join(output for output, _ in ended)
    assert said.count("Pages: 5 captured") == said.count("Pages: all were brought in before") == 1
