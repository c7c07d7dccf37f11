"""Records as they lie in the store: read whole or by their beginning, and never taken for what they are not."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.capture.page import CapturedPage, CaptureError
from archive.capture.store import CaptureStore, StoredRecord
from archive.capture.stored import read_head, read_member, read_request

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-One: 1\r\n\r\n"


def stored(directory: Path, body: bytes = b"<p>The harbour.</p>", **fields: object) -> StoredRecord:
    """Return the place of an answer's record, which its request follows."""
    values = {"media_type": "text/html", "url": "https://gazette.example/", "status": 200, "raw": HEAD + body}
    values["request"] = b"GET / HTTP/1.1\r\nHost: gazette.example\r\n\r\n"
    store = CaptureStore(directory)
    place = store.append(CapturedPage(body=body, **{**values, **fields}))  # type: ignore[arg-type]
    store.close()
    return place


def test_it_returns_the_member_as_it_lies_in_the_file(tmp_path):
    one, two = stored(tmp_path), stored(tmp_path, b"<p>Two</p>")
    for place in (one, two):
        member = read_member(tmp_path, place.file, place.offset, place.length, place.record_id)
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n") and len(member) == place.length


def test_it_refuses_another_record_and_another_length(tmp_path):
    one, two = stored(tmp_path), stored(tmp_path, b"<p>Two</p>")
    with pytest.raises(CaptureError, match="is another one"):
        read_member(tmp_path, one.file, one.offset, one.length, two.record_id)
    for length in (one.length - 1, one.length + 10_000, 0):
        with pytest.raises(CaptureError):
            read_member(tmp_path, one.file, one.offset, length, one.record_id)


def test_it_refuses_a_member_that_another_follows(tmp_path):
    one, two = stored(tmp_path, request=None), stored(tmp_path, b"<p>Two</p>")
    with pytest.raises(CaptureError, match="more than one record"):
        read_member(tmp_path, one.file, one.offset, one.length + two.length, one.record_id)


def test_it_refuses_every_record_of_which_a_byte_is_another(tmp_path):
    place = stored(tmp_path)
    path = tmp_path / place.file
    whole = path.read_bytes()
    content = gzip.decompress(whole[place.offset : place.offset + place.length])
    for at in range(place.offset, place.offset + place.length):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            member = read_member(tmp_path, place.file, place.offset, place.length, place.record_id)
        except CaptureError:
            continue
        # Some bits of a gzip member say nothing of what is in it (RFC 1952 section 2.3, RFC 1951 section 3.2.3).
        assert gzip.decompress(member) == content


def test_it_tells_what_was_answered_and_asked(tmp_path):
    place = stored(tmp_path)
    head = read_head(tmp_path, place.file, place.offset)
    assert head.first_line == "HTTP/1.1 200 OK" and head.headers == (("Content-Type", "text/html"), ("X-One", "1"))
    assert head.field("warc-type") == "response" and head.field("X-One") == ""
    request = read_request(tmp_path, place.file, place.offset + place.length, place.record_id)
    assert request is not None and request.first_line == "GET / HTTP/1.1"
    assert request.headers == (("Host", "gazette.example"),)


def test_it_takes_no_other_record_for_the_request(tmp_path):
    place, other = stored(tmp_path, request=None), stored(tmp_path, b"<p>Two</p>")
    end = place.offset + place.length
    assert read_request(tmp_path, place.file, end, place.record_id) is None
    assert read_request(tmp_path, other.file, other.offset + other.length, place.record_id) is None
    assert read_request(tmp_path, other.file, 10**9, other.record_id) is None


def test_it_tells_the_head_of_a_record_that_is_longer_than_what_it_reads(tmp_path):
    place = stored(tmp_path, bytes(range(256)) * 40_000)
    assert read_head(tmp_path, place.file, place.offset).first_line == "HTTP/1.1 200 OK"
    repeated = stored(tmp_path, b"<p>" * 3_000_000)
    assert read_head(tmp_path, repeated.file, repeated.offset).headers[1] == ("X-One", "1")


def test_a_file_has_no_first_line_whatever_is_in_it(tmp_path):
    place = stored(tmp_path, HEAD, raw=None, status=None, request=None)
    head = read_head(tmp_path, place.file, place.offset)
    assert (head.field("WARC-Type"), head.first_line, head.headers) == ("resource", "", ())


@pytest.mark.parametrize("file", ["../other.warc.gz", "", "missing.warc.gz", "/etc/passwd", ".", "a\0b"])
def test_it_reads_no_file_that_is_not_the_stores(tmp_path, file):
    (tmp_path.parent / "other.warc.gz").write_bytes(b"x")
    with pytest.raises(CaptureError):
        read_head(tmp_path, file, 0)
    with pytest.raises(CaptureError):
        read_member(tmp_path, file, 0, 10, "<urn:x>")


@given(content=st.binary(max_size=400), packed=st.booleans(), begin=st.sampled_from([b"", b"WARC/1.1\r\n", HEAD]))
def test_it_says_of_anything_else_that_it_cannot_be_read(tmp_path_factory, content, packed, begin):
    directory = tmp_path_factory.getbasetemp()
    whole = begin + content
    (directory / "any.warc.gz").write_bytes(gzip.compress(whole) if packed else whole)
    for read in (
        lambda: read_head(directory, "any.warc.gz", 0),
        lambda: read_member(directory, "any.warc.gz", 0, len(whole), "<urn:x>"),
    ):
        try:
            read()
        except CaptureError:
            continue
