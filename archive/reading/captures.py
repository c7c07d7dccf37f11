"""A capture as readers see it: what its record tells, those before and after it, and its bytes once they are proved."""

import hashlib
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from archive.capture.bodies import BodyTooLargeError
from archive.capture.page import CaptureError
from archive.capture.store import CaptureStore
from archive.capture.stored import RecordHead, read_head, read_member, read_request
from archive.models import Capture
from archive.models.article import Status
from archive.models.capture import CaptureQuerySet
from archive.models.source import Access

logger = logging.getLogger(__name__)

MOST_HEADERS = 60
LONGEST_VALUE = 600
# What may let somebody in where the page was captured.
_SECRETS = {"authorization", "cookie", "proxy-authorization", "set-cookie", "set-cookie2"}


@dataclass(frozen=True)
class Header:
    """One field of a header: its value is cut after 600 characters; `kept_back` where it may hold a secret."""

    name: str
    value: str
    is_cut: bool = False
    kept_back: bool = False


@dataclass(frozen=True)
class Message:
    """The head of a request or an answer as stored; `more` is how many fields are left out, of more than 60."""

    first_line: str
    headers: tuple[Header, ...]
    more: int = 0


@dataclass(frozen=True)
class RecordFacts:
    """What the WARC record itself tells."""

    kind: str
    ip: str
    payload_digest: str
    answer: Message | None
    request: Message | None


@dataclass(frozen=True)
class CapturePage:
    """What the page of a capture shows; `record` is None where the record cannot be read.

    `holder` is, for a revisit, the capture whose record has the bytes, and `holder_shown` whether readers may see it.
    `previous` and `next` are those of the same address in the order of time, where the capture has a time.
    """

    capture: Capture
    record: RecordFacts | None
    holder: Capture | None
    holder_shown: bool
    previous: Capture | None
    next: Capture | None
    downloadable: bool

    @property
    def digest_is_stated(self) -> bool:
        """Return whether the record's own digest of its payload is that of the bytes that are given out."""
        stated = self.record.payload_digest if self.record else ""
        return stated.lower() == f"sha256:{self.capture.sha256}"


def capture_page(capture: Capture) -> CapturePage:
    """Return what the page of `capture` shows; it reads the beginning of its record and no more."""
    holder = capture.refers_to
    earlier, later = neighbours(capture)
    return CapturePage(
        capture=capture,
        record=_record_facts(capture),
        holder=holder,
        holder_shown=holder is not None and holder.article is not None and holder.article.status == Status.PUBLISHED,
        previous=earlier,
        next=later,
        downloadable=readers_may_download(capture),
    )


def readers_may_download(capture: Capture) -> bool:
    """Return whether readers may have the whole page: its article is published, and shown to them in full."""
    article = capture.article
    return article is not None and article.status == Status.PUBLISHED and article.shown_access() == Access.FULL


def mementos(uri: str) -> CaptureQuerySet:
    """Return the captures of `uri` that readers know of and of which the time is known, the first one first."""
    known = Capture.objects.public().filter(target_uri=uri, captured_at__isnull=False)
    return known.order_by("captured_at", "sha256").only("pk", "target_uri", "captured_at", "sha256")


def earlier_than(capture: Capture) -> CaptureQuerySet:
    """Return the mementos of the same address before `capture`, which has a time; the nearest one first."""
    at, digest = capture.captured_at, capture.sha256
    # What stands first narrows the index; the rest tells those of one moment apart.
    earlier = Q(captured_at__lte=at) & (Q(captured_at__lt=at) | Q(sha256__lt=digest))
    return mementos(capture.target_uri).filter(earlier).reverse()


def later_than(capture: Capture) -> CaptureQuerySet:
    """Return the mementos of the same address after `capture`, which has a time; the nearest one first."""
    at, digest = capture.captured_at, capture.sha256
    return mementos(capture.target_uri).filter(Q(captured_at__gte=at) & (Q(captured_at__gt=at) | Q(sha256__gt=digest)))


def neighbours(capture: Capture) -> tuple[Capture | None, Capture | None]:
    """Return the mementos of the same address before and after `capture`; none for one without a time."""
    if capture.captured_at is None:
        return None, None
    return earlier_than(capture).first(), later_than(capture).first()


def payload_of(capture: Capture) -> bytes:
    """Return the bytes that were captured; raises `CaptureError`, and logs it, where their SHA-256 is another."""
    holder = capture.bytes_in
    store = CaptureStore(settings.ARCHIVE_DATA / "captures")
    try:
        body = store.read(holder.warc_file, holder.warc_offset)
        if hashlib.sha256(body).hexdigest() != capture.sha256:
            raise CaptureError(f"its payload at {holder.warc_offset} of {holder.warc_file} has another SHA-256")
    except (CaptureError, BodyTooLargeError) as error:
        logger.error("Capture %s is not given out: %s", capture.pk, error or "its body is too large")
        raise CaptureError(str(error)) from error
    return body


def member_of(capture: Capture) -> bytes:
    """Return the record of `capture` as its gzip member; raises `CaptureError`, and logs it, where it is not sound."""
    place = capture.warc_file, capture.warc_offset, capture.warc_length
    if capture.refers_to_id is None:
        payload_of(capture)
    try:
        return read_member(settings.ARCHIVE_DATA / "captures", *place, capture.record_id)
    except CaptureError as error:
        logger.error("The record of capture %s is not given out: %s", capture.pk, error)
        raise


def _record_facts(capture: Capture) -> RecordFacts | None:
    folder = settings.ARCHIVE_DATA / "captures"
    try:
        head = read_head(folder, capture.warc_file, capture.warc_offset)
    except CaptureError as error:
        logger.error("The record of capture %s cannot be shown: %s", capture.pk, error)
        return None
    request = read_request(
        folder, capture.warc_file, capture.warc_offset + capture.warc_length, head.field("WARC-Record-ID")
    )
    return RecordFacts(
        kind=head.field("WARC-Type").lower(),
        ip=head.field("WARC-IP-Address")[:45],
        payload_digest=head.field("WARC-Payload-Digest")[:200],
        answer=_message(head) if head.first_line else None,
        request=_message(request) if request and request.first_line else None,
    )


def _message(head: RecordHead) -> Message:
    headers = tuple(_header(name.strip(), value.strip()) for name, value in head.headers[:MOST_HEADERS])
    return Message(head.first_line[:LONGEST_VALUE], headers, max(len(head.headers) - MOST_HEADERS, 0))


def _header(name: str, value: str) -> Header:
    if name.lower() in _SECRETS:
        return Header(name[:100], "", kept_back=True)
    return Header(name[:100], value[:LONGEST_VALUE], is_cut=len(value) > LONGEST_VALUE)
