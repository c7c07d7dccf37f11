"""The capture store: what is written is read back, byte for byte, and a torn tail is never read as a page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.checker import Checker

from archive.capture.page import CapturedPage, CaptureError
from archive.capture.store import CaptureStore


def page(body: bytes = b"Une page.", **fields: object) -> CapturedPage:
    return CapturedPage(body=body, media_type="text/plain", **fields)  # type: ignore[arg-type]


def passes_check(path: Path) -> bool:
    class Arguments:
        inputs = [str(path)]
        verbose = False

    checker = Checker(Arguments())
    checker.process_one(str(path))
    return not checker.exit_value


def test_it_reads_back_what_was_written(tmp_path):
    store = CaptureStore(tmp_path)
    bodies = [b"un", b"\x00\xff deux", b"<html>" + b"x" * 200_000]
    places = [store.append(page(body)) for body in bodies]
    assert [store.read(place.file, place.offset) for place in places] == bodies
    assert [place.offset + place.length for place in places[:-1]] == [place.offset for place in places[1:]]


def test_it_writes_records_that_other_tools_accept(tmp_path):
    store = CaptureStore(tmp_path)
    place = store.append(page(captured_at=datetime(2023, 11, 20, 19, 24, tzinfo=UTC), url="https://example.org/a"))
    store.append(page(b"deux"))
    store.close()
    assert passes_check(tmp_path / place.file)


def test_it_writes_digests_by_which_other_tools_find_a_false_record(tmp_path):
    store = CaptureStore(tmp_path)
    place = store.append(page(sha256="0" * 64))
    store.close()
    assert not passes_check(tmp_path / place.file)


def test_it_goes_on_with_the_file_that_the_last_writer_left(tmp_path):
    first = CaptureStore(tmp_path)
    one = first.append(page())
    first.close()
    two = CaptureStore(tmp_path).append(page(b"deux"))
    assert two.file == one.file


def test_it_begins_another_file_while_a_writer_holds_the_first(tmp_path):
    first, second = CaptureStore(tmp_path), CaptureStore(tmp_path)
    assert first.append(page()).file != second.append(page()).file


def test_it_begins_another_file_at_the_size_that_ends_one(tmp_path):
    store = CaptureStore(tmp_path, rotate_at=100)
    assert store.append(page()).file != store.append(page()).file


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_it_cuts_a_torn_tail_before_it_goes_on(tmp_path, cut):
    store = CaptureStore(tmp_path)
    whole = store.append(page())
    torn = store.append(page(b"torn" * 1000))
    store.close()
    path = tmp_path / whole.file
    path.write_bytes(path.read_bytes()[: torn.offset + min(cut, torn.length - 1)])
    after = CaptureStore(tmp_path)
    next_place = after.append(page(b"next"))
    assert next_place.offset == torn.offset
    assert after.read(whole.file, whole.offset) == b"Une page."
    assert after.read(next_place.file, next_place.offset) == b"next"


def test_it_refuses_to_read_what_is_not_there(tmp_path):
    store = CaptureStore(tmp_path)
    place = store.append(page())
    with pytest.raises(CaptureError, match="cannot be read"):
        store.read("none.warc.gz", 0)
    with pytest.raises(CaptureError):
        store.read(place.file, place.offset + 1)
    with pytest.raises(CaptureError, match="no file of the store"):
        store.read("../secret_key", 0)


def test_it_says_where_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CaptureError, match="cannot be written"):
        CaptureStore(tmp_path / "file" / "captures").append(page())
