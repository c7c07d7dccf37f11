"""Pages fetched from a server on the loopback, which the tests open by its name."""

import gzip
import socket
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic

import brotli
import pytest

from archive.capture.fetch import Fetcher
from archive.capture.page import CaptureError
from tests.capture.server import CERTIFICATE, Server, answer, moved, page, serving

HTML = "<!DOCTYPE html><title>Été</title><p>Le phare est rallumé.".encode()
NAMES = {
    "gazette.example": ["127.0.0.1"],
    "other.example": ["127.0.0.1"],
    "inner.example": ["10.0.0.7"],
    "metadata.example": ["169.254.169.254"],
    "half.example": ["93.184.216.34", "192.168.1.1"],
    "nowhere.example": [],
}
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def find(host: str, port: int) -> list[str]:
    if host not in NAMES:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return NAMES[host]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def fetcher(**changed) -> Fetcher:
    given = {"allow_hosts": frozenset({"gazette.example", "other.example"}), "resolver": find, "robots": False}
    return Fetcher(**(given | changed))


def refusal(url: str, **changed) -> str:
    with pytest.raises(CaptureError) as caught:
        fetcher(**changed).fetch(url)
    return str(caught.value)


def refusal_of(server: Server, reply, **changed) -> str:
    server.replies["/page"] = reply
    return refusal(server.url("/page"), **changed)


def test_it_fetches_a_page(server):
    server.replies["/phare?n=1"] = page(HTML, etag='"v1"')
    fetched = fetcher(user_agent="Dossier/1.0 (+https://archive.example)", clock=lambda: NOON).fetch(
        server.url("/phare?n=1#top")
    )
    assert (fetched.body, fetched.media_type, fetched.charset) == (HTML, "text/html", "utf-8")
    assert (fetched.url, fetched.captured_at, fetched.status) == (server.url("/phare?n=1"), NOON, 200)
    assert ("Etag", '"v1"') in fetched.headers
    assert (fetched.server_ip, fetched.redirected_from) == ("127.0.0.1", ())
    assert server.headers[0]["Host"] == f"gazette.example:{server.port}"
    assert server.headers[0]["User-Agent"] == "Dossier/1.0 (+https://archive.example)"
    assert server.asked == ["/phare?n=1"]


def test_it_keeps_what_was_sent_and_received(server):
    reply = page(gzip.compress(HTML), content_encoding="gzip")
    server.replies["/page"] = reply + b"HTTP/1.1 200 OK\r\n\r\nof another answer"
    fetched = fetcher().fetch(server.url("/page"))
    assert (fetched.body, fetched.raw) == (HTML, reply)
    assert fetched.request is not None
    assert fetched.request.startswith(b"GET /page HTTP/1.1\r\nHost: gazette.example:")
    assert fetched.request.endswith(b"\r\n\r\n")
    for unsent in (b"Cookie", b"Authorization", b"Referer"):
        assert unsent not in fetched.request


def test_it_keeps_chunks_as_they_came(server):
    chunks = b"".join(b"%x;note=1\r\n%b\r\n" % (len(part), part) for part in (HTML[:9], HTML[9:]))
    reply = answer("200 OK", content_type="text/html", content_length="", transfer_encoding="chunked")
    reply += chunks + b"0\r\nTrailer: x\r\n\r\n"
    server.replies["/page"] = b"HTTP/1.1 100 Continue\r\n\r\n" + reply
    fetched = fetcher().fetch(server.url("/page"))
    assert (fetched.body, fetched.raw) == (HTML, reply)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZip", lambda body: gzip.compress(body[:20]) + gzip.compress(body[20:])),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("identity", bytes),
    ],
)
def test_it_unpacks(server, coding, pack):
    long = HTML * 20_000
    server.replies["/page"] = page(pack(long), content_encoding=coding)
    assert fetcher().fetch(server.url("/page")).body == long


