"""The captures of one address in time: which is nearest to a moment, which are first and last, and a list in pages.

Source: RFC 7089 (HTTP Framework for Time-Based Access to Resource States: Memento). Whatever is asked here is answered
by the index over address and time, however many captures an address has.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.capture.spellings import spellings
from archive.models import Capture
from archive.reading.captures import later_than, mementos

PER_PAGE = 500
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class TimeMapPage:
    """One page of the captures of an address.

    `following` is the first capture of the next page and `following_end` its last one, where there is a next page;
    `after` is the capture behind which this page begins.
    """

    uri: str
    captures: tuple[Capture, ...]
    first: Capture
    last: Capture
    after: Capture | None
    following: Capture | None
    following_end: Capture | None


def find_address(asked: tuple[str, ...]) -> str | None:
    """Return the captured address that is meant by what was asked for; None where there is no capture of it.

    The address as it was asked for goes first, then other ways of writing it (`capture/spellings.py`).
    """
    for uri in spellings(asked):
        if mementos(uri).exists():
            return uri
    return None


def ends(uri: str) -> tuple[Capture | None, Capture | None]:
    """Return the first and the last capture of `uri`."""
    captures = mementos(uri)
    return captures.first(), captures.reverse().first()


def nearest(uri: str, moment: datetime) -> Capture | None:
    """Return the capture of `uri` that is nearest to `moment`, both by the second; of two as near, the earlier one."""
    # Memento-Datetime has no fractions: a capture is said to be of the second in which it was made.
    end = min(moment.replace(microsecond=0), datetime.max.replace(tzinfo=UTC) - _SECOND) + _SECOND
    before = mementos(uri).filter(captured_at__lt=end).reverse().first()
    after = mementos(uri).filter(captured_at__gte=end).first()
    if before is None or after is None:
        return before or after
    earlier = moment - before.captured_at.replace(microsecond=0)
    return before if earlier <= after.captured_at.replace(microsecond=0) - moment else after


def timemap(uri: str, after: Capture | None = None) -> TimeMapPage | None:
    """Return the 500 captures of `uri` that come after the capture `after`, or its first ones; None for none."""
    captures = mementos(uri) if after is None else later_than(after)
    first, last = ends(uri)
    found = tuple(captures[: PER_PAGE + 1])
    if not found or first is None or last is None:
        return None
    following = found[PER_PAGE] if len(found) > PER_PAGE else None
    following_end = None
    if following is not None:
        following_end = next(iter(captures[2 * PER_PAGE - 1 : 2 * PER_PAGE]), last)
    return TimeMapPage(uri, found[:PER_PAGE], first, last, after, following, following_end)
