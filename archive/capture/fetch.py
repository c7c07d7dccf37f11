"""Pages and feeds fetched by their addresses: public ones alone, within bounds, by an honest robot.

Every hop of a redirect is looked up, judged and connected to by the number that was judged. There are no cookies, no
credentials and no proxies, whatever the environment holds. The certificates trusted are the system's (OpenSSL's
SSL_CERT_FILE and SSL_CERT_DIR name others).
"""

import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic, sleep
from urllib.parse import urljoin

from archive.capture.addresses import WebAddress, ip_refusal, is_opened, port_refusal, read_hosts, read_url
from archive.capture.bodies import BodyTooLargeError, decode_body
from archive.capture.charset import HEAD, known_charset
from archive.capture.html import begins_as_html, html_page
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.robots import MOST_BYTES as MOST_RULES_BYTES
from archive.capture.robots import Robots, product, read_robots
from archive.capture.text import text_page
from archive.capture.wire import Answer, Clock, Deadline, Resolver, ask, look_up, resolve
from archive.lib.storable import storable

USER_AGENT = "Dossier"
MOST_BYTES = 32 * 1024 * 1024

_REDIRECTS = {301, 302, 303, 307, 308}
_WHOLE = {200, 203}
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_PAGES = _HTML_TYPES | {"text/plain"}
_ACCEPT_PAGES = "text/html,application/xhtml+xml,text/plain;q=0.8"
_ACCEPT_FEEDS = "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
_MEDIA_TYPE = re.compile(r"[\w.+!#$&^-]{1,60}/[\w.+!#$&^-]{1,60}", re.ASCII)
_ACCEPT_CODINGS = "gzip, deflate, br"
_CHARSET = re.compile(r";\s{0,9}charset\s{0,9}=\s{0,9}[\"']?([\w.:+-]{1,40})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class _Arrived:
    """An answer that was read: whence, by which redirects, and the body unpacked."""

    answer: Answer
    address: WebAddress
    hops: tuple[str, ...]
    body: bytes


class Fetcher:
    """Fetches pages for one run; it remembers the robots.txt of each site it met. For one thread."""

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        timeout: float = 20,
        most_bytes: int = MOST_BYTES,
        most_redirects: int = 10,
        allow_hosts: frozenset[str] = frozenset(),
        robots: bool = True,
        pause: float = 0,
        wait: Callable[[float], None] = sleep,
        clock: Clock = lambda: datetime.now(UTC),
        resolver: Resolver = resolve,
    ) -> None:
        """Take the name to give, the bounds, and what is opened.

        `timeout` is in seconds, for a page with all its redirects (a site's robots.txt has as many again);
        `most_bytes` bounds a body both packed and unpacked. `allow_hosts` ("intranet.example", "10.0.0.5:8080") may be
        asked whatever their addresses and ports are. `robots=False` asks for no robots.txt. Between two requests to
        one host that is not opened, `pause` seconds pass (`wait` lets them).
        """
        if not user_agent.isascii() or not user_agent.isprintable():
            raise ValueError("a User-Agent is written in printable ASCII")
        self.user_agent = user_agent
        self.timeout = timeout
        self.most_bytes = most_bytes
        self.most_redirects = most_redirects
        self.allow_hosts = read_hosts(",".join(allow_hosts))
        self.robots = robots
        self.pause = pause
        self._wait = wait
        self._asked: dict[str, float] = {}
        self._clock = clock
        self._resolver = resolver
        self._trust = ssl.create_default_context()
        self._sites: dict[str, Robots | CaptureError] = {}

    def fetch(self, url: str) -> CapturedPage:
        """Return the page at `url`, of HTML or plain text, as it answers now, redirects followed.

        Its `url` is the one that answered, without a fragment. Raises `CaptureError`, whose message begins with a
        lower-case letter and names the address only where it is another than `url`.
        """
        return _page(self._follow(read_url(url), {"Accept": _ACCEPT_PAGES}, self._page_body))

    def fetch_feed(self, url: str, *, etag: str = "", last_modified: str = "") -> CapturedPage:
        """Return what answers at `url`, of any media type, for a feed reader.

        With the `etag` and `last_modified` of an earlier answer, one of status 304 and no body says that nothing has
        changed since. Raises `CaptureError`, as `fetch` does.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        sent = {name: value for name, value in conditions.items() if value and value.isascii() and value.isprintable()}
        read = self._body_or_unchanged if sent else self._body
        return _page(self._follow(read_url(url), {"Accept": _ACCEPT_FEEDS, **sent}, read))

    def _follow(
        self,
        address: WebAddress,
        headers: Mapping[str, str],
        read: Callable[[Answer], bytes],
        *,
        for_rules: bool = False,
    ) -> _Arrived:
        """Return what `read` takes from the answer of `address`, or of the one it redirects to in the end."""
        deadline = Deadline(self.timeout)
        hops: list[str] = []
        while True:
            try:
                with self._ask(address, headers, deadline, obey=self.robots and not for_rules) as answer:
                    following = self._following(answer, address, hops)
                    if following is None:
                        return _Arrived(answer, address, tuple(hops), read(answer))
            except CaptureError as error:
                if hops:
                    raise CaptureError(f"redirected to {address.url}: {error}") from error
                raise
            hops.append(address.url)
            address = following

    def _ask(self, address: WebAddress, headers: Mapping[str, str], deadline: Deadline, *, obey: bool) -> Answer:
        """Return the answer of `address`, when it may be asked: its port, each of its numbers, and its robots.txt."""
        ips = self._judged(address, deadline)
        if obey:
            began = monotonic()
            self._obey(address)
            deadline.extend(monotonic() - began)
        self._be_polite(address, deadline)
        sent = {"User-Agent": self.user_agent, "Accept-Encoding": _ACCEPT_CODINGS, "Connection": "close", **headers}
        return ask(address, ips, sent, deadline=deadline, trust=self._trust, clock=self._clock)

    def _be_polite(self, address: WebAddress, deadline: Deadline) -> None:
        """Let the pause pass since the host was last asked; it does not count against the deadline."""
        if not self.pause or is_opened(address, self.allow_hosts):
            return
        left = self.pause - (monotonic() - self._asked.get(address.host, float("-inf")))
        if left > 0:
            self._wait(left)
            deadline.extend(left)
        self._asked[address.host] = monotonic()

    def _judged(self, address: WebAddress, deadline: Deadline) -> list[str]:
        """Return the numbers that the host of `address` has, all of them public unless the host is opened."""
        opened = is_opened(address, self.allow_hosts)
        refusal = "" if opened else port_refusal(address)
        if refusal:
            raise CaptureError(refusal)
        ips = list(look_up(address, self._resolver, deadline))
        for ip in ips if not opened else ():
            if refusal := ip_refusal(ip):
                raise CaptureError(f"{refusal}; ARCHIVE_FETCH_ALLOW opens hosts by name")
        return ips

    def _following(self, answer: Answer, address: WebAddress, hops: list[str]) -> WebAddress | None:
        """Return the address that `answer` sends to; None where it does not."""
        location = answer.header("location")
        if answer.status not in _REDIRECTS or not location:
            return None
        if len(hops) >= self.most_redirects:
            raise CaptureError(f"there are more than {self.most_redirects} redirects, one after the other")
        following = _joined(address, location)
        if following.url in (*hops, address.url):
            raise CaptureError(f"the redirects run in a circle: {following.url} comes twice")
        return following

    def _page_body(self, answer: Answer) -> bytes:
        media_type = _media_type(answer)
        if answer.status in _WHOLE and media_type and media_type not in _PAGES:
            raise CaptureError(f"this is {media_type}; only HTML and plain text become pages")
        body = self._body(answer)
        if not body.strip():
            raise CaptureError("the answer is empty")
        if not media_type and not begins_as_html(body[:HEAD]):
            raise CaptureError("the server does not say of what kind the answer is, and it does not begin as HTML")
        return body

    def _body_or_unchanged(self, answer: Answer) -> bytes:
        return b"" if answer.status == HTTPStatus.NOT_MODIFIED else self._body(answer)

    def _body(self, answer: Answer) -> bytes:
        if answer.status not in _WHOLE:
            raise CaptureError(_named_status(answer))
        return _unpacked(answer, answer.read(self.most_bytes), self.most_bytes)

    def _rules_body(self, answer: Answer) -> bytes:
        """Return the beginning of a robots.txt; nothing where there is none (4xx), and then nothing is forbidden."""
        if 400 <= answer.status < 500:
            return b""
        if answer.codings() or answer.status not in _WHOLE:
            return self._body(answer)  # half of a packed one could not be unpacked
        return answer.read(MOST_RULES_BYTES, cut=True)

    def _obey(self, address: WebAddress) -> None:
        """Raise `CaptureError` where the site's robots.txt does not let `address` be taken."""
        site = address.origin
        if site not in self._sites:
            self._sites[site] = self._rules(replace(address, target="/robots.txt"))
        found = self._sites[site]
        if isinstance(found, CaptureError):
            raise CaptureError(f"{site}/robots.txt cannot be read, and then no page of the site may be: {found}")
        if not found.allows(address.target):
            raise CaptureError(f"{site}/robots.txt does not allow a robot to take this page")

    def _rules(self, address: WebAddress) -> Robots | CaptureError:
        """Return what the robots.txt at `address` says, or why it cannot be had."""
        headers = {"Accept": "text/plain,*/*;q=0.5"}
        try:
            body = self._follow(address, headers, self._rules_body, for_rules=True).body
        except CaptureError as error:
            return error
        return read_robots(body, product(self.user_agent))


