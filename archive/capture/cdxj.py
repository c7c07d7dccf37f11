"""Lines of a CDXJ index: where a record of a web archive lies, by its address and time.

Sources: CDXJ 0.1.0 (Webrecorder, specs.webrecorder.net/cdxj/0.1.0), and the fields that pywb's indexer writes.
"""

import json
import re

from archive.capture.copying import Member
from archive.capture.fields import http_head, record_date
from archive.capture.surt import surt

_INDEXED = {"response", "revisit", "resource", "metadata"}
_NOT_DIGITS = re.compile(r"\D")
_EARLIEST = "00000101000000"


def cdxj_line(member: Member, file: str, offset: int) -> bytes | None:
    """Return the line of a record that lies at `offset` of `file`; None for one that nobody looks up."""
    kind = member.field("WARC-Type").lower()
    url = member.field("WARC-Target-URI")
    moment = timestamp(member.field("WARC-Date"))
    content_type = member.field("Content-Type")
    if (
        kind not in _INDEXED
        or not url
        or not moment
        or (kind != "response" and content_type == "application/warc-fields")
    ):
        return None
    is_http = content_type.lower().startswith("application/http")
    head = http_head(member.record.block) if is_http else None
    declared = head.field("Content-Type") if head else content_type
    told = {
        "url": url,
        "mime": "warc/revisit" if kind == "revisit" else re.split(r"[;\s]", declared, maxsplit=1)[0],
        "status": str(head.status) if head and head.status else "",
        "digest": member.field("WARC-Payload-Digest"),
        "length": str(member.length),
        "offset": str(offset),
        "filename": file,
    }
    fields = json.dumps({name: value for name, value in told.items() if value})
    return f"{surt(url)} {moment} {fields}\n".encode()


def timestamp(date: str) -> str:
    """Return a WARC date as the 14 digits of the index, in UTC; the earliest moment of a date that tells no time."""
    moment = record_date(date)
    if moment is not None:
        return f"{moment:%Y%m%d%H%M%S}".rjust(14, "0")
    digits = _NOT_DIGITS.sub("", date)[:14]
    return digits + _EARLIEST[len(digits) :] if len(digits) >= 4 else ""
