"""A web server on the loopback, for tests of what fetches: it answers, byte for byte, what a test gives it."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

CERTIFICATE = Path(__file__).parent / "data" / "tls" / "certificate.pem"  # of gazette.example, until 2126
_WITH_KEY = CERTIFICATE.with_name("server.pem")

Reply = bytes | Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    """Answers each path of `replies`; it keeps the requests, and lets slow replies go when `over` is set."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *, secure: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.over = Event()
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(_WITH_KEY)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str, host: str = "gazette.example") -> str:
        """Return the address of `path` at this server, under a name that the tests' resolver leads here."""
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, *_: object) -> None:
        """Stay quiet where a client goes away in the middle."""


class Handler(BaseHTTPRequestHandler):
    """Writes the reply of the path, and closes."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers.append(dict(self.headers))
        reply = self.server.replies.get(self.path, answer("404 Not Found", b"nothing here"))
        if isinstance(reply, bytes):
            self.wfile.write(reply)
        else:
            reply(self)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep no log."""


def answer(status: str, body: bytes = b"", **headers: str) -> bytes:
    """Return a whole answer; `content_type="text/html"` becomes the header Content-Type."""
    lines = [f"HTTP/1.1 {status}"]
    headers.setdefault("content_length", str(len(body)))
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([*lines, "", ""]).encode() + body


def page(body: bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """Return the answer of a page that was found."""
    return answer("200 OK", body, content_type=content_type, **headers)


def moved(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect."""
    return answer(status, location=location)


@contextmanager
def serving(*, secure: bool = False) -> Iterator[Server]:
    """Run a server in a thread for as long as the block lasts."""
    with Server(secure=secure) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