def _joined(address: WebAddress, location: str) -> WebAddress:
    with suppress(UnicodeError):  # headers are read as Latin-1, and what is not ASCII in them is mostly UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        return read_url(urljoin(address.url, location))
    except ValueError as error:
        raise CaptureError("the server redirects to what is no address") from error
    except CaptureError as error:
        raise CaptureError(f"the server redirects to “{storable(location[:200])}”, but {error}") from error


def _named_status(answer: Answer) -> str:
    try:
        name = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    except ValueError:
        name = str(answer.status)
    wait = answer.header("retry-after")
    if answer.status in (429, 503) and wait.isdecimal():
        return f"the server answered {name}; it asks to wait {int(wait[:9])} seconds"
    return f"the server answered {name}"


def _unpacked(answer: Answer, packed: bytes, most: int) -> bytes:
    """Return the body as it will be read back from the record that keeps it; what is damaged can be fetched again."""
    try:
        decoded = decode_body(answer.codings(), packed, limit=most)
    except BodyTooLargeError as error:
        raise CaptureError(f"the answer is too large: it unpacks to more than {most:,} bytes") from error
    if decoded.flaws:
        raise CaptureError(f"the answer is damaged ({decoded.flaws[0]}); fetch it again")
    return decoded.body


def _media_type(answer: Answer) -> str:
    """Return the media type that a server names, in lower case; empty where it names none that is one."""
    named = answer.header("content-type").partition(";")[0].strip().lower()
    return named if _MEDIA_TYPE.fullmatch(named) else ""


def _page(arrived: _Arrived) -> CapturedPage:
    """Return the captured page of an answer, with everything that the wire told of it."""
    answer, body = arrived.answer, arrived.body
    media_type = _media_type(answer)
    declared = _CHARSET.search(answer.header("content-type"))
    charset = known_charset(declared[1]) if declared else None
    if media_type in _HTML_TYPES or (not media_type and begins_as_html(body[:HEAD])):
        page = html_page(body, charset=charset)
    else:
        page = text_page(body, charset=charset)
    return replace(
        page,
        media_type=media_type or page.media_type,
        url=arrived.address.url,
        captured_at=answer.began,
        status=answer.status,
        headers=answer.headers,
        request=answer.request,
        raw=answer.raw,
        server_ip=answer.ip,
        redirected_from=arrived.hops,
    )
