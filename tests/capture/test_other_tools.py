"""What the store writes, read by warcio: every kind of record passes its check, digests of block and payload alike.

Not bodies packed with Brotli: warcio cannot unpack them with the library that the archive itself uses. Their turn
comes in `tests/exports/test_replay.py`, where warcio has an environment of its own.
"""

import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.capture.fetch import Fetcher
from archive.capture.page import CapturedPage
from archive.capture.store import CaptureStore
from tests.capture.server import answer, serving
from tests.capture.server import page as page_answer
from tests.capture.test_fetch import find
from tests.capture.warcs import HTML, MadeWarc, block_of, by_hand, members, read

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ARC_INFO = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
ARC = (
    b"filedesc://made.arc 0.0.0.0 20231120202400 text/plain %d\n" % len(ARC_INFO) + ARC_INFO + b"\n"
    b"http://gazette.test/phare 127.0.0.1 20231120202400 text/html %d\n" % len(block_of()) + block_of()
)


def check(folder: Path) -> list[str]:
    """Return the types of all records in the store, having checked each digest by warcio, as its command does."""

    class Arguments:
        inputs = sorted(map(str, folder.glob("*.warc.gz")))
        verbose = False

    checker = Checker(Arguments())
    kinds = []
    for name in Arguments.inputs:
        checker.process_one(name)
        assert not checker.exit_value, name
        with Path(name).open("rb") as handle:
            for record in ArchiveIterator(handle, check_digests=True):
                record.content_stream().read()
                assert record.digest_checker.passed is (None if record.rec_type == "revisit" else True)
                kinds.append(record.rec_type)
    return kinds


def keep(folder: Path, *pages: CapturedPage) -> list[str]:
    """Write the pages into a store in `folder`, and check it."""
    store = CaptureStore(folder)
    for page in pages:
        store.append(page)
    store.close()
    return check(folder)


def test_files_pass(tmp_path):
    told = CapturedPage(body=HTML, media_type="text/html", url="https://gazette.test/a", captured_at=NOON)
    kinds = keep(tmp_path, CapturedPage(body="Été".encode(), media_type="text/plain"), told)
    assert kinds == ["warcinfo", "resource", "resource"]


@pytest.mark.parametrize(
    "reply",
    [
        page_answer(HTML),
        page_answer(gzip.compress(HTML), content_encoding="gzip"),
        page_answer(zlib.compress(HTML), content_encoding="deflate"),
        answer(
            "200 OK",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML),
            content_type="text/html",
            transfer_encoding="chunked",
            content_length="",
        ),
        b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + HTML,
    ],
    ids=["plain", "gzip", "deflate", "chunked", "line feeds alone"],
)
def test_what_was_fetched_passes(tmp_path, reply):
    with serving() as server:
        server.replies["/a"] = reply
        fetcher = Fetcher(allow_hosts=frozenset({"gazette.example"}), resolver=find, robots=False)
        page = fetcher.fetch(server.url("/a"))
    assert page.body == HTML
    assert keep(tmp_path, page) == ["warcinfo", "response", "request"]


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (MadeWarc().info().request().response().content, ["response"]),
        (MadeWarc(gzip=False, version="1.0").response().content, ["response"]),
        (
            MadeWarc()
            .response(gzip.compress(HTML), headers=[("Content-Type", "text/html"), ("Content-Encoding", "gzip")])
            .content,
            ["response"],
        ),
        (MadeWarc().resource().content, ["resource"]),
        (MadeWarc().resource(kind="conversion").content, ["conversion"]),
        (members(by_hand(WARC_Payload_Digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")), ["response"]),
        (members(by_hand(WARC_Block_Digest="md5:00")), ["response"]),
        (members(by_hand(Content_Length="9")), ["response"]),
        (ARC, ["response"]),
    ],
    ids=[
        "with request",
        "1.0",
        "packed body",
        "resource",
        "conversion",
        "false digest",
        "odd digest",
        "false length",
        "ARC",
    ],
)
def test_what_other_archives_held_passes(tmp_path, content, kinds):
    page = read(tmp_path, content, name="made.arc" if content is ARC else "made.warc.gz").page
    found = keep(tmp_path / "store", page)
    assert found[1:2] == kinds


def test_a_revisit_passes(tmp_path):
    store = CaptureStore(tmp_path)
    first = read(tmp_path, MadeWarc().response().content, name="in.warc").page
    later = read(tmp_path, MadeWarc().response(date="2024-01-01T00:00:00Z").content, name="in.warc").page
    (tmp_path / "in.warc").unlink()
    place = store.append(first)
    assert store.append(later, (place.file, place.offset)).revisit
    store.close()
    assert check(tmp_path) == ["warcinfo", "response", "revisit"]


@pytest.mark.parametrize("damage", [lambda content: content[:-20], lambda content: content + b"\x1f\x8b torn"])
def test_a_store_whose_torn_tail_was_cut_passes(tmp_path, damage: Callable[[bytes], bytes]):
    keep(tmp_path, CapturedPage(body=HTML, media_type="text/html"))
    (path,) = tmp_path.glob("*.warc.gz")
    path.write_bytes(damage(path.read_bytes()))
    assert "resource" in keep(tmp_path, CapturedPage(body=b"Une autre page.", media_type="text/plain"))
    assert len(list(tmp_path.glob("*.warc.gz"))) == 1


def test_a_false_record_does_not_pass(tmp_path):
    store = CaptureStore(tmp_path)
    store.append(CapturedPage(body=HTML, media_type="text/html", sha256="0" * 64))
    store.close()
    with pytest.raises(AssertionError):
        check(tmp_path)
