"""The body of an HTTP message with its transfer and content codings undone: what can be saved, and what was wrong.

Sources: RFC 9112 section 7 (chunked), RFC 9110 section 8.4 (content codings), RFC 1950 to 1952 (zlib, deflate,
gzip), RFC 7932 (brotli). Recorders err: they leave a header standing whose coding they have undone, or the other
way round. Nothing is unpacked beyond a limit.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import brotli

from archive.capture.charset import HEAD
from archive.capture.html import begins_as_html

GZIP = b"\x1f\x8b\x08"
_READ = 1 << 14
_PIECE = 1 << 18
_STEP = 64
_LAYERS = 4
_MOST_MEMBERS = 1000
_TORN = "whose end is missing or broken"
_CUT = f"in more than {_MOST_MEMBERS:,} members: those after them were left"
_LONGEST_CHUNK_LINE = 4096
_CHUNK_LINE = re.compile(rb"[ \t]{0,9}([0-9a-fA-F]{1,12})[ \t]{0,99}(?:;[^\r\n]{0,4000})?\r?\n")
_NO_CODINGS = {"", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8", "iso-8859-1", "text/html", "text"}
# Controls that neither text in ASCII, UTF-8 or ISO 8859 has, nor ISO 2022.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


class BodyTooLargeError(Exception):
    """A body that is larger than the limit once its codings are undone."""


@dataclass(frozen=True)
class DecodedBody:
    """A body without its codings, the same with content codings still on, and what was wrong with them."""

    body: bytes
    dechunked: bytes
    flaws: tuple[str, ...] = ()


def decode_body(headers: Iterable[tuple[str, str]], raw: bytes, *, limit: int) -> DecodedBody:
    """Return the body that stands as `raw` behind the HTTP `headers`, its codings undone as far as they can be.

    Raises `BodyTooLargeError` as soon as more than `limit` bytes come out.
    """
    headers = list(headers)
    flaws: list[str] = []
    transfer = _codings(headers, "transfer-encoding")
    dechunked = _dechunked(raw, "chunked" in transfer, flaws)
    body = dechunked
    codings = _codings(headers, "content-encoding") + [coding for coding in transfer if coding != "chunked"]
    for coding in reversed(codings[-_LAYERS:]):
        body = _undone(coding, body, limit, flaws)
    for _ in range(_LAYERS):
        if not body.startswith(GZIP):
            break
        flaws.append("packed with gzip once more than its headers say")
        body = _undone("gzip", body, limit, flaws)
    if len(body) > limit:
        raise BodyTooLargeError
    return DecodedBody(body, dechunked, tuple(dict.fromkeys(flaws)))


def inflate(unpacker: "zlib._Decompress", packed: bytes, most: int) -> tuple[bytes, str]:
    """Return up to `most` bytes that zlib's `unpacker` makes of `packed`, and zlib's words where it broke on the way.

    Where it breaks, what was good before the break is returned; zlib by itself would lose it.
    """
    before = unpacker.copy()
    try:
        return unpacker.decompress(packed, most), ""
    except zlib.error as error:
        broken = str(error)
    saved = bytearray()
    for place in range(0, len(packed), _STEP):
        try:
            saved += before.decompress(packed[place : place + _STEP])
        except zlib.error:
            break
    return bytes(saved[:most]), broken


def _codings(headers: list[tuple[str, str]], name: str) -> list[str]:
    """Return the codings of the header `name` in the order in which they were put on."""
    values = ",".join(value for header, value in headers if header.strip().lower() == name)
    codings = [value.split(";")[0].strip(" \t\"'").lower() for value in values.split(",")]
    return [coding for coding in codings if coding not in _NO_CODINGS]


def _dechunked(raw: bytes, declared: bool, flaws: list[str]) -> bytes:
    if declared:
        body, flaw = _join_chunks(raw)
        if flaw and raw:
            flaws.append(flaw)
        return body
    if _CHUNK_LINE.match(raw) and raw.rstrip(b"\r\n").endswith(b"\n0"):
        body, flaw = _join_chunks(raw)
        if not flaw:
            flaws.append("chunked, though its headers do not say so")
            return body
    return raw


def _join_chunks(raw: bytes) -> tuple[bytes, str]:
    """Return the chunks of `raw` joined (RFC 9112 section 7.1), and what was wrong with them, or nothing."""
    body = bytearray()
    place = 0
    while place < len(raw):
        line = _CHUNK_LINE.match(raw, place, place + _LONGEST_CHUNK_LINE)
        if not line:
            break
        size = int(line[1], 16)
        chunk = raw[line.end() : line.end() + size]
        body += chunk
        place = line.end() + size
        if size == 0:
            return bytes(body), ""  # trailer fields behind it are no part of the body
        if len(chunk) < size:
            return bytes(body), "its chunked body ends early"
        ending = re.compile(rb"\r?\n").match(raw, place)
        if not ending and place < len(raw):
            break
        place = ending.end() if ending else place
    if place >= len(raw):
        return bytes(body), "its chunked body has no last chunk"
    if not place:
        return raw, "declared chunked, but it is not"
    return bytes(body) + raw[place:], "a chunk is not of the size that it states; what follows is taken as it stands"


def _undone(coding: str, packed: bytes, limit: int, flaws: list[str]) -> bytes:
    """Return `packed` without `coding`, or as it stands where it is not so coded; add what was wrong to `flaws`."""
    if not packed:
        return packed
    unpack = _inflated if packed.startswith(GZIP) else _UNPACK.get(coding)
    if unpack is None:
        flaws.append(f"its content coding {coding[:40]!r} is not known")
        return packed
    body, broken = unpack(coding, packed, limit)
    if broken == _TORN and (not body or _reads_as_text(packed)):
        flaws.append(f"declared packed with {coding}, but it is not")
        return packed
    if broken:
        flaws.append(f"packed with {coding}, {broken}")
    return body


def _reads_as_text(body: bytes) -> bool:
    head = body[:HEAD]
    return begins_as_html(head) or len(head.translate(None, _CONTROLS)) == len(head)


def _inflated(coding: str, packed: bytes, limit: int) -> tuple[bytes, str]:
    """Undo gzip or deflate, which is zlib's format or, against RFC 9110, a bare stream; return what was wrong too."""
    if packed.startswith(GZIP):
        return _inflated_as(31, packed, limit)
    if coding in ("gzip", "x-gzip"):
        return b"", _TORN
    body, broken = _inflated_as(15, packed, limit)
    return _inflated_as(-15, packed, limit) if broken and not body else (body, broken)


