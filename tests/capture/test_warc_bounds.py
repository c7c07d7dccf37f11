"""Whatever the size of a web archive and whatever is in it: bounded memory, bounded time, and errors in words."""

import gzip
import subprocess
import sys
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.capture.page import CaptureError
from tests.capture.warcs import HTML, TYPE_HTML, MadeWarc, Read, block_of, by_hand, members, read, wacz

pytestmark = pytest.mark.process

MEGABYTE = 1_000_000
# Reads a file in a process of its own, and prints how many pages it has and by how much the process grew, in kB.
MEASURE = """
import resource, sys
from pathlib import Path
from archive.capture.warc import read_warc, RecordNote
def size():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
list(read_warc(Path(sys.argv[1]), limit=2_000_000))
before = size()
pages = sum(not isinstance(result, RecordNote) for result in read_warc(Path(sys.argv[2]), limit=2_000_000))
print(pages, size() - before)
"""


def grown(small, large):
    """Return how many pages are read of `large`, and by how many bytes a process that has read `small` grows."""
    command = [sys.executable, "-c", MEASURE, str(small), str(large)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    pages, kilobytes = output.split()
    return int(pages), int(kilobytes) * 1024


@pytest.fixture
def page_record():
    return by_hand(block_of(HTML + b"<p>word" * 140_000))  # a megabyte


@pytest.mark.parametrize("kind", ["plain", "packed", "one member", "wacz"])
def test_it_reads_a_large_file_in_bounded_memory(tmp_path, page_record, kind):
    count = 200 if kind == "plain" else 60
    small, large = tmp_path / "small.warc", tmp_path / "large.warc"
    small.write_bytes(page_record * 2)
    with large.open("wb") as handle:
        if kind == "one member":
            with gzip.open(handle, "wb", compresslevel=1) as packed:
                for _ in range(count):
                    packed.write(page_record)
        else:
            record = page_record if kind == "plain" else gzip.compress(page_record, 1)
            for _ in range(count):
                handle.write(record)
    if kind == "wacz":
        with zipfile.ZipFile(tmp_path / "large.wacz", "w") as package:
            package.write(large, "archive/large.warc.gz")
        large = tmp_path / "large.wacz"
    pages, growth = grown(small, large)
    assert pages == count
    assert growth < 20 * MEGABYTE


def test_it_passes_over_records_of_any_size_in_bounded_memory(tmp_path):
    small, large = tmp_path / "small.warc", tmp_path / "large.warc"
    small.write_bytes(by_hand(block_of(b"x" * 2 * MEGABYTE)) + by_hand())
    head = block_of(b"")
    with large.open("wb") as handle:
        handle.write(by_hand(head, Content_Length=str(len(head) + 300_000_000), ending=b""))
        handle.seek(300_000_000, 1)  # a hole: it takes no room on the disk
        handle.write(b"\r\n\r\n" + by_hand())
    pages, growth = grown(small, large)
    assert pages == 1
    assert growth < 20 * MEGABYTE


BOMBS = {
    "a body": members(by_hand(block_of(gzip.compress(bytes(100 * MEGABYTE)), headers=[TYPE_HTML]))),
    "a body twice packed": members(
        by_hand(block_of(gzip.compress(gzip.compress(bytes(100 * MEGABYTE))), headers=[TYPE_HTML]))
    ),
    "a record": gzip.compress(by_hand(block_of(bytes(100 * MEGABYTE)))),
    "no record": gzip.compress(bytes(100 * MEGABYTE)),
    "a header": gzip.compress(b"WARC/1.0\r\nX: " + b"x" * 100 * MEGABYTE),
    "a header of lines": gzip.compress(b"WARC/1.0\r\n" + b"X: x\r\n" * 2 * MEGABYTE),
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_goes_on_behind_a_bomb(tmp_path, name):
    small, bomb = tmp_path / "small.warc", tmp_path / "bomb.warc"
    small.write_bytes(by_hand(block_of(b"x" * 2 * MEGABYTE)) + by_hand())
    bomb.write_bytes(BOMBS[name] + members(by_hand()))
    pages, growth = grown(small, bomb)
    assert pages == 1
    assert growth < 30 * MEGABYTE


HOSTILE = {
    "empty members": members(by_hand()) + gzip.compress(b"") * 10_000,
    "beginnings of records": by_hand() + b"WARC/1.0\r\n" * 20_000,
    "lengths beyond the next record": by_hand(Content_Length="900000") * 1000,
    "lengths into the next record": by_hand(Content_Length="3000") * 1000,
    "magic numbers": by_hand() + b"xx" + b"\x1f\x8b\x08" * 70_000,
    "packed beginnings": by_hand() + b"xx" + gzip.compress(b"WARC/1.0\r\n") * 7000,
    "lines of ARC": by_hand() + b"http://a/ 1.1.1.1 20050101000000 a 5\n" * 5000,
    "nearly lines of ARC": by_hand() + (b"a:" + b" 1 20050101000000" * 500 + b"\n") * 100,
    "blank lines": by_hand() + b"\r\n" * 500_000,
    "chunks": by_hand(block_of(b"1\r\nx\r\n" * 100_000, headers=[TYPE_HTML, ("Transfer-Encoding", "chunked")])),
    "members in a body": by_hand(block_of(HTML, headers=[TYPE_HTML]))
    + by_hand(block_of(gzip.compress(b"") * 40_000, headers=[TYPE_HTML])),
    "fields": by_hand(block_of(headers=[TYPE_HTML, *[("a", "b")] * 100_000])),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_takes_no_more_time_than_the_size_deserves(tmp_path, name):
    begin = time.process_time()
    result = read(tmp_path, HOSTILE[name])
    assert result.pages
    assert time.process_time() - begin < 10  # a tenth of it on a machine at rest


def _bases() -> list[bytes]:
    plain = MadeWarc(gzip=False).info().response().request().resource(b"text", media_type="text/plain")
    plain.response(gzip.compress(HTML), headers=[TYPE_HTML, ("Content-Encoding", "gzip")])
    plain.response(b"5\r\n<html\r\n0\r\n\r\n", headers=[TYPE_HTML, ("Transfer-Encoding", "chunked")])
    packed = MadeWarc().info().response().request().response(b"\x89PNG", headers=[("Content-Type", "image/png")])
    arc = b"http://a.test/ 192.0.2.1 20050102030405 text/html %d\n" % len(block_of()) + block_of() + b"\n"
    return [plain.content, packed.content, gzip.compress(plain.content), arc * 2, members(arc, arc)]


BASES = _bases()
TOKENS = [
    b"WARC/1.0\r\n",
    b"\r\n\r\n",
    b"\x1f\x8b\x08",
    b"Content-Length: 9999999999\r\n",
    b"Content-Encoding: br\r\n",
    b"\0" * 40,
    b"HTTP/1.1 200 OK\r\n",
    b"PK\x03\x04",
]


@st.composite
def mutated(draw: st.DrawFn, bases: list[bytes]) -> bytes:
    content = bytearray(draw(st.sampled_from(bases)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(content)))
        new = draw(st.one_of(st.binary(max_size=8), st.sampled_from(TOKENS)))
        content[place : place + draw(st.sampled_from([0, 0, 1, 4, 200, len(content)]))] = new
    return bytes(content)


def only_sentences(path):
    try:
        Read(path, limit=10_000)
    except CaptureError as error:
        assert str(error)


quickly = settings(
    max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@quickly
@given(content=mutated(BASES))
def test_it_ends_with_a_sentence_whatever_the_bytes(tmp_path, content):
    (tmp_path / "mutated.warc.gz").write_bytes(content)
    only_sentences(tmp_path / "mutated.warc.gz")


@quickly
@given(data=st.data())
def test_it_ends_with_a_sentence_whatever_the_wacz(tmp_path, data):
    path = tmp_path / "whole.wacz"
    if not path.exists():
        wacz(path, {"archive/a.warc.gz": BASES[1], "datapackage.json": b"{}"}, compression=zipfile.ZIP_DEFLATED)
    (tmp_path / "mutated.wacz").write_bytes(data.draw(mutated([path.read_bytes()])))
    only_sentences(tmp_path / "mutated.wacz")
