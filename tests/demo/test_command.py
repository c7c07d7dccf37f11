"""`manage.py demo` as a newcomer runs it: in a process of its own, on SQLite, in an empty folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE = 120  # seconds; a loaded machine is no failure


def environment(folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**inherited, "ARCHIVE_DATA": str(folder)}


def demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "demo", *words]
    where = settings.BASE_DIR
    return subprocess.run(
        command, cwd=where, env=environment(folder), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def answer(url: str) -> tuple[int, str]:
    """Return status and body at `url`, asked again until somebody listens there."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > give_up:
                raise


def test_it_makes_the_archive_once(tmp_path):
    first = demo(tmp_path, "--no-serve")
    assert (first.returncode, first.stderr) == (0, "")
    assert "13 people, 14 events" in first.stdout
    assert "Pages: 5 captured, linked and published" in first.stdout
    password = re.search(r"curator, password (\w{16}) ", first.stdout)
    assert password
    again = demo(tmp_path, "--no-serve")
    assert (again.returncode, again.stderr) == (0, "")
    assert "nothing loaded, nothing overwritten" in again.stdout
    assert "Pages: all were brought in before" in again.stdout
    assert "manage.py changepassword curator" in again.stdout
    assert "password " + password[1] not in again.stdout


def test_it_serves_until_it_is_stopped(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "demo", f"--port={port}"]
    output = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(tmp_path), stdout=output, stderr=output, text=True
    ) as process:
        try:
            status, page = answer(f"http://127.0.0.1:{port}/")
            sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
            assert status == 200
            assert sheets
            assert answer(f"http://127.0.0.1:{port}{sheets[0]}")[0] == 200
            assert answer(f"http://127.0.0.1:{port}/admin/login/")[0] == 200
        finally:
            process.send_signal(signal.SIGINT)
            said, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/" in said
    assert complaints == ""


def test_it_refuses_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    refused = demo(tmp_path / "file" / "data", "--no-serve")
    assert refused.returncode == 1
    assert "ARCHIVE_DATA" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_lets_two_be_started_at_once(tmp_path):
    command = [sys.executable, "manage.py", "demo", "--no-serve"]
    output = subprocess.PIPE
    both = [
        subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment(tmp_path), stdout=output, stderr=output, text=True
        )
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=PATIENCE) for process in both]
    assert [(process.returncode, errors) for process, (_, errors) in zip(both, ended, strict=True)] == [(0, "")] * 2
    said = "".join(output for output, _ in ended)
    assert said.count("Pages: 5 captured") == said.count("Pages: all were brought in before") == 1


def test_it_ends_with_status_1_at_a_taken_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        refused = demo(tmp_path, f"--port={server.getsockname()[1]}")
    assert refused.returncode == 1
    assert "is taken by another program" in refused.stderr
    assert not (tmp_path / "archive.sqlite3").exists()


@pytest.mark.skipif(os.name != "posix", reason="gunicorn runs on POSIX systems alone")
def test_it_ends_cleanly_when_it_is_stopped_at_once(tmp_path):
    command = [sys.executable, "manage.py", "demo", "--no-serve"]
    output = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(tmp_path), stdout=output, stderr=output, text=True
    ) as process:
        process.stdout.readline()  # it is at work now
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in complaints
    assert demo(tmp_path, "--no-serve").returncode == 0
