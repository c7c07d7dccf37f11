"""EDTF dates: the text as written, and beside it the first and last calendar day it may mean.

Source: Extended Date/Time Format (EDTF) Specification, Library of Congress, 2019 (ISO 8601-2:2019), levels 0 to 2.
"""

import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from io import StringIO
from math import inf
from zoneinfo import ZoneInfo

from edtf import parse_edtf

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_LONGEST = 100


class EDTFError(ValueError):
    """The text is no EDTF date that the archive can hold; the message says why."""


@dataclass(frozen=True)
class Interval:
    """What one EDTF text means: its first and last possible day as written, and its instant where it has a time.

    An open end is `date.min` or `date.max`. `moment` is naive unless the text gives an offset.
    """

    text: str
    earliest: date
    latest: date
    moment: datetime | None = None

    def instant(self, zone: str = "UTC") -> datetime | None:
        """Return the moment in UTC, read in the IANA `zone` where the text gives no offset; None without a time."""
        if self.moment is None:
            return None
        moment = self.moment if self.moment.tzinfo else self.moment.replace(tzinfo=ZoneInfo(zone))
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # the first and last hours of the calendar have no instant in UTC
            return None


@lru_cache(maxsize=4096)
def parse(text: str) -> Interval:
    """Return the interval that the EDTF `text` means; raises `EDTFError` with a sentence for people."""
    text = text.strip()
    if len(text) > _LONGEST:
        raise EDTFError(f"A date of {len(text)} characters is too long; {_LONGEST} are the most.")
    if match := _TIME.fullmatch(text):
        return _parse_time(match)
    if _DAY.fullmatch(text):
        day = _parse_day(text)
        return Interval(text, day, day)
    earliest, latest = _parse_other(text)
    if earliest > latest:
        raise EDTFError(f"“{text}” ends before it begins.")
    return Interval(text, earliest, latest)


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise EDTFError(f"“{text}” is no day of the calendar.") from error


def _parse_time(match: re.Match[str]) -> Interval:
    day_text, clock, seconds, offset = match.groups()
    text = f"{day_text}T{clock}{seconds or ':00'}{offset or ''}"
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise EDTFError(f"“{match.group()}” is no time of a day of the calendar.") from error
    return Interval(text, moment.date(), moment.date(), moment)


def _parse_other(text: str) -> tuple[date, date]:
    # An end that is not written is unknown; the parser would take it to lie ten years away.
    unbounded = f"..{text}" if text.startswith("/") else f"{text}.." if text.endswith("/") else text
    try:
        with redirect_stdout(StringIO()):  # the parser prints what it cannot read
            parsed = parse_edtf(unbounded)
            lower, upper = parsed.lower_strict(), parsed.upper_strict()
    except Exception as error:
        raise EDTFError(
            f"“{text}” is no EDTF date. Write 2023, 2023-11, 2023-11-20, 2023-11-20T20:24:00, "
            "2023-11-20/2023-11-22, or 2023-11-20? where it is uncertain."
        ) from error
    return _calendar_day(lower, text), _calendar_day(upper, text)


def _calendar_day(value: object, text: str) -> date:
    if value == -inf:
        return date.min
    if value == inf:
        return date.max
    try:
        return date(*tuple(value)[:3])  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        raise EDTFError(f"“{text}” lies outside the years 1 to 9999.") from error


def qualifier(text: str) -> str:
    """Return how `text` is qualified: "uncertain" (?), "approximate" (~), "both" (%), or "" for none."""
    marks = set(text) & {"?", "~", "%"}
    if "%" in marks or len(marks) > 1:
        return "both"
    return {"?": "uncertain", "~": "approximate"}.get(marks.pop(), "") if marks else ""
