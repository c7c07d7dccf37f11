"""A server on this machine alone, for the demonstration: gunicorn, or Django's own where gunicorn cannot run."""

import errno
import os
import socket
import sys
from importlib.util import find_spec

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

HOST = "127.0.0.1"
LAST_PORT = 65_535


def read_port(text: str) -> int:
    """Return the port that `text` names; raises `CommandError` where it is none."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT:
        return int(text)
    raise CommandError(f"--port {text}: a port is a whole number from 1 to {LAST_PORT}, such as 8001.")


def listen(port: int) -> socket.socket:
    """Return a socket that holds `port` of this machine; raises `CommandError`, saying why and what to do, where not.

    Whoever connects before the server runs waits for it, and is not refused.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise CommandError(_why_not(port, error)) from error


def _why_not(port: int, error: OSError) -> str:
    other = port + 1 if 1024 <= port < LAST_PORT else 8001
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Name another one: manage.py demo --port {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this account. Name another one: manage.py demo --port {other}"
    return f"Nothing can be served at {HOST}:{port}: {error.strerror}."


def has_gunicorn() -> bool:
    """Return whether gunicorn can run here: it is installed, and this is no Windows."""
    return all(find_spec(name) is not None for name in ("gunicorn", "fcntl"))


def gunicorn_command(listener: socket.socket) -> list[str]:
    """Return the command line that serves the archive on `listener`, quiet unless something goes wrong."""
    options = ["--bind", f"fd://{listener.fileno()}", "--chdir", str(settings.BASE_DIR), "--threads", "4"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *options, *quiet, "archive.wsgi"]


def serve(listener: socket.socket) -> None:
    """Serve on `listener` until Ctrl-C. Gunicorn takes the place of this process, its environment included."""
    connections.close_all()
    if not has_gunicorn():
        port = listener.getsockname()[1]
        listener.close()
        call_command("runserver", f"{HOST}:{port}", use_reloader=False)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    listener.set_inheritable(True)
    os.execv(sys.executable, gunicorn_command(listener))  # noqa: S606  (no shell, and no word of it is a user's)
