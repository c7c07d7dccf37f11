"""The bytes of a web archive as its records see them, streamed at constant memory: plain, or unpacked from gzip.

ISO 28500 (WARC 1.1) annex D asks for one gzip member per record. Files err: one member for all records, several for
one record, padding, garbage, a torn end, broken members. A stream is therefore cut into segments: a segment ends
where a member ends and the next begins a record. Behind what is broken, the stream goes on at the next gzip member
or line that begins a record.
"""

import re
import zlib
from collections.abc import Callable
from typing import BinaryIO

from archive.capture.bodies import GZIP, inflate

_READ = 1 << 16
_FIRST_READ = 1 << 12  # most members are small, and what was read behind their end is put back
_PIECE = 1 << 18
_FIRST_WINDOW = 1 << 15
_WINDOW = 1 << 18
_OVERLAP = 1 << 14
_TRIAL = 1 << 15
_MOST_TRIALS = 10_000
_BOMB = 1 << 26
_BIG_BOMB = 1 << 29
_BOMB_RATIO = 400
ARC_LINE = rb"[a-z][a-z0-9+.-]{1,20}:[^\r\n]{1,9000} [0-9a-fA-F.:]{1,45} \d{14} [^\r\n]{1,4000}\r?\n"
_RECORD = rb"(?:WARC/\d{1,2}\.\d{1,2}[ \t]{0,9}\r?\n|" + ARC_LINE + rb")"
_RECORD_LINE = re.compile(_RECORD)
_LATER_RECORD_LINE = re.compile(rb"\n" + _RECORD)  # begins with a letter, for speed


def begins_record(head: bytes) -> bool:
    """Return whether the bytes `head` begin a WARC or ARC record, blank lines aside."""
    return _RECORD_LINE.match(head.lstrip(b"\r\n")) is not None


