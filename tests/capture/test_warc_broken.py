"""Broken web archives, each kind once: what can be saved is saved, and what could not is told."""

import gzip
import hashlib
import zlib

import brotli
import pytest

from tests.capture.test_warc import chunked
from tests.capture.warcs import HTML, TYPE_HTML, URL, MadeWarc, block_of, by_hand, members, read

LONG = HTML + b"".join(b"<p>%d %d" % (number, number**3) for number in range(2000))
OTHER = by_hand(block_of(b"<html>another page"), WARC_Target_URI=URL + "/2")


def urls(result):
    return [page.url for page in result.pages]


@pytest.mark.parametrize("packed", [True, False])
def test_it_tells_that_the_last_record_is_truncated(tmp_path, packed):
    record = by_hand(block_of(LONG))
    content = members(OTHER, record) if packed else OTHER + record
    result = read(tmp_path, content[:-2000])
    assert urls(result) == [URL + "/2", URL]
    assert LONG.startswith(result.pages[1].body)
    assert 0 < len(result.pages[1].body) < len(LONG)
    assert "it is truncated" in result.why("flaw")


@pytest.mark.parametrize("packed", [True, False])
def test_it_tells_that_the_last_header_is_truncated(tmp_path, packed):
    header = by_hand()[:100]
    result = read(tmp_path, members(OTHER, header) if packed else OTHER + header)
    assert urls(result) == [URL + "/2"]
    assert result.why("broken") == "the file ends inside the header of a record: it is truncated"


def test_it_reads_a_file_that_is_one_gzip_member(tmp_path):
    result = read(tmp_path, gzip.compress(MadeWarc(gzip=False).info().response().response(url=URL + "/2").content))
    assert urls(result) == [URL, URL + "/2"]
    assert "as a whole" in result.why("flaw")


def test_it_reads_records_in_several_gzip_members(tmp_path):
    content = by_hand(block_of(LONG)) + OTHER
    result = read(tmp_path, members(*(content[start : start + 999] for start in range(0, len(content), 999))))
    assert urls(result) == [URL, URL + "/2"]
    assert result.pages[0].body == LONG


def test_it_goes_on_behind_a_broken_gzip_member(tmp_path):
    broken = bytearray(gzip.compress(by_hand(block_of(LONG))))
    broken[3000:3040] = b"\xff" * 40
    result = read(tmp_path, bytes(broken) + members(OTHER))
    assert urls(result) == [URL, URL + "/2"]
    assert LONG.startswith(result.pages[0].body[:1000])
    assert "its gzip member is broken" in result.why("flaw")


def test_it_tells_that_a_checksum_does_not_match(tmp_path):
    packed = bytearray(members(by_hand()))
    packed[-5] ^= 1
    result = read(tmp_path, bytes(packed) + members(OTHER))
    assert urls(result) == [URL, URL + "/2"]
    assert result.pages[0].body == HTML
    assert "checksum" in result.why("flaw")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("garbage", [b"garbage\nand more\n", b"\x1f\x8b\x08 no gzip", b"HTTP/1.1 200 OK\r\n\r\nlost"])
def test_it_passes_over_garbage_between_records(tmp_path, packed, garbage):
    content = members(by_hand()) + garbage + members(OTHER) if packed else by_hand() + garbage + b"\n" + OTHER
    result = read(tmp_path, content)
    assert urls(result) == [URL, URL + "/2"]
    assert ("a record is lost" if packed and garbage[:1] == b"\x1f" else "bytes between") in result.why("broken")


def test_it_passes_over_padding(tmp_path):
    result = read(tmp_path, members(by_hand()) + b"\0" * 1000 + members(OTHER) + b"\0" * 1000)
    assert (urls(result), result.notes) == ([URL, URL + "/2"], [])


def test_it_goes_on_where_gzip_begins_or_ends(tmp_path):
    for content in (by_hand() + members(OTHER), members(by_hand()) + OTHER, b"junk" + members(by_hand(), OTHER)):
        assert urls(read(tmp_path, content))[-1] == URL + "/2"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("length", ["10", "9999999", str(len(block_of()) + 200), "-1", "many", None])
