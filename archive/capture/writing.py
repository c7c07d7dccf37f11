"""Records of WARC 1.1 files as bytes: blocks go in as they came, byte for byte, each record its own gzip member.

Source: ISO 28500:2017 (WARC 1.1), sections 4 to 6 and annex D (compression by record). warcio, which reads our files,
would write HTTP heads anew from what it understood of them.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from archive.capture.digests import matches
from archive.capture.fields import message_head
from archive.capture.page import CapturedPage
from archive.capture.records import Record

Fields = list[tuple[str, str]]

# What is told anew of a record that came out of another archive; its other fields stay as they were.
_OURS = {"content-length", "warc-block-digest"}
_KEPT_TYPES = {"response", "resource", "conversion"}
# Of a page of which nobody told when it was captured.
UNKNOWN_TIME = ("Dossier-Capture-Time", "unknown")
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# The higher levels take three times as long for pages that are hardly smaller.
_LEVEL = 5
_BREAKS = re.compile(r"[\r\n]+")


@dataclass(frozen=True)
class NewRecord:
    """A record to be written: its named fields, of which length and block digest are told when it is packed."""

    fields: tuple[tuple[str, str], ...]
    block: bytes

    def field(self, name: str) -> str:
        """Return the value of the field `name`, or nothing."""
        return next((value for field, value in self.fields if field.lower() == name.lower()), "")

    def payload(self) -> bytes:
        """Return what a payload digest is taken of: what stands behind an HTTP head, or else the whole block."""
        return self.block[self.head_length() :] if self.field("WARC-Type") == "response" else self.block

    def head_length(self) -> int:
        """Return how many bytes of the block are the head of an HTTP message."""
        return message_head(Record(self.fields, self.block, len(self.block))).length

    def packed(self) -> bytes:
        """Return the record as a gzip member."""
        told = [(name, _BREAKS.sub(" ", value)) for name, value in self.fields if name.lower() not in _OURS]
        told += [("WARC-Block-Digest", digest(self.block)), ("Content-Length", str(len(self.block)))]
        head = "".join(f"{name}: {value}\r\n" for name, value in told)
        record = b"WARC/1.1\r\n" + head.encode() + b"\r\n" + self.block + b"\r\n\r\n"
        return gzip.compress(record, compresslevel=_LEVEL, mtime=0)


def info_record(name: str) -> NewRecord:
    """Return the record that begins the file called `name`."""
    block = b"software: Dossier\r\nformat: WARC File Format 1.1\r\n"
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", new_id()),
        ("WARC-Date", instant(None)),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]
    return NewRecord(tuple(fields), block)


def page_record(page: CapturedPage) -> NewRecord:
    """Return the record that keeps `page`.

    A record out of another archive keeps its fields; what a server answered is a response; a file is a resource.
    """
    own = dict(page.record_headers)
    if page.raw is not None and own.get("WARC-Type") in _KEPT_TYPES and own.get("WARC-Record-ID"):
        return _put_right(NewRecord(page.record_headers, page.raw), page.record)
    fields = [
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", new_id()),
        ("WARC-Date", instant(page.captured_at)),
        ("WARC-Target-URI", page.target_uri),
        ("Content-Type", page.media_type),
    ]
    if page.captured_at is None:
        # A record must have a date; where nobody told when the page was captured, it is the record's own.
        fields.append(UNKNOWN_TIME)
    if page.raw is None or page.status is None:
        return NewRecord((*fields, ("WARC-Payload-Digest", f"sha256:{page.sha256}")), page.body)
    fields[0], fields[4] = ("WARC-Type", "response"), ("Content-Type", "application/http; msgtype=response")
    if page.server_ip:
        fields.append(("WARC-IP-Address", page.server_ip))
    record = NewRecord(tuple(fields), page.raw)
    return NewRecord((*fields, ("WARC-Payload-Digest", digest(record.payload()))), page.raw)


def revisit_record(record: NewRecord, first: Record) -> NewRecord:
    """Return `record` without its payload, which is that of `first`, an earlier one of the same address.

    The HTTP head stays, as do all fields. Source: ISO 28500:2017 section 6.7.2, identical payload digest, which asks
    for that digest.
    """
    about = [(name, "revisit" if name == "WARC-Type" else value) for name, value in record.fields]
    if not record.field("WARC-Payload-Digest"):
        about.append(("WARC-Payload-Digest", digest(record.payload())))
    told = first.field(UNKNOWN_TIME[0]) != UNKNOWN_TIME[1]
    about += [
        ("WARC-Profile", _SAME_PAYLOAD),
        ("WARC-Refers-To", first.field("WARC-Record-ID")),
        ("WARC-Refers-To-Target-URI", first.field("WARC-Target-URI")),
        *([("WARC-Refers-To-Date", first.field("WARC-Date"))] if told else []),
    ]
    is_http = record.field("WARC-Type") == "response"
    return NewRecord(tuple(about), record.block[: record.head_length()] if is_http else b"")


def _put_right(record: NewRecord, known_as: str | None) -> NewRecord:
    """Return the record of another archive, where need be with an id in the form of WARC 1.1, as it is `known_as`.

    A payload digest that is not the payload's is told anew.
    """
    told: Fields = []
    for name, value in record.fields:
        if name.lower() == "warc-record-id":
            told.append((name, known_as or value))
            continue
        meant = [record.payload(), record.block[record.head_length() :]]
        false = name.lower() == "warc-payload-digest" and matches(value, meant) is False
        told.append((name, digest(record.payload()) if false else value))
    return NewRecord(tuple(told), record.block)


def request_record(page: CapturedPage, answered_by: str) -> NewRecord:
    """Return the record of what was asked of the server to get `page`, whose record has the id `answered_by`."""
    own = [field for field in page.request_headers if field[0].lower() != "warc-concurrent-to"]
    fields = own or [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", new_id()),
        ("WARC-Date", instant(page.captured_at)),
        ("WARC-Target-URI", page.target_uri),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    return NewRecord((*fields, ("WARC-Concurrent-To", answered_by)), page.request or b"")


def digest(block: bytes) -> str:
    """Return the labelled digest of `block`."""
    return f"sha256:{hashlib.sha256(block).hexdigest()}"


def instant(moment: datetime | None) -> str:
    """Return `moment` (now, where it is None) as a WARC date, in UTC with microseconds."""
    return f"{(moment or datetime.now(UTC)).astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def new_id() -> str:
    """Return a new record id."""
    return f"<urn:uuid:{uuid4()}>"
