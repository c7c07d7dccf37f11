"""One request over the wire, to a numeric address that was judged before, all of it within a deadline.

What is sent and received is kept byte for byte. Neither proxies nor credentials are taken from the environment.
"""

import io
import logging
import queue
import re
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http.client import HTTPException, RemoteDisconnected
from time import monotonic
from typing import Any

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import TimeoutError as HTTPTimeoutError

from archive.capture.addresses import WebAddress
from archive.capture.page import CaptureError

# A header that it cannot read is a server's fault, and worth no traceback on the screen of who asks for a page.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

# A resolver takes host and port and returns numeric addresses; it raises `OSError` where the name is not known.
Resolver = Callable[[str, int], Sequence[str]]
Clock = Callable[[], datetime]

_MOST_TRIED = 4
_CHUNK = 1 << 16
_HEAD = 1 << 18  # bytes of a head and of chunks' frames, beyond those of the body
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CONTINUE = re.compile(rb"HTTP/1\.[01] 100\b")


class Deadline:
    """The moment by which everything must be done, however many steps there are."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self.seconds = seconds
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises `CaptureError` where there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise CaptureError(f"it took longer than {self.seconds:g} seconds, which is the most")
        return left

    def extend(self, seconds: float) -> None:
        """Leave out of the count what was spent on something else."""
        self._end += seconds


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the numeric addresses of `host`, in the system's order of preference; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def look_up(address: WebAddress, resolver: Resolver, deadline: Deadline) -> Sequence[str]:
    """Return the numeric addresses of a host; raises `CaptureError`. The system's own limit may lie far off."""
    box: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            box.put(resolver(address.host, address.port))
        except OSError as error:
            box.put(error)
        except UnicodeError as error:
            box.put(OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = box.get(timeout=deadline.left())
    except queue.Empty:
        raise CaptureError(f"the name {address.host} was not found in time") from None
    if isinstance(found, OSError):
        raise CaptureError(_why_not_found(address.host, found)) from found
    if not found:
        raise CaptureError(f"the name {address.host} has no address")
    return found


def _why_not_found(host: str, error: OSError) -> str:
    unknown = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
    if isinstance(error, socket.gaierror) and error.errno in unknown:
        return f"there is no host named {host}, or it has no address"
    return f"the name {host} cannot be looked up: {error.strerror or error}"


class Answer:
    """What a server answers: its head at once, its body when it is read. Close it, or use it in a `with`."""

    def __init__(self, connection: HTTPConnection, response: HTTPResponse, line: "_Line", began: datetime) -> None:
        """Take an answer whose head has arrived; `began` is when it had."""
        self._connection, self._response, self._line = connection, response, line
        self._length: int | None = None
        self.began = began
        self.ip = line.ip
        self.status = response.status
        self.headers = tuple(response.headers.items())

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_: object) -> None:
        self._response.close()
        self._connection.close()

    def header(self, name: str) -> str:
        """Return the first header called `name` (in lower case), or an empty string."""
        return next((value.strip() for key, value in self.headers if key.lower() == name), "")

    def codings(self) -> list[tuple[str, str]]:
        """Return the headers that tell how the body is packed."""
        return [header for header in self.headers if header[0].lower() == "content-encoding"]

    @property
    def request(self) -> bytes:
        """Return the request as it was sent."""
        return bytes(self._line.sent)

    @property
    def raw(self) -> bytes:
        """Return head and body as they were received, without what a server sent before or behind this answer."""
        raw = bytes(self._line.received)
        while _CONTINUE.match(raw) and (end := _HEAD_END.search(raw)):
            raw = raw[end.end() :]
        end = _HEAD_END.search(raw)
        if end and self._length is not None and not self._response.chunked:
            return raw[: end.end() + self._length]
        return raw

    def read(self, most: int, *, cut: bool = False) -> bytes:
        """Return the body without its transfer coding, still packed where it came so.

        Raises `CaptureError` for one of more than `most` bytes (with `cut`, returns its beginning) and one broken off.
        """
        announced = self.header("content-length")
        if announced.isdecimal() and len(announced) < 19 and int(announced) > most and not cut:
            raise CaptureError(f"the answer is too large: {int(announced):,} bytes, and {most:,} are the most")
        self._line.limit = most + _HEAD
        body = bytearray()
        try:
            for chunk in self._response.stream(_CHUNK, decode_content=False):
                body += chunk
                if len(body) > most:
                    break
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise CaptureError(_why_broken(error, self._line.deadline)) from error
        if len(body) > most and not cut:
            raise CaptureError(f"the answer is too large: more than {most:,} bytes, which is the most")
        self._length = len(body)
        return bytes(body[:most])


