"""Web archives read as pages and notes: whole files, as recorders write them."""

import gzip
import hashlib
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest

from archive.capture.page import CaptureError
from archive.capture.warc import is_web_archive, read_warc
from tests.capture.warcs import DATE, HTML, LIMIT, TYPE_HTML, URL, MadeWarc, block_of, by_hand, members, read

CAPTURED = datetime(2023, 11, 20, 20, 24, 0, 123456, tzinfo=UTC)
TEXT = "Le phare est rallumé.\n".encode()


def chunked(body: bytes, size: int = 30) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("name", ["a.warc", "a.WARC.gz", "a.arc", "a.arc.gz", "a.wacz", "CC.warc.wet.gz"])
def test_it_knows_a_web_archive_by_its_name(name):
    assert is_web_archive(Path("folder") / name)


@pytest.mark.parametrize("name", ["a.html", "warc", "a.gz", "a.zip", "a.warc.txt", "a.warc.zst"])
def test_it_knows_no_other_name(name):
    assert not is_web_archive(Path(name))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_it_reads_a_page(tmp_path, packed, version):
    made = MadeWarc(gzip=packed, version=version).info().response(WARC_Record_ID="<urn:uuid:1>").content
    page = read(tmp_path, made).page
    assert (page.body, page.media_type, page.charset, page.status) == (HTML, "text/html", "utf-8", 200)
    assert (page.url, page.record, page.sha256) == (URL, "<urn:uuid:1>", hashlib.sha256(HTML).hexdigest())
    assert page.captured_at == CAPTURED.replace(
        microsecond=123456 if version == "1.1" else page.captured_at.microsecond
    )
    assert page.headers == (TYPE_HTML,)


def test_it_keeps_the_record_whole(tmp_path):
    made = MadeWarc().response(WARC_Record_ID="<urn:uuid:1>", WARC_IP_Address="192.0.2.1", X_Own="kept").content
    page = read(tmp_path, made).page
    assert page.raw == block_of()
    fields = dict(page.record_headers)
    assert (fields["WARC-Record-ID"], fields["WARC-Date"], fields["X-Own"]) == ("<urn:uuid:1>", DATE, "kept")
    assert page.server_ip == "192.0.2.1"


@pytest.mark.parametrize("first", ["request", "response"])
def test_it_joins_a_request_to_its_page(tmp_path, first):
    made = MadeWarc()
    if first == "request":
        made.request(WARC_Concurrent_To="<urn:uuid:1>", WARC_Record_ID="<urn:uuid:2>")
    made.response(WARC_Record_ID="<urn:uuid:1>")
    if first == "response":
        made.request(WARC_Concurrent_To="<urn:uuid:1>", WARC_Record_ID="<urn:uuid:2>")
    result = read(tmp_path, made.content)
    assert result.page.request == b"GET /phare HTTP/1.1\r\nHost: gazette.test\r\n\r\n"
    assert ("WARC-Record-ID", "<urn:uuid:2>") in result.page.request_headers
    assert result.kinds == {"request": 1}


def test_it_joins_a_request_of_the_same_address_and_time(tmp_path):
    assert read(tmp_path, MadeWarc().response().request().content).page.request


def test_it_joins_no_request_of_another_page(tmp_path):
    made = MadeWarc().request(url=URL + "/other").response().request(WARC_Concurrent_To="<urn:uuid:9>")
    assert read(tmp_path, made.content).page.request is None


@pytest.mark.parametrize("kind", ["resource", "conversion"])
@pytest.mark.parametrize(("media_type", "body"), [("text/html", HTML), ("text/plain", TEXT)])
def test_it_reads_resources_and_conversions(tmp_path, kind, media_type, body):
    page = read(tmp_path, MadeWarc().resource(body, kind=kind, media_type=media_type).content).page
    assert (page.body, page.raw, page.media_type, page.status, page.url) == (body, body, media_type, None, URL)


def test_it_reads_a_file_that_was_stored_without_an_address(tmp_path):
    page = read(tmp_path, MadeWarc().resource(url="urn:sha256:" + hashlib.sha256(HTML).hexdigest()).content).page
    assert (page.url, page.target_uri) == (None, "urn:sha256:" + hashlib.sha256(HTML).hexdigest())
    page = read(tmp_path, MadeWarc().resource(url="file:///depeches/phare.html").content).page
    assert (page.url, page.name) == (None, "phare.html")