def test_it_mends_a_wrong_content_length(tmp_path, packed, length):
    record = by_hand(Content_Length=length)
    result = read(tmp_path, members(record, OTHER) if packed else record + OTHER)
    assert urls(result) == [URL, URL + "/2"]
    assert result.pages[0].body == HTML
    assert "Content-Length" in result.why("flaw")


def test_it_mends_a_content_length_in_a_file_that_is_one_gzip_member(tmp_path):
    result = read(tmp_path, gzip.compress(by_hand(Content_Length="9999") + OTHER))
    assert urls(result) == [URL, URL + "/2"]
    assert result.pages[0].body == HTML


def test_it_reads_records_with_other_line_ends(tmp_path):
    unix = (
        by_hand(block_of(HTML))
        .replace(b"\r\n", b"\n")
        .replace(str(len(block_of())).encode(), str(len(block_of().replace(b"\r\n", b"\n"))).encode())
    )
    result = read(tmp_path, unix + OTHER)
    assert (urls(result), result.notes) == ([URL, URL + "/2"], [])


def test_it_reads_records_without_blank_lines_between(tmp_path):
    assert urls(read(tmp_path, by_hand(ending=b"") + OTHER)) == [URL, URL + "/2"]


def test_it_goes_on_behind_a_header_that_breaks_off(tmp_path):
    result = read(tmp_path, b"WARC/1.0\r\nWARC-Type: response\r\n" + OTHER)
    assert urls(result) == [URL + "/2"]
    assert "breaks off" in result.why("broken")


