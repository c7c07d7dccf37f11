"""Files read as captured pages, and everything that is refused."""

import gzip
import hashlib
import os
import zlib
from pathlib import Path

import pytest

from archive.capture.files import known_suffix, read_file
from archive.capture.page import CapturedPage, CaptureError

LIMIT = 1_000_000
HTML = '<!DOCTYPE html><meta charset="utf-8"><title>Été</title><p>Le phare est rallumé.'.encode()
TEXT = "Le phare est rallumé.\n\nDes lampes d’été.\n".encode()


def read(folder: Path, name: str, content: bytes, limit: int = LIMIT) -> CapturedPage:
    (folder / name).write_bytes(content)
    return read_file(folder / name, limit=limit)


def refusal(path: Path, limit: int = LIMIT) -> str:
    with pytest.raises(CaptureError) as caught:
        read_file(path, limit=limit)
    return str(caught.value)


def refusal_of(folder: Path, name: str, content: bytes, limit: int = LIMIT) -> str:
    (folder / name).write_bytes(content)
    return refusal(folder / name, limit)


@pytest.mark.parametrize(
    "name", ["a.txt", "a.TXT", "a.html", "a.htm", "a.xhtml", "a.txt.gz", "a.HTML.GZ", "a.b.htm.gz"]
)
def test_it_knows_the_suffix(name):
    assert known_suffix(Path("folder") / name)


@pytest.mark.parametrize(
    "name", ["a", "a.pdf", "a.gz", "a.html.zip", "txt", ".gz", "a.txt.bak", "a.txt.gz.gz", "a.warc.gz"]
)
def test_it_knows_no_other_suffix(name):
    assert not known_suffix(Path(name))


def test_it_reads_text(tmp_path):
    page = read(tmp_path, "phare.txt", TEXT)
    assert (page.media_type, page.charset, page.name) == ("text/plain", "utf-8", "phare.txt")
    assert (page.url, page.captured_at, page.body) == (None, None, TEXT)
    assert page.sha256 == hashlib.sha256(TEXT).hexdigest()


def test_it_reads_html(tmp_path):
    page = read(tmp_path, "phare.htm", HTML)
    assert (page.media_type, page.charset, page.url) == ("text/html", "utf-8", None)


@pytest.mark.parametrize(("name", "content"), [("a.txt.gz", TEXT), ("a.html.gz", HTML)])
def test_it_unpacks(tmp_path, name, content):
    page = read(tmp_path, name, gzip.compress(content[:20]) + gzip.compress(content[20:]) + b"\0" * 100)
    assert page.body == content
    assert page.sha256 == hashlib.sha256(content).hexdigest()


def test_it_unpacks_what_is_packed_whatever_its_name(tmp_path):
    assert read(tmp_path, "a.html", gzip.compress(HTML)).body == HTML


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", HTML, "text/html"),
        ("a.txt", b"\n<!-- x --><html><p>x", "text/html"),
        ("a.html", TEXT, "text/plain"),
        ("a.html", b"1 < 2", "text/plain"),
        ("a.html", b"<p>A fragment</p>", "text/html"),
        ("a.txt", b"<p>About a tag</p>", "text/plain"),
    ],
)
def test_it_goes_by_the_content(tmp_path, name, content, kind):
    assert read(tmp_path, name, content).media_type == kind


def test_it_reads_other_charsets(tmp_path):
    assert read(tmp_path, "a.txt", TEXT.decode().encode("cp1252")).text() == TEXT.decode()
    assert read(tmp_path, "b.txt", TEXT.decode().encode("utf-16")).text() == TEXT.decode()
    assert read(tmp_path, "c.txt", TEXT.decode().encode("utf-16-le")).text() == TEXT.decode()
    assert read(tmp_path, "d.txt", b"\xef\xbb\xbf" + TEXT).text() == TEXT.decode()