def ask(
    address: WebAddress,
    ips: Sequence[str],
    headers: Mapping[str, str],
    *,
    deadline: Deadline,
    trust: ssl.SSLContext,
    clock: Clock,
) -> Answer:
    """Send a GET for `address` to the first of `ips` that takes a connection, and return the answer.

    The name goes into the Host header, the TLS handshake and the check of the certificate; nothing is looked up again.
    Raises `CaptureError` with a sentence where there is no connection, no trust, or no HTTP.
    """
    waiting = list(ips[:_MOST_TRIED])
    while True:
        line = _Line(waiting.pop(0), deadline)
        # One share for each connection that may still have to be tried, and one for the handshake after it.
        share = deadline.left() / (len(waiting) + 2)
        connection = _connection(address, line, share, trust)
        try:
            return _sent(connection, address, headers, line, clock)
        except (NewConnectionError, ConnectTimeoutError) as error:
            if not waiting:
                raise CaptureError(_why_unreachable(error)) from error
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise CaptureError(_why_no_answer(error, deadline)) from error


def _sent(
    connection: HTTPConnection, address: WebAddress, headers: Mapping[str, str], line: "_Line", clock: Clock
) -> Answer:
    headers = {"Host": address.authority, **headers}
    try:
        connection.request("GET", address.target, headers=headers, preload_content=False)
        return Answer(connection, connection.getresponse(), line, clock())
    except BaseException:
        connection.close()
        raise


def _connection(address: WebAddress, line: "_Line", timeout: float, trust: ssl.SSLContext) -> HTTPConnection:
    if address.scheme == "https":
        secure = _SecureConnection(
            line.ip, address.port, timeout=timeout, ssl_context=trust, server_hostname=address.host
        )
        secure.line = line
        return secure
    plain = _PlainConnection(line.ip, address.port, timeout=timeout)
    plain.line = line
    return plain


class _PlainConnection(HTTPConnection):
    line: "_Line"

    def connect(self) -> None:
        """Connect, and put the line that keeps count between the socket and HTTP."""
        super().connect()
        self.sock = self.line.over(self.sock)


class _SecureConnection(HTTPSConnection):
    line: "_Line"

    def connect(self) -> None:
        """Connect, shake hands, and put the line that keeps count between TLS and HTTP."""
        super().connect()
        self.sock = self.line.over(self.sock)


class _Line:
    """Stands for the socket: keeps what passes, and lets nothing pass after the deadline or beyond the limit."""

    def __init__(self, ip: str, deadline: Deadline) -> None:
        self.ip = ip
        self.deadline = deadline
        self.sent = bytearray()
        self.received = bytearray()
        self.limit = _HEAD
        self._socket: Any = None

    def over(self, connected: Any) -> Any:
        self._socket = connected
        return self

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self.deadline.left())
        self._socket.sendall(data)
        self.sent += data

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self, self._socket.makefile("rb", buffering=0)))

    def receive(self, raw: Any, buffer: Any) -> int:
        """Fill `buffer` from the socket's file `raw`, and return the number of bytes; none is the end."""
        if len(self.received) > self.limit:
            raise CaptureError(f"the answer is too large: more than {self.limit:,} bytes with its head and frames")
        self._socket.settimeout(self.deadline.left())
        count = raw.readinto(buffer)
        self.received += memoryview(buffer)[:count]
        return count

    def settimeout(self, _: float | None) -> None:
        """Leave the time to the deadline."""

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


class _Incoming(io.RawIOBase):
    """The bytes a server sends, as `http.client` reads them."""

    def __init__(self, line: _Line, raw: Any) -> None:
        self._line, self._raw = line, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._line.receive(self._raw, buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, TimeoutError | HTTPTimeoutError)


def _why_unreachable(error: HTTPError) -> str:
    if isinstance(error, ConnectTimeoutError) and not isinstance(error, NewConnectionError):
        return "the server takes no connection in time"
    cause = error.__cause__
    if isinstance(cause, ConnectionRefusedError):
        return "the server refused the connection"
    return f"the server cannot be reached: {getattr(cause, 'strerror', None) or cause or error}"


def _why_no_answer(error: Exception, deadline: Deadline) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {error.verify_message.rstrip('.')}"
    if _is_timeout(error):
        return f"the server did not answer within {deadline.seconds:g} seconds"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection came about: {error.reason or error}"
    if isinstance(error, RemoteDisconnected | ConnectionError):
        return "the server closed the connection without an answer"
    if isinstance(error, OSError):
        return f"the connection failed: {error.strerror or error}"
    return "the server does not answer in HTTP"


def _why_broken(error: Exception, deadline: Deadline) -> str:
    if _is_timeout(error):
        return f"the answer was not complete within {deadline.seconds:g} seconds"
    if isinstance(error, ProtocolError | HTTPException | OSError):
        return "the answer broke off before its end; fetch it again"
    return f"the answer cannot be read: {error}"