@pytest.mark.parametrize(
    ("content_type", "body", "charset", "media_type"),
    [
        ("text/html; charset=ISO-8859-1", "<p>été’".encode("cp1252"), "cp1252", "text/html"),
        ('Text/HTML;version=1;Charset="windows-1251"', "<p>мост".encode("cp1251"), "cp1251", "text/html"),
        ("text/html; charset=nonsense", '<meta charset="latin-1"><p>été'.encode("latin-1"), "cp1252", "text/html"),
        ("application/xhtml+xml", HTML, "utf-8", "application/xhtml+xml"),
        ("text/plain; charset=utf-8", "Été".encode(), "utf-8", "text/plain"),
        ("", HTML, "utf-8", "text/html"),
        ("html", HTML, "utf-8", "text/html"),
    ],
)
def test_it_takes_kind_and_charset_from_the_header(server, content_type, body, charset, media_type):
    server.replies["/page"] = page(body, content_type)
    fetched = fetcher().fetch(server.url("/page"))
    assert (fetched.media_type, fetched.charset, fetched.body) == (media_type, charset, body)


def test_it_takes_no_address_from_the_page_itself(server):
    server.replies["/page"] = page(b"<!-- saved from url=(0019)https://bank.example -->" + HTML)
    assert fetcher().fetch(server.url("/page")).url == server.url("/page")


def test_it_reads_a_page_whose_headers_are_partly_broken_and_keeps_quiet(server, caplog):
    server.replies["/page"] = page(HTML).replace(b"\r\n\r\n", b"\r\nno header at all\r\n\r\n", 1)
    assert fetcher().fetch(server.url("/page")).media_type == "text/html"
    assert not caplog.records


def test_it_follows_redirects(server):
    server.replies |= {
        "/a": moved("b?x=1", "301 Moved Permanently"),
        "/b?x=1": moved(f"//other.example:{server.port}/été", "308 Permanent Redirect"),
        "/%C3%A9t%C3%A9": page(HTML),
    }
    fetched = fetcher().fetch(server.url("/a"))
    assert fetched.url == server.url("/%C3%A9t%C3%A9", "other.example")
    assert fetched.redirected_from == (server.url("/a"), server.url("/b?x=1"))
    server.replies["/a"] = b"HTTP/1.1 303 See Other\r\nLocation: /\xe9t\xe9\r\n\r\n"
    assert fetcher().fetch(server.url("/a")).url == server.url("/%C3%A9t%C3%A9")


def test_it_asks_a_host_with_accents_by_its_name_in_dns(server):
    server.replies["/page"] = page(HTML)
    asked = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    fetched = fetcher(allow_hosts=frozenset({"café.example"}), resolver=resolver).fetch(
        server.url("/page", "Café.example")
    )
    assert (fetched.url, asked) == (server.url("/page", "xn--caf-dma.example"), ["xn--caf-dma.example"])
    assert server.headers[0]["Host"] == f"xn--caf-dma.example:{server.port}"


def test_it_leaves_a_pause_between_two_requests_to_one_host(server):
    server.replies |= {f"/{number}": page(HTML) for number in range(3)}
    waited: list[float] = []
    polite = fetcher(allow_hosts=frozenset(), pause=100, wait=waited.append)
    polite._judged = lambda address, deadline: ["127.0.0.1"]
    for host in ("gazette.example", "other.example", "gazette.example"):
        polite.fetch(server.url("/1", host))
    assert len(waited) == 1 and 90 < waited[0] <= 100


def test_it_leaves_no_pause_before_hosts_that_are_opened(server):
    server.replies["/1"] = page(HTML)
    waited: list[float] = []
    polite = fetcher(pause=100, wait=waited.append)
    assert polite.fetch(server.url("/1")).body == polite.fetch(server.url("/1")).body
    assert waited == []


def test_it_takes_no_proxy_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.replies["/page"] = page(HTML)
    assert fetcher().fetch(server.url("/page")).body == HTML


def test_it_tries_the_next_address_where_one_is_refused(server):
    server.replies["/page"] = page(HTML)
    fetched = fetcher(resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"]).fetch(server.url("/page"))
    assert fetched.server_ip == "127.0.0.1"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1/", "127.0.0.1 is not a public address but a loopback one"),
        ("http://[::1]:8000/", "::1 is not a public address but a loopback one"),
        ("http://[::ffff:10.0.0.1]/", "not a public address but private"),
        ("http://inner.example/", "10.0.0.7 is not a public address but private"),
        ("http://metadata.example/latest/", "169.254.169.254 is not a public address but link-local"),
        ("http://half.example/", "192.168.1.1 is not a public address but private"),
        ("http://0x7f000001/", "is no numeric address"),
        ("http://user@gazette.example/", "user name"),
        ("http://other.example:22/", "port 22"),
        ("file:///etc/passwd", "only http and https"),
        ("http://missing.example/", "there is no host named missing.example"),
        ("http://nowhere.example/", "the name nowhere.example has no address"),
    ],
)
def test_it_refuses_the_address(url, says):
    refused = refusal(url, allow_hosts=frozenset({"gazette.example"}), resolver=numbers_too)
    assert says in refused


