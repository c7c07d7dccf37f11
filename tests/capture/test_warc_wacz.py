"""WACZ files: the WARC files inside are read; what is no WACZ file, or means harm, is refused in words."""

import hashlib
import json
import zipfile

import pytest

from archive.capture.page import CaptureError
from tests.capture.warcs import HTML, URL, MadeWarc, Read, block_of, by_hand, members, wacz

WARC = members(by_hand())
OTHER = by_hand(block_of(b"<html>another page"), WARC_Target_URI=URL + "/2")


def package(files, *, form="1.1"):
    """Return a data package of `files` in the form of WACZ 1.0 or 1.1."""
    resources = []
    for name, content in files.items():
        digest = hashlib.sha256(content).hexdigest()
        stated = {"hash": f"sha256:{digest}"} if form == "1.1" else {"stats": {"hash": digest}, "hashing": "sha256"}
        resources.append({"path": name} | stated)
    return json.dumps({"resources": resources}).encode()


def refusal(path):
    with pytest.raises(CaptureError) as caught:
        Read(path)
    return str(caught.value)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("form", ["1.0", "1.1"])
def test_it_reads_every_warc_file_inside(tmp_path, compression, form):
    files = {"archive/a.warc.gz": WARC, "archive/b.warc": OTHER}
    extra = {"datapackage.json": package(files, form=form), "pages/pages.jsonl": b"{}", "indexes/index.cdx": b""}
    result = Read(wacz(tmp_path / "made.wacz", files | extra, compression=compression))
    assert [page.url for page in result.pages] == [URL, URL + "/2"]
    assert result.notes == []


def test_it_knows_a_wacz_file_by_its_bytes(tmp_path):
    files = {"archive/a.warc.gz": WARC}
    assert Read(wacz(tmp_path / "made.warc", files | {"datapackage.json": package(files)})).page.body == HTML


def test_it_tells_that_a_digest_does_not_match(tmp_path):
    stated = package({"archive/a.warc.gz": b"something else"})
    result = Read(wacz(tmp_path / "made.wacz", {"archive/a.warc.gz": WARC, "datapackage.json": stated}))
    assert result.page.body == HTML
    assert result.why("flaw") == "archive/a.warc.gz: its digest is not the one that datapackage.json states"


@pytest.mark.parametrize(
    "content", [None, b"{", b"[]", b'{"resources": 3}', b'{"resources": [{"path": "a"}]}', b"\xff"]
)
def test_it_reads_without_a_sound_data_package(tmp_path, content):
    files = {"archive/a.warc.gz": WARC} | ({"datapackage.json": content} if content is not None else {})
    result = Read(wacz(tmp_path / "made.wacz", files))
    assert result.page.body == HTML
    assert "datapackage.json is missing" in result.why("flaw")


@pytest.mark.parametrize("name", ["archive/../../etc/a.warc", "archive/..\\a.warc", "archive/x/../../a.warc"])
def test_it_reads_no_names_that_leave_the_folder(tmp_path, name):
    files = {"archive/a.warc.gz": WARC}
    result = Read(wacz(tmp_path / "made.wacz", files | {"datapackage.json": package(files), name: OTHER}))
    assert [page.url for page in result.pages] == [URL]
    assert "leaves the folder archive/" in result.why("broken")


def test_it_reads_the_others_when_one_is_broken(tmp_path):
    files = {"archive/a.warc.gz": WARC, "archive/b.warc.gz": b"no archive", "archive/c.warc.gz": members(OTHER)}
    path = wacz(tmp_path / "made.wacz", files | {"datapackage.json": package(files)})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"no archive", b"NO archive"))
    result = Read(path)
    assert [page.url for page in result.pages] == [URL, URL + "/2"]
    assert any("archive/b.warc.gz: the ZIP file is broken there" in note.why for note in result.notes)


def test_it_tells_which_file_inside_is_damaged(tmp_path):
    files = {"archive/a.warc.gz": WARC, "archive/b.warc.gz": WARC[:-20]}
    result = Read(wacz(tmp_path / "made.wacz", files | {"datapackage.json": package(files)}))
    assert len(result.pages) == 2
    assert "truncated" in result.why("flaw")


def test_it_names_the_file_inside_that_holds_no_record(tmp_path):
    files = {"archive/a.warc.gz": WARC, "archive/b.warc": b"", "archive/c.warc": b"junk\n" + OTHER}
    result = Read(wacz(tmp_path / "made.wacz", files | {"datapackage.json": package(files)}))
    assert len(result.pages) == 2
    assert {note.why for note in result.notes} == {
        "archive/b.warc: no WARC or ARC record can be read in it",
        "archive/c.warc: 5 bytes between records are no record",
    }


def test_it_refuses_a_file_that_is_no_zip(tmp_path):
    (tmp_path / "made.wacz").write_bytes(b"PK\x03\x04 and no more")
    assert "it is no whole ZIP file" in refusal(tmp_path / "made.wacz")
    (tmp_path / "made.wacz").write_bytes(wacz(tmp_path / "whole.wacz", {"archive/a.warc.gz": WARC}).read_bytes()[:-30])
    assert "it is no whole ZIP file" in refusal(tmp_path / "made.wacz")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"data/archive/a.warc": OTHER}, "no WARC file in its folder archive/"),
        ({"archive/a.txt": b"text"}, "no WARC file in its folder archive/"),
        ({}, "no WARC file in its folder archive/"),
        ({"one.wacz": b""}, "holds other WACZ files"),
        ({"archive/a.warc": b""}, "no WARC or ARC record can be read in it"),
    ],
)
def test_it_refuses_a_zip_file_without_warc_files(tmp_path, files, why):
    assert why in refusal(wacz(tmp_path / "made.wacz", files))


def test_it_refuses_a_zip_bomb(tmp_path):
    wacz(tmp_path / "bomb.wacz", {"archive/a.warc": bytes(70 << 20)}, compression=zipfile.ZIP_DEFLATED)
    assert "unpacks to more than 400 times its size" in refusal(tmp_path / "bomb.wacz")


def test_it_refuses_an_encrypted_file(tmp_path):
    path = wacz(tmp_path / "made.wacz", {"archive/a.warc": OTHER})
    content = path.read_bytes()
    flags = content.rindex(b"PK\x01\x02") + 8
    path.write_bytes(content[:flags] + b"\x01" + content[flags + 1 :])
    assert "archive/a.warc is encrypted" in refusal(path)


def test_it_gives_a_made_warc_with_info(tmp_path):
    files = {"archive/a.warc.gz": MadeWarc().info().response().content}
    result = Read(wacz(tmp_path / "made.wacz", files | {"datapackage.json": package(files)}))
    assert (len(result.pages), result.kinds) == (1, {"warcinfo": 1})
