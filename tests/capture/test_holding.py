"""The holding place: a page comes back as it was held, for a time, within bounds, and by its name alone."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.capture.holding import HoldingPlace
from archive.capture.page import CapturedPage, CaptureError

FILE = CapturedPage(body=b"<p>\xe9t\xe9</p>", media_type="text/html", charset="cp1252", name="été.html")
FETCHED = CapturedPage(
    body=b"words",
    media_type="text/plain",
    url="https://gazette.example/a",
    captured_at=datetime(2023, 11, 20, 9, 30, 0, 123456, tzinfo=UTC),
    status=200,
    headers=(("Content-Type", "text/plain"), ("Content-Type", "again")),
    record="<urn:uuid:1>",
    request=b"GET /a HTTP/1.1\r\n\r\n",
    raw=b"HTTP/1.1 200 OK\r\n\r\nwords",
    server_ip="192.0.2.1",
    redirected_from=("https://gazette.example/",),
    record_headers=(("WARC-Type", "response"),),
    request_headers=(("WARC-Type", "request"),),
)


@pytest.mark.parametrize("page", [FILE, FETCHED])
def test_it_gives_back_what_it_holds(tmp_path: Path, page: CapturedPage):
    place = HoldingPlace(tmp_path / "incoming")

    assert place.get(place.hold(page)) == page
    assert [path.suffix for path in place.directory.iterdir()] == [""]


def test_it_drops_what_is_done_with(tmp_path: Path):
    place = HoldingPlace(tmp_path)
    name = place.hold(FILE)

    place.drop(name)
    place.drop(name)

    with pytest.raises(CaptureError, match="any more"):
        place.get(name)


@pytest.mark.parametrize("name", ["", "../secret_key", "/etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_it_refuses_names_that_it_never_gave(tmp_path: Path, name: str):
    place = HoldingPlace(tmp_path / "incoming")
    (tmp_path / "secret_key").write_text("key")

    place.drop(name)

    with pytest.raises(CaptureError, match="no page waits"):
        place.get(name)
    assert (tmp_path / "secret_key").exists()


def test_it_removes_what_has_waited_too_long(tmp_path: Path):
    place = HoldingPlace(tmp_path, seconds=60)
    old = place.hold(FILE)
    (tmp_path / "torn.part").write_bytes(b"torn")
    for path in tmp_path.iterdir():
        os.utime(path, (time.time() - 61,) * 2)

    new = place.hold(FILE)

    assert [path.name for path in tmp_path.iterdir()] == [new]
    assert old != new


def test_it_makes_room_by_what_has_waited_longest(tmp_path: Path):
    place = HoldingPlace(tmp_path)
    names = [place.hold(FILE) for _number in range(3)]
    for number, name in enumerate(names):
        os.utime(tmp_path / name, (time.time() - 100 + number,) * 2)
    place.most_bytes = 3 * (tmp_path / names[0]).stat().st_size

    last = place.hold(FILE)

    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], last}


def test_it_says_what_is_no_page(tmp_path: Path):
    place = HoldingPlace(tmp_path)
    name = place.hold(FILE)
    (tmp_path / name).write_bytes(b"PK, but not really")

    with pytest.raises(CaptureError, match="cannot be read"):
        place.get(name)


def test_it_says_where_it_cannot_write(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CaptureError, match="cannot be held under"):
        HoldingPlace(tmp_path / "file").hold(FILE)