@pytest.mark.parametrize("field", ["WARC-Block-Digest", "WARC-Payload-Digest"])
@pytest.mark.parametrize("digest", ["sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "sha256:" + "0" * 64, "md5:nonsense"])
def test_it_tells_that_a_digest_does_not_match(tmp_path, field, digest):
    result = read(tmp_path, by_hand(**{field: digest}))
    assert result.page.body == HTML
    assert result.why("flaw") == f"its {field} does not match"


@pytest.mark.parametrize(
    "digest",
    [
        "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",  # of nothing, in base 32
        "sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
        "sha1:2jmj7l5rSw0yVb_vlWAYkK_YBwk",
        "SHA-1:DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
        "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "blake9:unknown",
    ],
)
def test_it_reads_digests_in_every_form(tmp_path, digest):
    block = b"GET / HTTP/1.1\r\n\r\n"
    result = read(tmp_path, by_hand(block, WARC_Type="request", WARC_Payload_Digest=digest))
    assert result.kinds == {"request": 1}


def test_it_takes_a_payload_digest_of_a_body_without_its_codings(tmp_path):
    digest = "md5:" + hashlib.md5(HTML).hexdigest()
    headers = [TYPE_HTML, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    block = block_of(chunked(gzip.compress(HTML)), headers=headers)
    assert read(tmp_path, by_hand(block, WARC_Payload_Digest=digest)).notes == []


@pytest.mark.parametrize(
    ("headers", "raw", "why"),
    [
        ([("Content-Encoding", "gzip")], HTML, "declared packed with gzip, but it is not"),
        ([("Content-Encoding", "br")], HTML, "declared packed with br, but it is not"),
        ([("Content-Encoding", "deflate")], HTML, "declared packed with deflate, but it is not"),
        ([("Content-Encoding", "zstd")], HTML, "its content coding 'zstd' is not known"),
        ([], gzip.compress(HTML), "packed with gzip once more than its headers say"),
        ([("Content-Encoding", "gzip")], gzip.compress(gzip.compress(HTML)), "packed with gzip once more"),
        ([("Content-Encoding", "br")], gzip.compress(HTML), ""),
        ([("Transfer-Encoding", "chunked")], HTML, "declared chunked, but it is not"),
        ([("Transfer-Encoding", "chunked")], chunked(HTML)[:-5], "its chunked body has no last chunk"),
        ([], chunked(HTML), "chunked, though its headers do not say so"),
    ],
)
def test_it_saves_a_body_with_wrong_codings(tmp_path, headers, raw, why):
    result = read(tmp_path, by_hand(block_of(raw, headers=[TYPE_HTML, *headers])))
    assert result.page.body == HTML
    assert why in (result.why("flaw") if why else "")


@pytest.mark.parametrize(
    ("coding", "raw"),
    [
        ("gzip", gzip.compress(LONG)[:-1500]),
        ("deflate", zlib.compress(LONG)[:-1500]),
        ("br", brotli.compress(LONG)[:-1500]),
        ("gzip", gzip.compress(LONG)[:3000] + b"\xff" * 50 + gzip.compress(LONG)[3050:]),
    ],
)
def test_it_saves_the_beginning_of_a_packed_body_that_breaks_off(tmp_path, coding, raw):
    result = read(tmp_path, by_hand(block_of(raw, headers=[TYPE_HTML, ("Content-Encoding", coding)])))
    assert result.page.body[:1000] == LONG[:1000]
    assert "whose end is missing or broken" in result.why("flaw")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (chunked(LONG, 2000)[:-1500], "its chunked body ends early"),
        (chunked(LONG, 2000).replace(b"\r\n7d0\r\n", b"\r\n7d9\r\n", 2), "a chunk is not of the size that it states"),
    ],
)
def test_it_saves_what_it_can_of_wrong_chunks(tmp_path, raw, why):
    result = read(tmp_path, by_hand(block_of(raw, headers=[TYPE_HTML, ("Transfer-Encoding", "chunked")])))
    assert result.page.body[:2000] == LONG[:2000]
    assert why in result.why("flaw")


def test_it_reads_headers_that_are_not_utf8(tmp_path):
    block = block_of().replace(b"\r\n\r\n", b"\r\nX-Titre: \xe9t\xe9\x00\r\nbroken line\r\n folded\r\n\r\n", 1)
    result = read(tmp_path, by_hand(block).replace(b"WARC-Date", b"X-Note: \xe9t\xe9\r\nWARC-Date"))
    assert dict(result.page.headers)["X-Titre"] == "été"
    assert dict(result.page.record_headers)["X-Note"] == "été"


def test_it_reads_a_page_without_an_http_header(tmp_path):
    result = read(tmp_path, by_hand(HTML) + by_hand(b"neither a header nor a page"))
    assert (result.page.body, result.page.status) == (HTML, None)
    assert (result.why("flaw"), result.why("broken")) == ("it has no HTTP status", "its block is no HTTP message")


def test_it_tells_that_a_page_is_a_part(tmp_path):
    for changed, why in (
        ({"WARC_Truncated": "length"}, "the recorder cut it off (length)"),
        ({"WARC_Segment_Number": "1"}, "the first segment of several"),
        ({"block": block_of(status="206 Partial Content")}, "a part only (206)"),
    ):
        assert why in read(tmp_path, by_hand(**changed)).why("flaw")


def test_it_counts_a_record_without_a_type_as_broken(tmp_path):
    result = read(tmp_path, by_hand(WARC_Type=None) + OTHER)
    assert (urls(result), result.why("broken")) == ([URL + "/2"], "it has no WARC-Type")


def test_it_tells_of_flaws_of_records_that_are_no_pages(tmp_path):
    image = block_of(b"x" * 99, headers=[("Content-Type", "image/png")])
    result = read(tmp_path, by_hand(image)[:-30])
    assert result.kinds == {"not-a-page": 1, "flaw": 1}


def test_it_tells_of_a_body_in_too_many_gzip_members(tmp_path):
    pieces = [HTML, *[b"<p>mot"] * 1500]
    body = b"".join(gzip.compress(piece) for piece in pieces)
    result = read(tmp_path, by_hand(block_of(body, headers=[TYPE_HTML, ("Content-Encoding", "gzip")])))
    assert result.page.body == b"".join(pieces[:1000])
    assert result.why("flaw") == "packed with gzip, in more than 1,000 members: those after them were left"
