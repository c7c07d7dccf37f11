"""The capture store: what is written is read back, byte for byte, and a torn tail is never read as a page."""

import base64
import fcntl
import gzip
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.recordloader import ArcWarcRecord

from archive.capture.page import CapturedPage, CaptureError
from archive.capture.store import CaptureStore
from archive.capture.stored import read_member
from archive.capture.warc import read_warc


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


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: %s\r\n\r\nUne page."
ADDRESS = "https://example.org/a"


def answer(day: int, mark: bytes = b"1", request: bytes | None = b"GET /a HTTP/1.1\r\n\r\n") -> CapturedPage:
    taken = datetime(2023, 11, day, tzinfo=UTC)
    return page(url=ADDRESS, captured_at=taken, status=200, raw=ANSWER % mark, request=request)


def records(path: Path) -> list[ArcWarcRecord]:
    with path.open("rb") as handle:
        return list(ArchiveIterator(handle))


def test_it_keeps_the_same_payload_at_another_time_as_a_revisit(tmp_path):
    store = CaptureStore(tmp_path)
    first = store.append(answer(20))
    again = store.append(answer(21, b"2"), (first.file, first.offset))
    store.close()
    kept = next(record for record in records(tmp_path / again.file) if record.rec_type == "revisit")
    assert (first.revisit, again.revisit) == (False, True)
    assert kept.rec_headers["WARC-Refers-To"] == first.record_id
    assert kept.rec_headers["WARC-Refers-To-Target-URI"] == ADDRESS
    assert kept.rec_headers["WARC-Refers-To-Date"] == "2023-11-20T00:00:00.000000Z"
    assert kept.rec_headers["WARC-Date"] == "2023-11-21T00:00:00.000000Z"
    assert kept.rec_headers["WARC-Profile"].endswith("/revisit/identical-payload-digest")
    assert kept.http_headers["ETag"] == "2"
    assert passes_check(tmp_path / again.file)
    with pytest.raises(CaptureError, match="is a revisit"):
        store.read(again.file, again.offset)


def test_it_keeps_whole_what_only_seems_to_be_the_same(tmp_path):
    store = CaptureStore(tmp_path)
    packed = gzip.compress(b"Une page.")
    coded = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed
    first = store.append(answer(20))
    other = store.append(page(url=ADDRESS, status=200, raw=coded), (first.file, first.offset))
    lost = store.append(answer(22), ("lost.warc.gz", 0))
    assert not other.revisit and store.read(other.file, other.offset) == b"Une page."
    assert not lost.revisit and store.read(lost.file, lost.offset) == b"Une page."


def test_it_says_of_a_page_whose_time_nobody_told_that_its_time_is_not_known(tmp_path):
    store = CaptureStore(tmp_path)
    place = store.append(page())
    assert store.record(place.file, place.offset).field("Dossier-Capture-Time") == "unknown"
    place = store.append(answer(20))
    assert not store.record(place.file, place.offset).field("Dossier-Capture-Time")


@pytest.mark.parametrize("taken", [page(), answer(20), answer(21, request=None)])
def test_it_takes_a_whole_record_that_no_row_names_for_the_page_that_comes_again(tmp_path, taken):
    killed = CaptureStore(tmp_path)
    named = killed.append(page(b"named"))
    left = killed.append(taken)
    killed.close()
    after = CaptureStore(tmp_path, named_end=lambda name: named.offset + named.length)
    size = (tmp_path / left.file).stat().st_size
    assert after.append(taken) == left
    assert (tmp_path / left.file).stat().st_size == size
    assert after.append(taken).offset == size  # it is taken once


def test_it_takes_no_record_for_another_page(tmp_path):
    killed = CaptureStore(tmp_path)
    left = killed.append(answer(20))
    killed.close()
    after = CaptureStore(tmp_path)
    others = [
        answer(21),
        answer(20, b"2"),
        answer(20, request=None),
        page(url=ADDRESS, captured_at=answer(20).captured_at),
    ]
    assert all(after.append(other).offset > left.offset for other in others)


