"""WARC, ARC and WACZ files as captured pages, read as a stream; every record that is none is told by its kind.

Sources: ISO 28500:2017 (WARC 1.1), above all sections 5 (fields) and 6 (types of records), and RFC 9110 and 9112 for
the HTTP messages inside. Only successful answers and stored resources in HTML and plain text are pages.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal, cast

from archive.capture.bodies import BodyTooLargeError, DecodedBody
from archive.capture.charset import HEAD, declared_charset, find_charset
from archive.capture.digests import unmatched_digests
from archive.capture.fields import (
    HttpHead,
    http_head,
    message_head,
    page_type,
    parameter_charset,
    record_body,
    record_date,
    record_id,
    storable_fields,
    target_url,
)
from archive.capture.page import CapturedPage, CaptureError
from archive.capture.records import Damage, Record, read_records
from archive.capture.wacz import WARC_SUFFIXES, WaczMember, wacz_members
from archive.capture.writing import UNKNOWN_TIME
from archive.lib.storable import storable

Kind = Literal[
    "redirect",
    "error-status",
    "not-a-page",
    "too-large",
    "revisit",
    "request",
    "metadata",
    "warcinfo",
    "continuation",
    "other",
    "broken",
    "flaw",
]
_LONGEST_WHY = 500
_MOST_WAITING = 32
_LARGEST_REQUEST = 1 << 18
_NOTHING = "no WARC or ARC record can be read in it"
_ABOUT = {
    "request": "what was asked for",
    "metadata": "about other records",
    "warcinfo": "about the file",
    "continuation": "a later segment of a record: segments are not joined",
}
# Schemes under which crawlers keep logs, screenshots and extracted texts as resources beside the pages.
_PAGE_SCHEMES = ("http:", "https:", "ftp:", "ftps:", "file:", "urn:sha256:")
_CONTROLS_AT_START = 1024


@dataclass(frozen=True)
class RecordNote:
    """A record that is no page, or what is wrong with one, or with a stretch of the file (`record` is None then).

    `kind` "flaw" speaks of something that was read all the same, a page often, which then comes right before;
    "broken" of what could not be read. All other kinds are records in order. `media_type` is that of a payload.
    """

    record: str | None
    url: str | None
    kind: Kind
    why: str
    media_type: str = ""


Result = CapturedPage | RecordNote


def is_web_archive(path: Path) -> bool:
    """Return whether the name of `path` is one of a web archive: WARC, ARC (also packed with gzip) or WACZ."""
    return path.name.lower().endswith((*WARC_SUFFIXES, ".wacz"))


def read_warc(path: Path, *, limit: int) -> Iterator[CapturedPage | RecordNote]:
    """Yield the pages of the web archive at `path`, with bodies of `limit` bytes at the most, and notes of the rest.

    The file is read once, forward; memory is bounded by `limit`, not by the file. Raises `CaptureError`, whose
    message begins with a lower-case letter and does not name the file, where no record at all can be read.
    """
    if not path.is_file():
        raise CaptureError("is no regular file" if path.exists() else "there is no such file")
    held: list[RecordNote] = []
    found = False
    try:
        for result in _results(path, limit):
            found = found or isinstance(result, CapturedPage) or result.record is not None
            if found:
                yield from held
                held.clear()
                yield result
            elif len(held) < 100:
                held.append(cast(RecordNote, result))
    except OSError as error:
        raise CaptureError(f"cannot be read: {error.strerror or error}") from error
    if not found:
        raise CaptureError(_nothing(path, held))


def _nothing(path: Path, notes: list[RecordNote]) -> str:
    if not path.stat().st_size:
        return "empty file"
    reasons = [note.why for note in notes if note.kind == "broken" and "bytes between" not in note.why]
    return _NOTHING + (f" ({reasons[0]})" if reasons else "")


def _results(path: Path, limit: int) -> Iterator[Result]:
    with path.open("rb") as handle:
        if handle.read(4) != b"PK\x03\x04" and path.suffix.lower() != ".wacz":
            handle.seek(0)
            yield from _pages(handle, path.stat().st_size, limit)
            return
    for member in wacz_members(path):
        if isinstance(member, Damage):
            yield _of_file(member)
        else:
            yield from _member_pages(member, limit)


def _member_pages(member: WaczMember, limit: int) -> Iterator[Result]:
    """Yield what the records of a file inside a WACZ file are; notes on the file as such name it."""
    with member.stream:
        found = False
        for result in _pages(cast(BinaryIO, member), member.size, limit):
            is_record = isinstance(result, CapturedPage) or result.record is not None
            found = found or is_record
            yield result if is_record else _named(cast(RecordNote, result), member)
    if not found:
        yield _named(_of_file(Damage(_NOTHING)), member)
    yield from (_named(_of_file(damage), member) for damage in member.damages)


def _named(note: RecordNote, member: WaczMember) -> RecordNote:
    return replace(note, why=f"{member.name}: {note.why}")


def _of_file(damage: Damage) -> RecordNote:
    return RecordNote(None, None, "broken" if damage.lost else "flaw", damage.why[:_LONGEST_WHY])


def _pages(handle: BinaryIO, size: int, limit: int) -> Iterator[Result]:
    """Yield what the records of one file are, requests joined to the pages that they asked for."""
    requests: deque[Record] = deque(maxlen=_MOST_WAITING)
    waiting: list[Result] = []  # a page whose request may be the next record, with the notes on it
    # A block is larger than the body in it by its header and the sizes of its chunks.
    for item in read_records(handle, limit=limit + limit // 8 + (1 << 17), size=size):
        if isinstance(item, Damage):
            if len(waiting) > _MOST_WAITING:
                yield from waiting
                waiting = []
            waiting.append(_of_file(item))
            continue
        if item.field("WARC-Type").strip().lower() == "request" and len(item.block) <= _LARGEST_REQUEST:
            requests.append(item)
            waiting = _asked(waiting, [item])
        yield from waiting
        waiting = _asked(list(_read(item, limit)), reversed(requests))
    yield from waiting


def _asked(results: list[Result], requests: Iterable[Record]) -> list[Result]:
    """Return `results` whose page, which is the first if there is one, has its request where that is in `requests`."""
    page = results[0] if results else None
    if not isinstance(page, CapturedPage) or page.request is not None or page.status is None:
        return results
    for request in requests:
        if _is_request_of(page, request):
            asked = replace(page, request=request.block, request_headers=storable_fields(request.fields))
            return [asked, *results[1:]]
    return results


def _is_request_of(page: CapturedPage, request: Record) -> bool:
    """Return whether the page came of `request` (WARC-Concurrent-To, ISO 28500 section 5.7; or address and time)."""
    partners = {value.strip() for name, value in request.fields if name.lower() == "warc-concurrent-to"}
    own = {value.strip() for name, value in page.record_headers if name.lower() == "warc-concurrent-to"}
    if page.record in partners or request.field("WARC-Record-ID").strip() in own:
        return True
    if partners or page.url is None or page.captured_at is None:
        return False
    stated = (target_url(request.field("WARC-Target-URI")), record_date(request.field("WARC-Date")))
    return stated == (page.url, page.captured_at)


def _read(record: Record, limit: int) -> Iterator[Result]:
    """Yield what `record` is, and a note on its flaws where it has any."""
    kind = record.field("WARC-Type").strip().lower()
    if kind in ("response", "resource", "conversion"):
        yield from _payload(record, kind, limit)
        return
    flaws = [*record.flaws, *_shortened(record)]
    if kind == "revisit":
        of = record.field("WARC-Refers-To-Target-URI") or record.field("WARC-Refers-To")
        yield _note(record, "revisit", f"the same content as {of or 'an earlier record'}")
    elif kind in _ABOUT:
        yield _note(record, cast(Kind, kind), _ABOUT[kind])
    else:
        yield _note(record, "other" if kind else "broken", f"WARC-Type {kind!r}" if kind else "it has no WARC-Type")
    if record.whole and not flaws:
        payload = record.block[http_head(record.block).length :] if kind == "request" else None
        flaws += unmatched_digests(record, [] if payload is None else [payload])
    if flaws:
        yield _note(record, "flaw", "; ".join(flaws))


def _shortened(record: Record) -> list[str]:
    flaws = []
    if truncated := record.field("WARC-Truncated").strip():
        flaws.append(f"the recorder cut it off ({truncated[:40]})")
    if record.field("WARC-Segment-Number").strip() == "1":
        flaws.append("the first segment of several: segments are not joined")
    return flaws


def _payload(record: Record, kind: str, limit: int) -> Iterator[Result]:
    head = message_head(record)
    refusal = _refusal(record, kind, head)
    if refusal:
        yield refusal
        if record.flaws:
            yield _note(record, "flaw", "; ".join(record.flaws))
        return
    declared = page_type(head.field("Content-Type"))
    try:
        if not record.whole:
            raise BodyTooLargeError
        decoded = record_body(record, head, limit=limit)
    except BodyTooLargeError:
        yield _note(record, "too-large", f"a body of more than {limit:,} bytes", declared or "")
        return
    yield from _page(record, head, decoded)


def _refusal(record: Record, kind: str, head: HttpHead) -> RecordNote | None:
    """Return the note on a record that is seen to be no page before its body is looked at; None for the others."""
    uri = record.field("WARC-Target-URI").strip().strip("<>").lower()
    if kind != "response" and uri and not uri.startswith(_PAGE_SCHEMES):
        return _note(record, "metadata", f"a crawler's own record ({uri.split('//')[0][:80]})")
    declared = head.field("Content-Type").split(";")[0].strip().lower()[:100]
    if head.status is not None and 300 <= head.status < 400 and head.status != 304:
        return _note(record, "redirect", f"{head.status}, to {head.field('Location') or 'nowhere'}", declared)
    if head.status == 304:
        return _note(record, "not-a-page", "304: not modified, and without a body", declared)
    if head.status is not None and not 200 <= head.status < 300:
        return _note(record, "error-status", f"the server answered {head.status}", declared)
    if page_type(head.field("Content-Type")) is None:
        return _note(record, "not-a-page", declared, declared)
    if head.length == 0 and head.declared is None and not page_type("", record.block[:HEAD]):
        return _note(record, "broken", "its block is no HTTP message")
    return None


def _page(record: Record, head: HttpHead, decoded: DecodedBody) -> Iterator[Result]:
    body = decoded.body
    vague = record.field("WARC-Identified-Payload-Type")
    media_type = page_type(head.field("Content-Type"), body[:HEAD]) or page_type(vague, body[:HEAD])
    refusal = _refused_body(body, media_type)
    if refusal:
        yield _note(record, "not-a-page", refusal, media_type or "")
        if record.flaws or decoded.flaws:
            yield _note(record, "flaw", "; ".join([*record.flaws, *decoded.flaws]))
        return
    page = _captured(record, head, body, media_type or "text/html")
    yield page
    flaws = [*record.flaws, *_shortened(record), *decoded.flaws, *_gaps(record, page, head)]
    if not record.cut:
        payloads = [record.block[head.length :], decoded.dechunked, body]
        flaws += unmatched_digests(record, payloads)
    if flaws:
        yield _note(record, "flaw", "; ".join(flaws))


def _refused_body(body: bytes, media_type: str | None) -> str:
    if not body.strip():
        return "its body is empty"
    if not media_type:
        return "of no stated type, and not HTML"
    start = body[:_CONTROLS_AT_START]
    if b"\0" in start and not find_charset(start).startswith(("utf-16", "utf-32")):
        return f"binary, though declared {media_type}"
    return ""


def _captured(record: Record, head: HttpHead, body: bytes, media_type: str) -> CapturedPage:
    declared = parameter_charset(head.field("Content-Type"))
    if media_type != "text/plain":
        declared = declared or declared_charset(body)
    uri = record.field("WARC-Target-URI")
    return CapturedPage(
        body=body,
        media_type=media_type,
        charset=find_charset(body, declared),
        url=target_url(uri),
        captured_at=None if _unknown_time(record) else record_date(record.field("WARC-Date")),
        status=head.status,
        headers=storable_fields(head.headers),
        record=record_id(record),
        name=uri.strip("<> ").rsplit("/", 1)[-1] if uri.lower().strip("<> ").startswith("file:") else "",
        raw=record.block,
        server_ip=storable(record.field("WARC-IP-Address").strip())[:45] or None,
        record_headers=storable_fields(record.fields),
    )


def _unknown_time(record: Record) -> bool:
    """Return whether the record, one of ours, says that nobody told when its page was captured."""
    return record.field(UNKNOWN_TIME[0]).strip() == UNKNOWN_TIME[1]


def _gaps(record: Record, page: CapturedPage, head: HttpHead) -> Iterator[str]:
    date = record.field("WARC-Date").strip()
    uri = record.field("WARC-Target-URI").strip()
    if page.captured_at is None and not _unknown_time(record):
        yield f"its WARC-Date {date[:40]!r} tells no time" if date else "it has no WARC-Date"
    if page.url is None and not uri:
        yield "it has no WARC-Target-URI"
    elif page.url is None and uri.lower().strip("<> ").startswith(("http", "ftp")):
        yield f"its WARC-Target-URI {uri[:200]!r} is no address"
    if not record.field("WARC-Record-ID").strip() and "WARC-IP-Address" not in dict(record.fields):
        yield "it has no WARC-Record-ID"
    if head.declared is None and head.status is None:
        yield "it has no HTTP status"
    if head.status == 206:
        yield "the server sent a part only (206)"


def _note(record: Record, kind: Kind, why: str, media_type: str = "") -> RecordNote:
    url = target_url(record.field("WARC-Target-URI"))
    words = " ".join(chain.from_iterable(value.split() for _, value in storable_fields((("", why),))))
    return RecordNote(record_id(record), url, kind, words[:_LONGEST_WHY], media_type)