def numbers_too(host: str, port: int) -> list[str]:
    return [host] if host[0].isdigit() or ":" in host else find(host, port)


@pytest.mark.parametrize(
    "target",
    ["http://inner.example/", "//metadata.example/", "http://127.0.0.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/"],
)
def test_it_refuses_a_redirect_to_an_inner_address(server, target):
    server.replies |= {"/page": moved(target.format(port=server.port)), "/": page(HTML)}
    refused = refusal(server.url("/page"), resolver=numbers_too)
    assert refused.startswith("redirected to http://")
    assert "is not a public address" in refused
    assert server.asked == ["/page"]


def test_it_opens_a_host_at_the_port_that_is_named(server):
    server.replies["/page"] = page(HTML)
    opened = frozenset({f"gazette.example:{server.port}"})
    assert fetcher(allow_hosts=opened).fetch(server.url("/page")).body == HTML
    assert "loopback" in refusal("http://gazette.example:8081/", allow_hosts=opened)


def test_it_connects_to_the_very_address_that_was_judged(monkeypatch):
    """A name that leads to a public address when it is judged, and to the loopback a moment later."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    asked: list[str] = []
    connected: list[object] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    def connect(_: socket.socket, where: object) -> None:
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert refusal("https://rebind.example/", resolver=rebinding) == "the server refused the connection"
    assert (asked, connected) == (["rebind.example"], [("93.184.216.34", 443)])
    assert "loopback" in refusal("https://rebind.example/", resolver=rebinding)
    assert len(connected) == 1


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (answer("404 Not Found"), "the server answered 404 Not Found"),
        (answer("410 <b>Away</b>"), "the server answered 410 Gone"),
        (answer("429 Slow", retry_after="120"), "429 Too Many Requests; it asks to wait 120 seconds"),
        (answer("799 Odd"), "the server answered 799"),
        (answer("304 Not Modified"), "the server answered 304 Not Modified"),
        (answer("302 Found"), "the server answered 302 Found"),
        (answer("206 Partial Content", HTML, content_type="text/html"), "206 Partial Content"),
        (page(b"%PDF-1.7", "application/pdf"), "this is application/pdf; only HTML and plain text become pages"),
        (page(b"\x89PNG", "image/png"), "this is image/png"),
        (page(b"%PDF-1.7", ""), "does not say of what kind the answer is"),
        (page(b"%PDF-1.7", "\x07/\x00"), "does not say of what kind the answer is"),
        (page(b"", "text/html"), "the answer is empty"),
        (page(b" \r\n ", "text/html"), "the answer is empty"),
        (page(HTML, content_encoding="gzip"), "damaged (declared packed with gzip, but it is not)"),
        (page(HTML, content_encoding="br"), "damaged (declared packed with br, but it is not)"),
        (page(HTML, content_encoding="zstd"), "damaged (its content coding 'zstd' is not known)"),
        (page(HTML, content_encoding="gzip, gzip, gzip"), "declared packed with gzip, but it is not"),
        (page(gzip.compress(HTML)[:-9], content_encoding="gzip"), "packed with gzip, whose end is missing or broken"),
        (page(brotli.compress(HTML)[:-9], content_encoding="br"), "packed with br, whose end is missing or broken"),
        (page(HTML, content_length=str(len(HTML) + 1)), "the answer broke off before its end"),
        (page(HTML, content_length="", transfer_encoding="chunked"), "the answer broke off before its end"),
        (page(b"5\r\nabcde\r\n", content_length="", transfer_encoding="chunked"), "the answer broke off"),
        (b"", "the server closed the connection without an answer"),
        (b"SSH-2.0-OpenSSH\r\n", "the server does not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "the server does not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000, "the server does not answer in HTTP"),
        (moved("http://[broken"), "the server redirects to what is no address"),
        (moved("javascript:alert(1)"), "the server redirects to “javascript:alert(1)”, but this is no address"),
        (moved("ftp://gazette.example/"), "only http and https addresses are fetched, not ftp"),
        (moved("http://u:p@gazette.example/"), "a user name or password"),
    ],
)
def test_it_says_why_there_is_no_page(server, reply, says):
    assert says in refusal_of(server, reply)


def test_it_refuses_redirects_without_end(server):
    server.replies |= {f"/{number}": moved(f"/{number + 1}") for number in range(20)}
    assert "there are more than 3 redirects" in refusal(server.url("/0"), most_redirects=3)
    assert server.asked == ["/0", "/1", "/2", "/3"]


def test_it_refuses_redirects_in_a_circle(server):
    server.replies |= {"/a": moved("/b"), "/b": moved("/a#again")}
    assert f"the redirects run in a circle: {server.url('/a')} comes twice" in refusal(server.url("/a"))


@pytest.mark.parametrize(
    "reply",
    [
        page(b"x" * 5000),
        page(b"x" * 5000, content_length=""),
        page(b"1388\r\n" + b"x" * 5000 + b"\r\n0\r\n\r\n", content_length="", transfer_encoding="chunked"),
        page(gzip.compress(b"x" * 1_000_000), content_encoding="gzip"),
        page(gzip.compress(gzip.compress(b"x" * 9_000_000)), content_encoding="gzip, gzip"),
        page(zlib.compress(b"x" * 1_000_000), content_encoding="deflate"),
        page(brotli.compress(b"x" * 1_000_000), content_encoding="br"),
    ],
)
def test_it_refuses_a_page_that_is_too_large(server, reply):
    assert "the answer is too large" in refusal_of(server, reply, most_bytes=4000)


def test_it_reads_no_more_than_it_may_of_an_answer_without_end(server):
    written = []

    def flood(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        while len(written) < 5000:
            handler.wfile.write(b"1;" + b"x" * 10_000 + b"\r\nx\r\n")
            written.append(1)

    assert "too large" in refusal_of(server, flood, most_bytes=4000)
    assert len(written) < 5000


def drip(start: bytes):
    """Return a reply that begins with `start` and goes on for ever, one byte after the other."""

    def reply(handler) -> None:
        handler.wfile.write(start)
        while not handler.server.over.wait(0.02):
            handler.wfile.write(b"x")

    return reply


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (drip(b""), "seconds"),
        (drip(b"HTTP/1.1 200 OK\r\nX-Slow: "), "seconds"),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), "seconds"),
        (lambda handler: handler.server.over.wait(), "the server did not answer within 0.4 seconds"),
    ],
)
def test_it_gives_up_a_slow_server_whatever_it_sends(server, reply, says):
    began = monotonic()
    assert says in refusal_of(server, reply, timeout=0.4)
    assert monotonic() - began < 10


def test_it_gives_up_a_slow_resolver(server):
    def resolver(host: str, port: int) -> list[str]:
        server.over.wait()
        return ["127.0.0.1"]

    assert "was not found in time" in refusal(server.url("/page"), resolver=resolver, timeout=0.2)


def test_it_says_that_a_connection_was_refused():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert refusal(f"http://gazette.example:{port}/") == "the server refused the connection"


def test_it_fetches_over_tls_by_the_name_and_trusts_as_the_system_does(monkeypatch):
    with serving(secure=True) as server:
        server.replies["/page"] = page(HTML)
        url = server.url("/page").replace("http:", "https:")
        assert "the server's certificate is not trusted: self-signed certificate" in refusal(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        fetched = fetcher().fetch(url)
        assert (fetched.url, fetched.body) == (url, HTML)
        refused = refusal(url.replace("gazette", "other"))
        assert "the server's certificate is not trusted: Hostname mismatch" in refused
        refused = refusal(
            url.replace("gazette.example", "127.0.0.1"), allow_hosts=frozenset({"127.0.0.1"}), resolver=numbers_too
        )
        assert "IP address mismatch" in refused


def test_it_says_that_a_server_speaks_no_tls(server):
    refused = refusal(server.url("/page").replace("http:", "https:"))
    assert refused.startswith("no secure connection came about")


@pytest.mark.parametrize("hosts", ["http://gazette.example", "a b.example", "x.example:http"])
def test_it_refuses_hosts_that_are_none(hosts):
    with pytest.raises(CaptureError, match="is no"):
        Fetcher(allow_hosts=frozenset({hosts}))


def test_it_refuses_a_user_agent_that_would_break_the_request():
    with pytest.raises(ValueError, match="printable ASCII"):
        Fetcher(user_agent="Dossier\r\nX: y")


def test_it_fetches_a_feed_of_any_media_type_on_conditions(server):
    server.replies["/feed"] = page(b"<rss/>", "application/rss+xml", etag='W/"1"')
    fetched = fetcher().fetch_feed(server.url("/feed"))
    assert (fetched.status, fetched.body, fetched.media_type) == (200, b"<rss/>", "application/rss+xml")
    assert "If-None-Match" not in server.headers[0]
    server.replies["/feed"] = answer("304 Not Modified", etag='W/"1"')
    since = "Sun, 01 Mar 2026 12:00:00 GMT"
    fetched = fetcher().fetch_feed(server.url("/feed"), etag='W/"1"', last_modified=since)
    assert (fetched.status, fetched.body) == (304, b"")
    assert (server.headers[1]["If-None-Match"], server.headers[1]["If-Modified-Since"]) == ('W/"1"', since)


def test_it_sends_no_condition_that_would_break_the_request(server):
    server.replies["/feed"] = answer("304 Not Modified")
    with pytest.raises(CaptureError, match="304 Not Modified"):
        fetcher().fetch_feed(server.url("/feed"), etag='"1"\r\nX: y', last_modified="été")
    assert "X" not in server.headers[0]


def with_rules(server: Server, rules: bytes) -> None:
    server.replies |= {"/robots.txt": rules, "/page": page(HTML), "/secret/a": page(HTML)}


def test_it_obeys_robots_txt(server):
    with_rules(server, page(b"User-agent: *\nDisallow: /\n\nUser-agent: dossier\nDisallow: /secret", "text/plain"))
    polite = fetcher(robots=True, user_agent="Dossier/1.0")
    assert polite.fetch(server.url("/page")).body == HTML
    with pytest.raises(CaptureError, match=r"/robots\.txt does not allow a robot to take this page"):
        polite.fetch(server.url("/secret/a"))
    assert server.asked == ["/robots.txt", "/page"]
    assert fetcher(robots=False).fetch(server.url("/secret/a")).body == HTML


def test_it_obeys_robots_txt_behind_a_redirect(server):
    with_rules(server, page(b"User-agent: *\nDisallow: /secret", "text/plain"))
    server.replies["/page"] = moved("/secret/a")
    refused = refusal(server.url("/page"), robots=True)
    assert refused.startswith(f"redirected to {server.url('/secret/a')}: ")
    assert "/secret/a" not in server.asked


@pytest.mark.parametrize("rules", [answer("404 Not Found"), answer("403 Forbidden"), page(b""), page(HTML)])
def test_it_takes_everything_where_there_are_no_rules(server, rules):
    with_rules(server, rules)
    assert fetcher(robots=True).fetch(server.url("/page")).body == HTML


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (answer("503 Service Unavailable"), "the server answered 503"),
        (b"", "closed the connection"),
        (moved("http://inner.example/robots.txt"), "is not a public address"),
        (moved("/robots.txt"), "in a circle"),
    ],
)
def test_it_takes_nothing_where_the_rules_cannot_be_had(server, rules, says):
    with_rules(server, rules)
    polite = fetcher(robots=True)
    for _ in range(2):
        with pytest.raises(CaptureError, match="cannot be read, and then no page of the site may be") as caught:
            polite.fetch(server.url("/page"))
        assert says in str(caught.value)
    assert server.asked == ["/robots.txt"]


def test_it_follows_redirects_of_robots_txt(server):
    with_rules(server, moved("/rules.txt"))
    server.replies["/rules.txt"] = page(b"User-agent: *\nDisallow: /page", "text/plain")
    assert "does not allow" in refusal(server.url("/page"), robots=True)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_it_reads_the_beginning_of_a_large_robots_txt(server, pack):
    rules = b"User-agent: *\nDisallow: /secret\n" + b"# long\n" * 100_000 + b"Disallow: /page\n"
    with_rules(server, page(pack(rules), "text/plain", content_encoding="" if pack is bytes else "gzip"))
    polite = fetcher(robots=True)
    assert polite.fetch(server.url("/page")).body == HTML
    with pytest.raises(CaptureError, match="does not allow"):
        polite.fetch(server.url("/secret/a"))