def _inflated_as(bits: int, packed: bytes, limit: int) -> tuple[bytes, str]:
    body = bytearray()
    place = 0
    for _ in range(_MOST_MEMBERS):
        place, broken = _inflate_one(zlib.decompressobj(wbits=bits), packed, place, body, limit)
        if broken:
            return bytes(body), _TORN
        if not packed.startswith(GZIP, place):
            return bytes(body), ""
    return bytes(body), _CUT


def _inflate_one(
    unpacker: "zlib._Decompress", packed: bytes, place: int, body: bytearray, limit: int
) -> tuple[int, bool]:
    """Add to `body` the stream that begins at `place`; return where it ends, and whether it is broken."""
    waiting = b""
    while not unpacker.eof:
        if not waiting:
            waiting = packed[place : place + _READ]
            place += len(waiting)
            if not waiting:
                return place, True
        piece, broken = inflate(unpacker, waiting, _PIECE)
        body += piece
        _bound(body, limit)
        if broken:
            return place, True
        waiting = unpacker.unconsumed_tail
    return place - len(unpacker.unused_data), False


def _unbrotlied(coding: str, packed: bytes, limit: int) -> tuple[bytes, str]:
    body, broken = _unbrotlied_by(len(packed), packed, limit)
    # What came out in the call that fails is lost; in small steps little is.
    return _unbrotlied_by(_STEP, packed, limit) if broken else (body, "")


def _unbrotlied_by(step: int, packed: bytes, limit: int) -> tuple[bytes, str]:
    body = bytearray()
    unpacker = brotli.Decompressor()
    try:
        for place in range(0, len(packed), step):
            piece = unpacker.process(packed[place : place + step], output_buffer_limit=_PIECE)
            # It says that it can take more while more is to come out: only an empty piece is the end.
            while piece:
                body += piece
                _bound(body, limit)
                piece = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_PIECE)
            if unpacker.is_finished():
                break
    except brotli.error:
        return bytes(body), _TORN
    return bytes(body), "" if unpacker.is_finished() else _TORN


def _bound(body: bytearray, limit: int) -> None:
    if len(body) > limit:
        raise BodyTooLargeError


_UNPACK = {"gzip": _inflated, "x-gzip": _inflated, "deflate": _inflated, "br": _unbrotlied}
