"""The digests that a record states, compared with its content."""

import base64
import hashlib
from collections.abc import Iterable, Iterator

from archive.capture.records import Record

_ALGORITHMS = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}


def unmatched_digests(record: Record, payloads: Iterable[bytes]) -> Iterator[str]:
    """Yield a sentence for each digest of `record` (ISO 28500 sections 5.8 and 5.9) that is not that of its content.

    `payloads` are what may be meant by the payload, for recorders differ: the body with its codings, without its
    chunks, without any coding. None of them, and the payload's digest is not compared.
    """
    payloads = list(payloads)
    if matches(record.field("WARC-Block-Digest"), [record.block]) is False:
        yield "its WARC-Block-Digest does not match"
    if payloads and matches(record.field("WARC-Payload-Digest"), payloads) is False:
        yield "its WARC-Payload-Digest does not match"


def matches(stated: str, contents: Iterable[bytes]) -> bool | None:
    """Return whether the digest `stated` is that of one of `contents`; None for one that cannot be compared."""
    algorithm, _, value = stated.strip().partition(":")
    name = algorithm.strip().lower().replace("-", "")
    value = value.strip()
    if name not in _ALGORITHMS or not value:
        return None
    return any(value.rstrip("=") in _forms(name, value, content) for content in contents)


def _forms(name: str, value: str, content: bytes) -> set[str]:
    """Return the digest of `content` in the forms in which digests are written: base 16, 32 and 64."""
    digest = hashlib.new(name, content, usedforsecurity=False).digest()
    letters = {digest.hex(), base64.b32encode(digest).decode().rstrip("=")}
    plain = value.rstrip("=")
    same = {plain} if plain.lower() in {form.lower() for form in letters} else set()
    return same | {base64.b64encode(digest).decode().rstrip("="), base64.urlsafe_b64encode(digest).decode().rstrip("=")}