@pytest.mark.parametrize(
    ("status", "headers", "kind", "why"),
    [
        ("301 Moved", [("Location", "https://gazette.test/")], "redirect", "301, to https://gazette.test/"),
        ("302 Found", [TYPE_HTML], "redirect", "302, to nowhere"),
        ("304 Not Modified", [TYPE_HTML], "not-a-page", "304: not modified, and without a body"),
        ("404 Not Found", [TYPE_HTML], "error-status", "the server answered 404"),
        ("503 Gone Home", [TYPE_HTML], "error-status", "the server answered 503"),
        ("200 OK", [("Content-Type", "image/png")], "not-a-page", "image/png"),
        ("200 OK", [("Content-Type", "Application/JSON; charset=utf-8")], "not-a-page", "application/json"),
    ],
)
def test_it_counts_what_is_no_page_by_kind(tmp_path, status, headers, kind, why):
    result = read(tmp_path, MadeWarc().response(b"x", status=status, headers=headers).content)
    (note,) = result.notes
    assert (note.kind, note.why, note.url) == (kind, why, URL)
    assert not result.pages


def test_it_counts_records_of_other_types(tmp_path):
    made = MadeWarc().info().response().request().response(b"", kind="revisit", WARC_Refers_To_Target_URI=URL)
    made.resource(b"a: b", kind="metadata", media_type="application/warc-fields").resource(b"", kind="continuation")
    made.resource(b"", kind="strange").resource(b"log", url="metadata://tool/log", media_type="text/plain")
    result = read(tmp_path, made.content)
    assert result.kinds == {
        "warcinfo": 1,
        "request": 1,
        "revisit": 1,
        "metadata": 2,
        "continuation": 1,
        "other": 1,
    }
    assert len(result.pages) == 1
    assert result.why("revisit") == f"the same content as {URL}"


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"", "its body is empty"), (b" \r\n", "its body is empty"), (b"GIF8\0\0\1", "binary, though declared text/html")],
)
def test_it_takes_no_page_without_text(tmp_path, body, why):
    result = read(tmp_path, MadeWarc().response(body).content)
    assert (result.pages, result.why("not-a-page")) == ([], why)


def test_it_knows_html_that_is_not_declared(tmp_path):
    for declared in ([], [("Content-Type", "application/octet-stream")], [("Content-Type", "text/plain")]):
        assert read(tmp_path, MadeWarc().response(headers=declared).content).page.media_type == "text/html"
    assert not read(tmp_path, MadeWarc().response(TEXT, headers=[]).content).pages


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress(HTML)),
        ([("Content-Encoding", "X-GZIP")], gzip.compress(HTML[:50]) + gzip.compress(HTML[50:])),
        ([("Content-Encoding", "deflate")], zlib.compress(HTML)),
        ([("Content-Encoding", "deflate")], zlib.compress(HTML)[2:-4]),
        ([("content-encoding", "br")], brotli.compress(HTML)),
        ([("Content-Encoding", "br, gzip")], gzip.compress(brotli.compress(HTML))),
        ([("Content-Encoding", "identity")], HTML),
        ([("Transfer-Encoding", "chunked")], chunked(HTML)),
        ([("Transfer-Encoding", "gzip, chunked")], chunked(gzip.compress(HTML))),
        ([("Transfer-Encoding", "chunked"), ("Content-Encoding", "br")], chunked(brotli.compress(HTML))),
    ],
)
def test_it_undoes_the_codings_of_a_body(tmp_path, headers, raw):
    result = read(tmp_path, MadeWarc().response(raw, headers=[TYPE_HTML, *headers]).content)
    assert (result.page.body, result.notes) == (HTML, [])
    assert result.page.raw.endswith(raw)


@pytest.mark.parametrize(
    ("content_type", "body", "charset"),
    [
        ("text/html; charset=ISO-8859-1", "<p>Été".encode("cp1252"), "cp1252"),
        ('text/html; charset="windows-1251"', "<p>Маяк снова горит".encode("cp1251"), "cp1251"),
        ("text/html", "<meta charset=windows-1251><p>Маяк снова горит".encode("cp1251"), "cp1251"),
        ("text/html; charset=nonsense", "<p>Été".encode(), "utf-8"),
        ("text/html; charset=utf-8", "<p>L’été".encode("cp1252"), "cp1252"),
    ],
)
def test_it_finds_the_charset(tmp_path, content_type, body, charset):
    page = read(tmp_path, MadeWarc().response(body, headers=[("Content-Type", content_type)]).content).page
    assert page.charset == charset
    assert "\ufffd" not in page.text()


def test_it_passes_over_interim_answers(tmp_path):
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    page = read(tmp_path, by_hand(interim + block_of())).page
    assert (page.status, page.headers, page.body) == (200, (TYPE_HTML,), HTML)
    assert read(tmp_path, by_hand(interim)).kinds == {"error-status": 1}