class _Buffer:
    """Bytes that a function gives piece by piece (nothing at their end), to be looked at, taken and put back."""

    def __init__(self, more: Callable[[], bytes]) -> None:
        self._more = more
        self._bytes = b""
        self._place = 0

    def __len__(self) -> int:
        return len(self._bytes) - self._place

    def peek(self, count: int) -> bytes:
        """Return the next `count` bytes, fewer only at the end, and leave them."""
        while len(self) < count and (piece := self._more()):
            self._bytes = self._bytes[self._place :] + piece
            self._place = 0
        return self._bytes[self._place : self._place + count]

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes, fewer only at the end."""
        parts = []
        while count > 0 and (part := self.take_some(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def take_some(self, count: int) -> bytes:
        """Return some of the next `count` bytes, none only at the end."""
        if not len(self):
            self._bytes, self._place = self._more(), 0
        part = self._bytes[self._place : self._place + count]
        self._place += len(part)
        return part

    def unread(self, content: bytes) -> None:
        """Put `content` back before what is next."""
        self._bytes = content + self._bytes[self._place :]
        self._place = 0


class _Member:
    """One gzip member, unpacked piece by piece; `broken` says why it could not be unpacked to its end."""

    def __init__(self, raw: _Buffer) -> None:
        self._raw = raw
        self._unpacker = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._packed = 0
        self._unpacked = 0
        self.broken = ""

    def read(self) -> bytes:
        """Return the next piece; nothing at the end."""
        while not self._unpacker.eof and not self.broken:
            packed = self._waiting or self._raw.take_some(_READ if self._packed else _FIRST_READ)
            if not packed:
                self.broken = "the file ends inside its gzip member: it is truncated"
                return b""
            piece, broken = inflate(self._unpacker, packed, _PIECE)
            self._count(len(packed) - len(self._waiting), len(piece), broken, packed)
            if piece:
                return piece
        return b""

    def _count(self, packed: int, unpacked: int, broken: str, content: bytes) -> None:
        first = not self._packed
        self._packed += max(packed, 0)
        self._unpacked += unpacked
        self._waiting = self._unpacker.unconsumed_tail
        if "incorrect" in broken:  # "incorrect data check", "incorrect length check" (RFC 1952 section 2.3.1)
            self.broken = "the checksum of its gzip member does not match: what is in it may be wrong"
        elif broken:
            self.broken = "its gzip member is broken: the rest of it cannot be unpacked"
        elif self._unpacked > _BOMB and self._unpacked > _BOMB_RATIO * self._packed:
            self.broken = f"its gzip member unpacks to more than {_BOMB_RATIO} times its size: it was left"
        if self.broken:
            self._raw.unread(content[1:] if first else content)
        elif self._unpacker.eof:
            self._raw.unread(self._unpacker.unused_data)


class RecordStream:
    """The bytes of a web archive, segment by segment.

    `packed` tells whether the segment comes from gzip; `cut` says why it ended before its time, the file being torn
    or broken there; `damages` collects what is wrong between segments.
    """

    def __init__(self, handle: BinaryIO, size: int | None = None) -> None:
        """Take a file open for reading, and its size where it is known."""
        self.packed = False
        self.cut = ""
        self.damages: list[str] = []
        self._left = size
        self._handle = handle
        self._raw = _Buffer(self._read)
        self._out = _Buffer(self._piece)
        self._member: _Member | None = None
        self._waiting = b""
        self._started = self._ended = False
        self._trials = _MOST_TRIALS
        self._packed_size = self._unpacked_size = 0

    def next_segment(self) -> bool:
        """Go to the next segment; return False at the end of the file."""
        if not self._started:
            self._started = True
            self._waiting = self._first()
        if not self._waiting:
            return False
        self._out = _Buffer(self._piece)
        self._out.unread(self._waiting)
        self._waiting, self._ended = b"", False
        self.packed, self.cut = self._member is not None, ""
        return True

    def peek(self, count: int) -> bytes:
        """Return the next `count` bytes of the segment, fewer only at its end, and leave them."""
        return self._out.peek(count)

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes of the segment, fewer only at its end."""
        return self._out.take(count)

    def skip(self, count: int) -> int:
        """Pass over `count` bytes of the segment, and return how many there were."""
        left = count
        while left > 0 and (part := self._out.take_some(left)):
            left -= len(part)
        return count - left

    def unread(self, content: bytes) -> None:
        """Put `content` back before what is next in the segment."""
        self._out.unread(content)

    def remaining(self) -> int | None:
        """Return how many bytes are left of a plain file, where that is known."""
        if self.packed or self._left is None:
            return None
        return self._left + len(self._raw) + len(self._out)

    def take_until_record(self, keep: int) -> tuple[bytes, int]:
        """Pass over what comes before the next record of the segment; return its first `keep` bytes, and its length."""
        kept, count, packed = self._until_record(self._out, keep, with_gzip=not self.packed)
        if packed:
            self._raw.unread(self._out.take(len(self._out)))
            self._waiting, self._ended = self._next_member(), True
        return kept, count

    def _read(self) -> bytes:
        content = self._handle.read(_READ)
        self._packed_size += len(content)
        if self._left is not None:
            self._left = max(self._left - len(content), 0)
        return content

    def _first(self) -> bytes:
        return self._next_member() if self._raw.peek(3) == GZIP else self._raw.take_some(_READ)

    def _piece(self) -> bytes:
        """Return more of the segment, also where it goes on in the next gzip member; nothing at its end."""
        if self._ended:
            return b""
        piece = self._member.read() if self._member else self._raw.take_some(_READ)
        self._unpacked_size += len(piece)
        if piece or not self._member:
            self.cut = self.cut if piece else "the file ends inside it: it is truncated"
            return piece
        self.cut = broken = self._member.broken
        following = self._next_member(broken=bool(broken))
        if following and not broken and not begins_record(following):
            return following
        self._waiting, self._ended = following, True
        return b""

    def _next_member(self, *, broken: bool = False) -> bytes:
        """Return the first bytes of the next member, or of what follows unpacked; nothing at the end of the file."""
        while True:
            while self._raw.peek(1) == b"\0":  # padding
                self._raw.unread(self._raw.take_some(_READ).lstrip(b"\0"))
            head = self._raw.peek(_OVERLAP)
            if not head or self._is_bomb():
                return b""
            if broken or not (head.startswith(GZIP) or begins_record(head)):
                broken = False
                self._pass_over_garbage()
                continue
            self._member = _Member(self._raw) if head.startswith(GZIP) else None
            piece = self._member.read() if self._member else self._raw.take_some(_READ)
            if piece:
                return piece
            if self._member and self._member.broken:
                self.damages.append(f"a record is lost: {self._member.broken}")
                broken = True

    def _is_bomb(self) -> bool:
        bomb = self._unpacked_size > _BIG_BOMB and self._unpacked_size > _BOMB_RATIO * self._packed_size
        if bomb:
            self.damages.append(f"the file unpacks to more than {_BOMB_RATIO} times its size: the rest was left")
        return bomb

    def _pass_over_garbage(self) -> None:
        _, count, _ = self._until_record(self._raw, 0, with_gzip=True)
        if count and not self.damages:
            self.damages.append(f"{count} bytes between gzip members are no record")

    def _until_record(self, buffer: _Buffer, keep: int, *, with_gzip: bool) -> tuple[bytes, int, bool]:
        """Take from `buffer` what is before the next record: its first `keep` bytes, length, whether gzip follows."""
        kept = bytearray()
        count = 0
        size = _FIRST_WINDOW
        while window := buffer.peek(size):
            place, packed = self._record_in(window, with_gzip)
            found = place < len(window)
            if not found and len(window) == size:
                place -= _OVERLAP
            size = _WINDOW
            taken = buffer.take(place)
            count += place
            kept += taken[: max(keep - len(kept), 0)]
            if found:
                return bytes(kept), count, packed
        return bytes(kept), count, False

    def _record_in(self, window: bytes, with_gzip: bool) -> tuple[int, bool]:
        """Return where in `window` a record begins (its length for nowhere), and whether it is packed."""
        if _RECORD_LINE.match(window):
            return 0, False
        match = _LATER_RECORD_LINE.search(window)
        end = match.start() + 1 if match else len(window)
        place = window.find(GZIP, 0, end) if with_gzip else -1
        while place >= 0 and self._trials > 0:
            self._trials -= 1
            trial, _ = inflate(zlib.decompressobj(wbits=31), window[place : place + _TRIAL], _OVERLAP)
            if begins_record(trial):
                return place, True
            place = window.find(GZIP, place + 1, end)
        return end, False
