"""Uncertain dates for formats that know years, months and days alone."""

from calendar import monthrange
from datetime import date

from archive.reading.exported import Exported, When

Parts = tuple[int, ...]


def date_parts(when: When) -> tuple[Parts, ...]:
    """Return the date as (year, month, day) as far as it is known, or the first and the last of an interval.

    "2023-11" is ((2023, 11),), "2023-11-20/2023-11-22" is ((2023, 11, 20), (2023, 11, 22)). Without either end it is
    ().
    """
    first, last = when.earliest, when.latest
    if first is None or last is None:
        return ()
    if first == last:
        return ((first.year, first.month, first.day),)
    length = _whole(first, last)
    begin, end = _parts(first, length), _parts(last, length)
    return (begin,) if begin == end else (begin, end)


def _whole(first: date, last: date) -> int:
    """Return 1 where the days are whole years, 2 where they are whole months, else 3."""
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return 3
    return 1 if (first.month, last.month) == (1, 12) else 2


def _parts(day: date, length: int) -> Parts:
    return (day.year, day.month, day.day)[:length]


def shared_parts(when: When) -> Parts:
    """Return year, month and day as far as all days of the date have them in common; () where not even the year."""
    parts = date_parts(when)
    if not parts:
        return ()
    shared = []
    for first, last in zip(parts[0], parts[-1], strict=True):
        if first != last:
            break
        shared.append(first)
    return tuple(shared)


def needs_note(when: When) -> bool:
    """Return whether year, month and day alone do not tell what the EDTF text says."""
    return when.is_doubtful or len(date_parts(when)) != 1


def date_notes(article: Exported) -> list[str]:
    """Return in sentences what the date of publication leaves open, and how a curator inferred it."""
    notes = []
    if article.published and needs_note(article.published):
        notes.append(f"Published {article.published.edtf} (EDTF).")
    if article.published_note:
        notes.append(article.published_note)
    return notes
