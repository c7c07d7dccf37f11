"""Serving the demonstration: a port that cannot be had is refused before any work is done."""

import errno
import socket

import pytest
from django.core.management import CommandError, call_command

from archive.management import serving


@pytest.fixture
def taken():
    with socket.create_server((serving.HOST, 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("text", ["1", "8000", "65535"])
def test_it_reads_a_port(text):
    assert serving.read_port(text) == int(text)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000.5", "", "http", "८०००"])
def test_it_refuses_what_is_no_port(text):
    with pytest.raises(CommandError, match="from 1 to 65535"):
        call_command("demo", f"--port={text}", "--no-serve")


def test_it_refuses_a_taken_port_before_any_work(taken):
    with pytest.raises(CommandError, match=f"Port {taken} is taken by another program. .* --port {taken + 1}"):
        call_command("demo", f"--port={taken}")  # this test may not reach the database


def test_it_holds_a_free_port():
    with socket.create_server((serving.HOST, 0)) as probe:
        free = probe.getsockname()[1]
    with serving.listen(free) as listener:
        assert listener.getsockname() == ("127.0.0.1", free)  # this machine alone
        with pytest.raises(CommandError, match="is taken"):
            serving.listen(free)


def test_it_hands_the_port_it_holds_to_gunicorn():
    with socket.create_server((serving.HOST, 0)) as listener:
        command = serving.gunicorn_command(listener)
        assert command[command.index("--bind") + 1] == f"fd://{listener.fileno()}"
        assert command[-1] == "archive.wsgi"


@pytest.mark.parametrize(
    ("number", "port", "words"),
    [(errno.EADDRINUSE, 8000, "--port 8001"), (errno.EADDRINUSE, 65535, "--port 8001"), (errno.EACCES, 80, "account")],
)
def test_it_says_why_a_port_cannot_be_had_and_what_to_do(number, port, words):
    assert words in serving._why_not(port, OSError(number, "no"))


def test_it_does_without_gunicorn_where_it_cannot_run(monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "fcntl" else object())
    assert not serving.has_gunicorn()