def test_it_reads_a_stray_nul(tmp_path):
    assert read(tmp_path, "a.txt", TEXT * 100 + b"\0" + TEXT).media_type == "text/plain"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7", "unknown kind"),
        ("a.warc.gz", b"x", "unknown kind"),
        ("a.txt", b"", "empty file"),
        ("a.html", b" \r\n\t\xc2\xa0".replace(b"\xc2\xa0", b""), "empty file"),
        ("a.txt.gz", b"", "empty file"),
        ("a.txt.gz", gzip.compress(b""), "empty file"),
        ("a.txt", b"%PDF-1.7 text", "PDF"),
        ("a.html", b"\x89PNG\r\n\x1a\n0000", "PNG"),
        ("a.txt.gz", gzip.compress(b"PK\x03\x04rest"), "ZIP"),
        ("a.html.gz", gzip.compress(b"WARC/1.0\r\n"), "WARC"),
        ("a.txt", b"abc\0def", "binary"),
        ("a.txt", TEXT * 100 + b"\0" * 500, "binary"),
        ("a.html", bytes(range(1, 32)) * 50, "binary"),
        ("a.txt", b'<?xml version="1.0"?>\n<rss version="2.0">', "XML"),
        ("a.html", b"<svg xmlns='http://www.w3.org/2000/svg'>", "XML"),
        ("a.txt", b"x" * (LIMIT + 1), "too large"),
        ("a.txt.gz", gzip.compress(TEXT)[:-12], "truncated gzip"),
        ("a.txt.gz", gzip.compress(TEXT)[:5], "truncated gzip"),
        ("a.txt.gz", TEXT, "broken gzip"),
        ("a.txt.gz", gzip.compress(TEXT) + b"more", "broken gzip"),
        ("a.txt.gz", gzip.compress(TEXT)[:-8] + b"\1" * 8, "broken gzip"),
        ("a.html.gz", gzip.compress(b"a" * (LIMIT + 1)), "when unpacked"),
    ],
)
def test_it_refuses(tmp_path, name, content, words):
    assert words in refusal_of(tmp_path, name, content)


def test_it_refuses_a_bomb_before_it_is_unpacked(tmp_path):
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    assert len(packed) < LIMIT
    assert refusal_of(tmp_path, "a.txt.gz", packed) == "too large: more than 1 MB when unpacked"


def test_it_refuses_a_huge_file_without_reading_it(tmp_path):
    with (tmp_path / "a.txt").open("wb") as handle:
        handle.truncate(500_000_000_000)
    assert refusal(tmp_path / "a.txt") == "too large: 500 GB, and 1 MB is the most"


def test_it_accepts_a_file_of_just_the_limit(tmp_path):
    assert len(read(tmp_path, "a.txt", b"x" * LIMIT).body) == LIMIT
    assert len(read(tmp_path, "a.txt.gz", gzip.compress(b"x" * LIMIT)).body) == LIMIT


def test_it_refuses_what_is_no_file(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    assert refusal(tmp_path / "folder.txt") == "is a folder, not a file"
    assert refusal(tmp_path / "folder") == "is a folder, not a file"
    assert refusal(tmp_path / "none.txt") == "there is no such file"
    assert refusal(tmp_path / "broken.txt") == "there is no such file"
    assert refusal(tmp_path / "device.txt") == "is no regular file (a pipe, a socket or a device)"
    assert "cannot be read" in refusal(tmp_path / ("a" * 300 + ".txt"))
    assert "no name of a file" in refusal(tmp_path / "a\0b.txt")


def test_it_does_not_wait_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "pipe.txt") == "is no regular file (a pipe, a socket or a device)"


def test_it_refuses_without_permission(tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.txt").chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything, nobody may not
    try:
        assert refusal(tmp_path / "a.txt") == "no permission to read it"
    finally:
        os.seteuid(user)


def test_it_refuses_gzip_of_too_many_members(tmp_path):
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(b"<p>mot") + gzip.compress(b"") * 10_001)
    with pytest.raises(CaptureError, match="more than 10,000 members"):
        read_file(path, limit=10_000_000)