def test_it_takes_no_answer_whose_request_is_torn(tmp_path):
    killed = CaptureStore(tmp_path)
    left = killed.append(answer(20))
    killed.close()
    path = tmp_path / left.file
    path.write_bytes(path.read_bytes()[:-1])
    again = CaptureStore(tmp_path).append(answer(20))
    assert again.offset == left.offset + left.length  # behind the whole answer, over what was torn of the request


def test_it_takes_back_the_last_record_alone(tmp_path):
    store = CaptureStore(tmp_path)
    first, last = store.append(page(b"first")), store.append(answer(20))
    store.take_back(first)
    assert store.read(first.file, first.offset) == b"first"
    store.take_back(last)
    store.take_back(last)
    assert (tmp_path / last.file).stat().st_size == last.offset
    assert store.append(page(b"next")).offset == last.offset
    store.close()
    assert passes_check(tmp_path / last.file)


def test_it_finds_what_was_left_in_the_files_of_other_writers(tmp_path):
    one, two = CaptureStore(tmp_path), CaptureStore(tmp_path)
    one.append(page(b"one"))
    left = two.append(page(b"two"))
    one.close()
    two.close()
    assert CaptureStore(tmp_path).append(page(b"two")) == left


def test_it_leaves_a_file_alone_that_is_shorter_than_the_rows_say(tmp_path):
    first = CaptureStore(tmp_path)
    place = first.append(page())
    first.close()
    kept = (tmp_path / place.file).read_bytes()
    after = CaptureStore(tmp_path, named_end=lambda name: len(kept) + 1).append(page(b"next"))
    assert after.file != place.file
    assert (tmp_path / place.file).read_bytes() == kept


def test_it_leaves_a_file_alone_that_is_damaged_in_its_midst(tmp_path):
    first = CaptureStore(tmp_path)
    damaged = first.append(page(b"damaged"))
    last = first.append(page(b"whole"))
    first.close()
    kept = bytearray((tmp_path / damaged.file).read_bytes())
    kept[damaged.offset + 40] ^= 0xFF
    (tmp_path / damaged.file).write_bytes(kept)
    after = CaptureStore(tmp_path)
    assert after.append(page(b"next")).file != damaged.file
    assert (tmp_path / damaged.file).read_bytes() == kept and after.read(last.file, last.offset) == b"whole"


@pytest.mark.parametrize("content", [b"WARC/1.1\r\nWARC-Type: response\r\n", gzip.compress(b"WARC/1.1\r\n")[:-3]])
def test_it_never_writes_to_files_that_it_did_not_begin(tmp_path, content):
    other = tmp_path / "another.warc.gz"
    other.write_bytes(content)
    assert CaptureStore(tmp_path).append(page()).file != other.name
    assert other.read_bytes() == content


def test_it_passes_over_what_it_cannot_open(tmp_path):
    (tmp_path / "dossier-1.warc.gz").mkdir()
    (tmp_path / "dossier-2.warc.gz").symlink_to(tmp_path / "none")
    assert CaptureStore(tmp_path).append(page()).file > "dossier-2.warc.gz"


def test_it_begins_a_file_anew_that_was_left_empty(tmp_path):
    (tmp_path / "dossier-1.warc.gz").touch()
    store = CaptureStore(tmp_path)
    assert store.append(page()).file == "dossier-1.warc.gz"
    store.close()
    assert [record.rec_type for record in records(tmp_path / "dossier-1.warc.gz")] == ["warcinfo", "resource"]


def test_it_shares_no_new_file_with_a_writer_who_found_it_first(tmp_path, monkeypatch):
    taken = []

    def lock(descriptor: int, operation: int) -> None:
        if not taken:
            taken.append(next(tmp_path.iterdir()).name)
            raise BlockingIOError
        real(descriptor, operation)

    real = fcntl.flock
    monkeypatch.setattr(fcntl, "flock", lock)
    place = CaptureStore(tmp_path).append(page())
    assert place.file not in taken and not (tmp_path / taken[0]).stat().st_size


DISPATCH = b"PARIS (AFP) Une page.\n\n" + b"Le texte de la page, en plusieurs lignes. " * 5


