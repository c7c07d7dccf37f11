"""Days, months and years as people type them among other words: "20 novembre 2023", "nov 2023", "2023 11 20". Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.lib.days import find_days
from archive.search.intervals import Interval, read_interval

MOST_WORDS = 6  # 17 au 22 novembre 2023, with a word to spare
_YEARS = range(1500, 2200)  # four digits of another year are rather a number
_TO = {"au", "a", "to", "and", "et", "through", "bis"}


@dataclass(frozen=True)
class TypedDays:
    """The days from `first` to `last` (None: no end); `text` is how a query writes them."""

    first: date | None
    last: date | None
    text: str

    @property
    def edtf(self) -> str:
        """Return the days as EDTF has them."""
        start, dots, end = self.text.partition("..")
        return f"{start or '..'}/{end or '..'}" if dots else start


def typed_days(typed: Sequence[str]) -> tuple[TypedDays, ...]:
    """Return the times that all the words `typed` (unfolded, without marks) may mean, the likeliest first.

    A day stands before its month; "03 04 2023" may be the fourth of March too, and "11 2023" the eleventh of November,
    where a query has dropped the second "11".
    """
    if all(word.isascii() and word.isdigit() for word in typed):
        found = list(_numbers(typed))
    else:
        found = [" ".join(typed)] if any(word[:1].isdigit() for word in typed) else []
    days = dict.fromkeys(days for text in found if (days := _read(text)))
    return tuple(days) or _from_day_to_day(typed)


def day_and_month(typed: Sequence[str]) -> tuple[int, int] | None:
    """Return day and month where all the words `typed` are those of a day without its year, else None."""
    text = " ".join(typed)
    found = find_days(text) if len(typed) > 1 else []
    if len(found) != 1 or found[0].end - found[0].start != len(text) or found[0].year or not found[0].day:
        return None
    return found[0].day, found[0].month


def since(days: TypedDays) -> TypedDays:
    """Return the time from the first of `days` on."""
    return TypedDays(days.first, None, f"{days.text.partition('..')[0]}..")


def until(days: TypedDays) -> TypedDays:
    """Return the time to the last of `days`."""
    return TypedDays(None, days.last, f"..{days.text.rpartition('..')[2]}")


def spanning(days: Sequence[TypedDays]) -> TypedDays:
    """Return the time from the earliest of `days` to the latest of them."""
    if len(days) == 1:
        return days[0]
    earliest = min(days, key=lambda one: one.first or date.min)
    latest = max(days, key=lambda one: one.last or date.max)
    text = f"{since(earliest).text}{until(latest).text.removeprefix('..')}"
    return TypedDays(earliest.first, latest.last, text)


def _numbers(typed: Sequence[str]) -> Iterator[str]:
    """Yield what numbers side by side may mean, as a query writes it."""
    sizes = tuple(map(len, typed))
    if len(typed) == 1 and sizes == (4,) and int(typed[0]) in _YEARS:
        yield typed[0]
    elif len(typed) == 2 and sorted(sizes)[-1] == 4 and min(sizes) <= 2:
        number, year = sorted(typed, key=len)
        yield f"{year}-{number:0>2}"
        yield f"{year}-{number:0>2}-{number:0>2}"
    elif len(typed) == 3 and sizes[0] == 4 and max(sizes[1:]) <= 2:
        yield f"{typed[0]}-{typed[1]:0>2}-{typed[2]:0>2}"
    elif len(typed) == 3 and max(sizes[:2]) <= 2 and sizes[2] in {2, 4}:
        first, second, year = typed
        if len(year) == 2:
            year = f"20{year}" if int(year) < 70 else f"19{year}"
        yield f"{year}-{second:0>2}-{first:0>2}"
        yield f"{year}-{first:0>2}-{second:0>2}"


def _read(text: str) -> TypedDays | None:
    try:
        interval: Interval | None = read_interval(text)
    except (ValueError, OverflowError):
        return None
    if interval is None or interval.first is None or interval.first.year not in _YEARS:
        return None
    return TypedDays(interval.first, interval.last, interval.text)


def _from_day_to_day(typed: Sequence[str]) -> tuple[TypedDays, ...]:
    """Return the time that "17 au 22 novembre 2023" means, in an empty tuple where the words mean none."""
    if len(typed) < 4 or not typed[0].isdecimal() or len(typed[0]) > 2:
        return ()
    rest = typed[2:] if typed[1].casefold() in _TO else typed[1:]
    found = typed_days(rest)
    last = found[0].last if found else None
    if last is None or found[0].first != last or not 0 < int(typed[0]) < last.day:
        return ()
    first = last.replace(day=int(typed[0]))
    return (TypedDays(first, last, f"{first.isoformat()}..{last.isoformat()}"),)
