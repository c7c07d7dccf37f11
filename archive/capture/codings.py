"""Content codings of HTTP undone: gzip, deflate and brotli, within a bound on what they may unpack to.

Source: RFC 9110, section 8.4.1; RFC 7932 (brotli).
"""

import zlib
from collections.abc import Generator, Iterator

import brotli

from archive.capture.page import CaptureError

ACCEPTED = "gzip, deflate, br"
_MOST_CODINGS = 2
_MOST_MEMBERS = 1000
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_BROKEN_OFF = "the packed answer breaks off before its end; fetch it again"


def undo_codings(body: bytes, codings: str, *, limit: int) -> bytes:
    """Return `body` unpacked from what the Content-Encoding header `codings` names, last one first.

    Raises `CaptureError` where it is packed otherwise, broken, not whole, or larger than `limit` bytes unpacked.
    """
    names = [name for part in codings.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > _MOST_CODINGS:
        raise CaptureError(f"the answer is packed {len(names)} times over, which no page needs")
    for name in reversed(names):
        body = _unpack(body, name, limit) if body else body
    return body


def _unpack(body: bytes, name: str, limit: int) -> bytes:
    unpacked = bytearray()
    try:
        for part in _parts(body, name):
            unpacked += part
            if len(unpacked) > limit:
                raise CaptureError(f"the answer unpacks to more than {limit:,} bytes, which is the most")
    except (zlib.error, brotli.error) as error:
        raise CaptureError(
            f"the server says that the answer is packed with {name}, and it is not, or broken"
        ) from error
    return bytes(unpacked)


def _parts(body: bytes, name: str) -> Iterator[bytes]:
    if name in ("gzip", "x-gzip"):
        return _gzip_parts(body)
    if name == "deflate":
        # The zlib format by the standard; some servers send the bare stream.
        return _zlib_parts(body, zlib.MAX_WBITS if _is_zlib(body) else -zlib.MAX_WBITS)
    if name == "br":
        return _brotli_parts(body)
    raise CaptureError(f"the answer is packed with “{name[:40]}”, which was not asked for and cannot be unpacked")


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _gzip_parts(body: bytes) -> Iterator[bytes]:
    """Yield the content of each gzip member; other bytes after the last are padding, as browsers take them."""
    place = yield from _zlib_parts(body, wbits=31)
    members = 1
    while body.startswith(_GZIP, place):
        members += 1
        if members > _MOST_MEMBERS:  # each costs a new start, and millions fit into a page's bytes
            raise CaptureError(f"the answer is packed in more than {_MOST_MEMBERS:,} pieces, which no page needs")
        place = yield from _zlib_parts(body, wbits=31, place=place)


def _zlib_parts(body: bytes, wbits: int, place: int = 0) -> Generator[bytes, None, int]:
    """Yield the content of the stream at `place`, in parts of bounded size, and return where it ends."""
    unpacker = zlib.decompressobj(wbits=wbits)
    waiting = b""
    while not unpacker.eof:
        if not waiting:
            waiting = body[place : place + _CHUNK]
            place += len(waiting)
            if not waiting:
                raise CaptureError(_BROKEN_OFF)
        yield unpacker.decompress(waiting, _CHUNK)
        waiting = unpacker.unconsumed_tail
    return place - len(unpacker.unused_data)


def _brotli_parts(body: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    for place in range(0, len(body), _CHUNK):
        part = unpacker.process(body[place : place + _CHUNK], output_buffer_limit=_CHUNK)
        while part:
            yield part
            part = b"" if unpacker.is_finished() else unpacker.process(b"", output_buffer_limit=_CHUNK)
        if unpacker.is_finished():
            return
    raise CaptureError(_BROKEN_OFF)