@pytest.mark.parametrize(
    ("kind", "content_type", "block"),
    [
        ("resource", "text/plain", DISPATCH),  # begins as the request of HTTP does
        ("response", "text/plain", DISPATCH),
        ("resource", "text/html", gzip.compress(b"<html><p>Une page.")),
        ("resource", "application/http; msgtype=response", ANSWER % b"1"),
        ("response", "application/http; msgtype=response", ANSWER % b"1"),
        ("conversion", "text/plain", b"5\r\nUne p\r\n0\r\n\r\n"),
    ],
)
def test_it_reads_back_every_record_of_another_archive_as_it_was_read(tmp_path, kind, content_type, block):
    digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:5e9e8a04-1c1c-4e0f-9f0b-0c0a8d1b2f11>",
        "WARC-Date": "2023-11-20T00:00:00Z",
        "WARC-Target-URI": "ftp://example.org/a",
        "Content-Type": content_type,
        **({"WARC-Payload-Digest": f"sha1:{digest}"} if not content_type.startswith("application") else {}),
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    (tmp_path / "a.warc").write_bytes(f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n")
    read = next(iter(read_warc(tmp_path / "a.warc", limit=1 << 20)))
    assert isinstance(read, CapturedPage)
    store = CaptureStore(tmp_path / "captures")
    place = store.append(read)
    kept = store.record(place.file, place.offset)
    assert store.read(place.file, place.offset) == read.body
    assert kept.block == block and kept.field("WARC-Payload-Digest") == fields.get("WARC-Payload-Digest", "")


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("<urn:uuid:1>", "<urn:uuid:1>"), ("urn:uuid:1", "<urn:uuid:1>"), ("<urn:" + "a" * 300 + ">", "")],
)
def test_it_keeps_the_id_of_a_record_as_one_that_is_read_again(tmp_path, stated, kept):
    head = f"WARC-Type: response\r\nWARC-Record-ID: {stated}\r\nWARC-Date: 2023-11-20T00:00:00Z\r\n"
    head += f"WARC-Target-URI: {ADDRESS}\r\nContent-Type: application/http\r\nContent-Length: {len(ANSWER)}\r\n"
    (tmp_path / "a.warc").write_bytes(f"WARC/1.0\r\n{head}\r\n".encode() + ANSWER + b"\r\n\r\n")
    read = next(iter(read_warc(tmp_path / "a.warc", limit=1 << 20)))
    assert isinstance(read, CapturedPage)
    place = CaptureStore(tmp_path / "captures").append(read)
    assert place.record_id == (kept or read.record) and len(place.record_id) <= 200
    assert read_member(tmp_path / "captures", place.file, place.offset, place.length, place.record_id)


def test_a_revisit_states_the_digest_of_the_payload_also_where_the_record_did_not(tmp_path):
    own = (("WARC-Type", "response"), ("WARC-Record-ID", "<urn:uuid:1>"), ("Content-Type", "application/http"))
    store = CaptureStore(tmp_path)
    first = store.append(page(url=ADDRESS, status=200, raw=ANSWER % b"1", record_headers=own))
    again = store.append(
        page(url=ADDRESS, status=200, raw=ANSWER % b"2", record_headers=own), (first.file, first.offset)
    )
    assert again.revisit
    stated = store.record(again.file, again.offset).field("WARC-Payload-Digest")
    assert stated == f"sha256:{hashlib.sha256(b'Une page.').hexdigest()}"


def test_it_keeps_a_record_whole_that_refers_to_another_one_itself(tmp_path):
    own = (("WARC-Type", "conversion"), ("WARC-Record-ID", "<urn:uuid:1>"), ("WARC-Refers-To", "<urn:uuid:0>"))
    converted = page(url=ADDRESS, raw=b"Une page.", record_headers=own)
    store = CaptureStore(tmp_path)
    first = store.append(converted)
    again = store.append(converted, (first.file, first.offset))
    assert not again.revisit and store.record(again.file, again.offset).field("WARC-Refers-To") == "<urn:uuid:0>"


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