def test_it_tells_the_pages_of_one_file_apart(tmp_path):
    made = MadeWarc().response().response(b"<html>two", url=URL + "/2").response(b"<html>three", url=URL + "/3")
    pages = read(tmp_path, made.content).pages
    assert [page.url for page in pages] == [URL, URL + "/2", URL + "/3"]
    assert len({page.record for page in pages}) == 3


def test_it_reads_arc_files(tmp_path):
    block = block_of()
    info = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n"
    records = [
        b"filedesc://made.arc 0.0.0.0 20050102030405 text/plain %d\n" % len(info) + info + b"\n",
        b"dns:gazette.test 192.0.2.1 20050102030405 text/dns 3\nabc\n",
        b"http://gazette.test/un phare 192.0.2.1 20050102030405 text/html %d\n" % len(block) + block + b"\n",
    ]
    for content in (b"".join(records), members(*records)):
        result = read(tmp_path, content, name="made.arc")
        page = result.page
        assert (page.url, page.body, page.status) == ("http://gazette.test/un%20phare", HTML, 200)
        assert page.captured_at == datetime(2005, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert result.kinds == {"warcinfo": 1, "not-a-page": 1}
        assert page.record == read(tmp_path, content, name="made.arc").page.record


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2023-11-20T20:24:00.123456789Z", CAPTURED),
        ("2023-11-20T20:24Z", datetime(2023, 11, 20, 20, 24, tzinfo=UTC)),
        ("2023-11-20T21:24:00+01:00", datetime(2023, 11, 20, 20, 24, tzinfo=UTC)),
        ("20231120202400", datetime(2023, 11, 20, 20, 24, tzinfo=UTC)),
    ],
)
def test_it_reads_dates_in_every_form(tmp_path, written, read_as):
    result = read(tmp_path, by_hand(WARC_Date=written))
    assert (result.page.captured_at, result.notes) == (read_as, [])


@pytest.mark.parametrize("written", ["2023", "2023-11-20", "2023-13-45T99:00:00Z", "yesterday", None])
def test_it_guesses_no_date(tmp_path, written):
    result = read(tmp_path, by_hand(WARC_Date=written))
    assert result.page.captured_at is None
    assert "WARC-Date" in result.why("flaw")


def test_it_mends_addresses(tmp_path):
    for written, url in (
        (f"<{URL}>", URL),
        ("https://gazette.test/un phare", "https://gazette.test/un%20phare"),
        ("https://[gazette", None),
        ("https:///nowhere", None),
    ):
        assert read(tmp_path, by_hand(WARC_Target_URI=written)).page.url == url


def test_it_names_records_without_an_id_by_their_content(tmp_path):
    first, second = (read(tmp_path, by_hand(WARC_Record_ID=stated)) for stated in (None, "no id at all \x01"))
    assert first.page.record == second.page.record
    assert first.page.record.startswith("<urn:uuid:")
    assert "WARC-Record-ID" in first.why("flaw")


def test_it_refuses_a_body_above_the_limit(tmp_path):
    large = b"<html>" + b"x" * LIMIT
    made = (
        MadeWarc()
        .response(large)
        .response()
        .response(gzip.compress(large), headers=[TYPE_HTML, ("Content-Encoding", "gzip")])
    )
    made.response(brotli.compress(large), headers=[TYPE_HTML, ("Content-Encoding", "br")])
    made.response(large * 3).response(large * 3, headers=[("Content-Type", "video/mp4")])
    result = read(tmp_path, made.content)
    assert result.kinds == {"too-large": 4, "not-a-page": 1}
    assert result.page.body == HTML


def test_it_reads_a_body_at_the_limit(tmp_path):
    body = b"<html>" + b"x" * (LIMIT - 6)
    assert read(tmp_path, MadeWarc().response(body).content).page.body == body


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty file"),
        (b"<html>no archive", "no WARC or ARC record can be read in it"),
        (gzip.compress(b"no archive"), "no WARC or ARC record can be read in it"),
        (b"WARC/1.0\r\nWARC-Type: resp", "the file ends inside the header of a record: it is truncated"),
        (b"\x1f\x8b\x08\x00", "the file ends inside its gzip member: it is truncated"),
    ],
)
def test_it_refuses_what_holds_no_record(tmp_path, content, why):
    with pytest.raises(CaptureError, match=why):
        read(tmp_path, content)


def test_it_refuses_what_is_no_file(tmp_path):
    with pytest.raises(CaptureError, match="there is no such file"):
        list(read_warc(tmp_path / "none.warc", limit=LIMIT))
    with pytest.raises(CaptureError, match="is no regular file"):
        list(read_warc(tmp_path, limit=LIMIT))
