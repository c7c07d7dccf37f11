"""Serving the demonstration: a port that cannot be had is refused before any work is done."""

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


def test_it_takes_a_port_that_was_let_go(taken):
    with socket.create_server((serving.HOST, 0)) as server:
        free = server.getsockname()[1]
    serving.refuse_taken_port(free)


def test_it_serves_on_this_machine_alone():
    command = serving.gunicorn_command(8123)
    assert command[command.index("--bind") + 1] == "127.0.0.1:8123"
    assert command[-1] == "archive.wsgi"


def test_it_does_without_gunicorn_where_it_cannot_run(monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "fcntl" else object())
    assert not serving.has_gunicorn()
