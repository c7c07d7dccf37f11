"""What the fields of a record and the header of an HTTP message say, written as the rest of the archive reads it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeadersParser

from archive.capture.bodies import GZIP, BodyTooLargeError, DecodedBody, decode_body
from archive.capture.charset import known_charset
from archive.capture.html import begins_as_html
from archive.capture.records import Record
from archive.lib.storable import storable

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_VAGUE_TYPES = {"", "application/octet-stream", "unknown/unknown", "content/unknown", "application/unknown"}
_VAGUE_TYPES |= {"application/x-unknown-content-type", "no-type", "unk", "*/*", "text", "html", "binary/octet-stream"}
_LONGEST_HEAD = 1 << 20
_LONGEST_STATUS_LINE = 4096
_MOST_INTERIM = 10
_LONGEST_ID = 200
_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP(?:/\d{1,2}(?:\.\d{1,2})?)?[ \t]{1,9}(\d{3})(?!\d)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:+-]{1,40})", re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_ARC_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_RECORD_ID = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True)
class HttpHead:
    """The header of an HTTP message: status, fields, and how many bytes it takes; `declared` is a type from outside."""

    status: int | None
    headers: tuple[tuple[str, str], ...]
    length: int
    declared: str | None = None

    def field(self, name: str) -> str:
        """Return the value of the field `name`, or nothing; the type declared outside goes for that of the message."""
        wanted = name.lower()
        if wanted == "content-type" and self.declared is not None:
            return self.declared
        return next((value for header, value in self.headers if header.strip().lower() == wanted), "")


def http_head(block: bytes) -> HttpHead:
    """Return the header that begins `block` (RFC 9112 section 2.1); one of length 0 where it begins with none.

    Interim answers (1xx, RFC 9110 section 15.2) before the final one are passed over.
    """
    place = 0
    for _ in range(_MOST_INTERIM):
        head = _http_head(block, place)
        if head.status is None or not 100 <= head.status < 200 or not _STATUS.match(block, head.length):
            break
        place = head.length
    return head


def _http_head(block: bytes, place: int) -> HttpHead:
    line = block[place : place + _LONGEST_STATUS_LINE].partition(b"\n")[0]
    status = _STATUS.match(line)
    if not status and not re.match(rb"[A-Z]{3,20} \S", line):
        return HttpHead(None, (), 0)
    end = _HEAD_END.search(block, place, place + _LONGEST_HEAD)
    length = end.end() if end else min(len(block), place + _LONGEST_HEAD)
    parsed = StatusAndHeadersParser([], verify=False).parse(BytesIO(block[place:length]))
    return HttpHead(int(status[1]) if status else None, tuple((name, value) for name, value in parsed.headers), length)


def message_head(record: Record) -> HttpHead:
    """Return the HTTP header of the record's block, or for a block without one the type that the record states."""
    is_http = record.field("Content-Type").strip().lower().startswith("application/http")
    is_response = record.field("WARC-Type").strip().lower() == "response"
    if is_http or (is_response and record.block.startswith(b"HTTP/")):
        return http_head(record.block)
    return HttpHead(None, (), 0, record.field("Content-Type"))


def record_body(record: Record, head: HttpHead, *, limit: int) -> DecodedBody:
    """Return the body behind the `head` of the record's block, its codings undone; a file's own are none, or gzip.

    Raises `BodyTooLargeError` for one of more than `limit` bytes.
    """
    block = record.block[head.length :]
    if head.declared is None or block.startswith(GZIP):
        return decode_body(head.headers, block, limit=limit)
    if len(block) > limit:
        raise BodyTooLargeError
    return DecodedBody(block, block)


def page_type(content_type: str, body: bytes | None = None) -> str | None:
    """Return the media type of a page declared with `content_type`; None for what is no page.

    A declaration that says nothing passes as "" as long as there is no `body` (its beginning) to tell by; text that
    begins as HTML is HTML.
    """
    declared = content_type.split(";")[0].strip().lower()
    if declared in _VAGUE_TYPES:
        if body is None:
            return ""
        return "text/html" if begins_as_html(body) else None
    if declared not in PAGE_TYPES:
        return None
    return "text/html" if declared == "text/plain" and body is not None and begins_as_html(body) else declared


def parameter_charset(content_type: str) -> str | None:
    """Return the charset that a Content-Type names, if it is a known one."""
    match = _CHARSET.search(content_type)
    return known_charset(match[1]) if match else None


def record_date(value: str) -> datetime | None:
    """Return a WARC-Date (ISO 28500 section 5.5) or the date of an ARC record in UTC, to the microsecond.

    WARC 1.1 allows dates without a time: they tell no moment, and give None as does what is no date.
    """
    value = value.strip()
    match = _DATE.fullmatch(value)
    try:
        if not match:
            digits = _ARC_DATE.fullmatch(value)
            return datetime(*(int(part) for part in digits.groups()), tzinfo=UTC) if digits else None  # type: ignore[misc,arg-type]
        *parts, second, fraction, zone = match.groups()
        microsecond = int((fraction or "0")[:6].ljust(6, "0"))
        year, month, day, hour, minute = (int(part) for part in parts)
        moment = datetime(year, month, day, hour, minute, int(second or 0), microsecond, tzinfo=_zone(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None) -> timezone:
    if not name or name[0] not in "+-":
        return UTC
    digits = name[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if name[0] == "-" else offset)


def target_url(uri: str) -> str | None:
    """Return the address that a WARC-Target-URI holds; None for other URIs and for what is no address.

    WARC 1.0 printed URIs between angle brackets in its grammar, and Wget wrote them so; blanks are encoded.
    """
    url = re.sub(r"\s", lambda blank: quote(blank[0]), storable(uri.strip().strip("<>").strip()))
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https", "ftp", "ftps") and parts.hostname else None
    except ValueError:
        return None


def record_id(record: Record) -> str:
    """Return the record's WARC-Record-ID; in place of none, or an unsound one, one made of its content."""
    stated = storable(record.field("WARC-Record-ID").strip())
    for form in (stated, f"<{stated}>"):
        if stated and len(form) <= _LONGEST_ID and form.isascii() and _RECORD_ID.fullmatch(form):
            return form
    digest = hashlib.sha256(record.block).hexdigest()
    told = "\n".join((record.field("WARC-Target-URI"), record.field("WARC-Date"), digest))
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, storable(told))}>"


def storable_fields(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return `fields` without the characters that databases and headers do not take."""
    return tuple((storable(name), storable(value).replace("\n", " ")) for name, value in fields)
