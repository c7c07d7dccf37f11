"""What the index knows of an article beside its words: tokens to search by, and numbers to count. Pure.

A token stands among the words of an entry ("¤p34": the article tells of person 34). The same facts, packed as 64-bit
numbers, are what facets and histograms are counted from: one list of numbers an article, whatever they mean.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum

# An article's place in the order of publication: minutes since the year 1, then its id; those without a date are first.
ID_BITS = 30
LARGEST_ID = (1 << ID_BITS) - 1
DATED = 1 << ID_BITS  # the least place of an article with a date

# Stands before every token; no word of a text has it.
MARK = "¤"
# Every article has ANY, and those whose date may mean several days UNCERTAIN.
ANY, PUBLIC, UNCERTAIN = f"{MARK}any", f"{MARK}public", f"{MARK}uncertain"
LINKED, CONFIRMED = f"{MARK}linked", f"{MARK}confirmed"

_KIND_BITS = 4
_DAY_BITS = 22


class Kind(IntEnum):
    """What a packed number is about."""

    PERSON = 1
    PERSON_CONFIRMED = 2
    EVENT = 3
    EVENT_CONFIRMED = 4
    SOURCE = 5
    LANGUAGE = 6
    DAYS = 7
    LINKED = 8
    CONFIRMED = 9


@dataclass(frozen=True)
class Facts:
    """The facts of one article; people and events map to whether a curator confirmed them; events with those above."""

    article: int
    place: int
    public: bool = False
    source: int | None = None
    language: str = ""
    days: tuple[date, date] | None = None
    people: dict[int, bool] = field(default_factory=dict)
    events: dict[int, bool] = field(default_factory=dict)
    captured: frozenset[date] = frozenset()

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the tokens by which the article is found."""
        found = [ANY, PUBLIC] if self.public else [ANY]
        if self.days and self.days[0] != self.days[1]:
            found.append(UNCERTAIN)
        if self.source is not None:
            found.append(source_token(self.source))
        if self.language:
            found.append(language_token(self.language))
        for token, named in ((person_token, self.people), (event_token, self.events)):
            for pk, confirmed in sorted(named.items()):
                found += [token(pk), token(pk, confirmed=True)] if confirmed else [token(pk)]
        if self.people or self.events:
            found.append(LINKED)
        if any(self.people.values()) or any(self.events.values()):
            found.append(CONFIRMED)
        found += dict.fromkeys(token for day in sorted(self.captured) for token in _captured_day(day))
        return tuple(found)

    @property
    def numbers(self) -> bytes:
        """Return the packed numbers by which the article is counted."""
        found = [pack(Kind.PERSON, pk) for pk in sorted(self.people)]
        found += [pack(Kind.PERSON_CONFIRMED, pk) for pk, yes in sorted(self.people.items()) if yes]
        found += [pack(Kind.EVENT, pk) for pk in sorted(self.events)]
        found += [pack(Kind.EVENT_CONFIRMED, pk) for pk, yes in sorted(self.events.items()) if yes]
        if self.source is not None:
            found.append(pack(Kind.SOURCE, self.source))
        if self.language:
            found.append(pack(Kind.LANGUAGE, int.from_bytes(_language(self.language).encode())))
        if self.days:
            found.append(pack(Kind.DAYS, self.days[0].toordinal() << _DAY_BITS | self.days[1].toordinal()))
        if self.people or self.events:
            found.append(pack(Kind.LINKED, 0))
        if any(self.people.values()) or any(self.events.values()):
            found.append(pack(Kind.CONFIRMED, 0))
        return array("Q", found).tobytes()


@dataclass(frozen=True)
class Counted:
    """What articles have in common: how many of them tell of each person, come from each source, and so on.

    `articles` is how many were counted; `capped` says that they are the newest of more. `people` and `events` map ids
    to numbers of articles, `confirmed_people` and `confirmed_events` to those where a curator confirmed it. `days` maps
    the first and the last day that a date of publication may mean to numbers of articles; `undated` have none.
    `linked` articles tell of somebody or something, in `confirmed` ones a curator confirmed some of it. Where
    `counted_to` is not 0, each language, the confirmed and the other linked ones were counted no further than to it.
    """

    articles: int = 0
    capped: bool = False
    people: dict[int, int] = field(default_factory=dict)
    confirmed_people: dict[int, int] = field(default_factory=dict)
    events: dict[int, int] = field(default_factory=dict)
    confirmed_events: dict[int, int] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    days: dict[tuple[date, date], int] = field(default_factory=dict)
    undated: int = 0
    linked: int = 0
    confirmed: int = 0
    counted_to: int = 0


def pack(kind: Kind, value: int) -> int:
    """Return `value` (at most 60 bits) and what it is about as one number."""
    return value << _KIND_BITS | kind


def count(rows: Iterable[bytes], articles: int, capped: bool) -> Counted:
    """Return the packed numbers of `rows` counted."""
    numbers = array("Q")
    numbers.frombytes(b"".join(rows))
    return counted(Counter(numbers), articles, capped)


def counted(numbers: dict[int, int], articles: int, capped: bool) -> Counted:
    """Return what `numbers` (a packed number to how many articles have it) say."""
    found: list[dict[int, int]] = [{} for _ in range(1 << _KIND_BITS)]
    mask = (1 << _KIND_BITS) - 1
    for number, times in numbers.items():
        found[number & mask][number >> _KIND_BITS] = times
    mask = (1 << _DAY_BITS) - 1
    day = date.fromordinal
    days = {(day(value >> _DAY_BITS), day(value & mask)): times for value, times in found[Kind.DAYS].items()}
    return Counted(
        articles=articles,
        capped=capped,
        people=found[Kind.PERSON],
        confirmed_people=found[Kind.PERSON_CONFIRMED],
        events=found[Kind.EVENT],
        confirmed_events=found[Kind.EVENT_CONFIRMED],
        sources=found[Kind.SOURCE],
        languages={
            value.to_bytes((value.bit_length() + 7) // 8).decode(): times
            for value, times in found[Kind.LANGUAGE].items()
        },
        days=days,
        undated=articles - sum(days.values()),
        linked=found[Kind.LINKED].get(0, 0),
        confirmed=found[Kind.CONFIRMED].get(0, 0),
    )


def events_in(packed: bytes) -> list[int]:
    """Return the events among the packed numbers of an article."""
    numbers = array("Q")
    numbers.frombytes(packed)
    mask = (1 << _KIND_BITS) - 1
    return [number >> _KIND_BITS for number in numbers if number & mask == Kind.EVENT]


def place(order: datetime | None, article: int) -> int:
    """Return the place of an article: `order` is its instant in UTC (or the start of its first day), None without."""
    if order is None:
        return article
    minutes = order.toordinal() * 1_440 + order.hour * 60 + order.minute
    return minutes << ID_BITS | article


def places_between(first: date | None, last: date | None) -> tuple[int, int]:
    """Return the least and the largest place of articles whose first day lies from `first` to `last`, and some more.

    Instants are up to a day away from the calendar day as written, so the days themselves must be compared too.
    """
    least, largest = DATED, (1 << 63) - 1
    if first is not None and first > date.min + timedelta(days=2):
        least = place(datetime(first.year, first.month, first.day) - timedelta(days=1), 0)
    if last is not None and last < date.max - timedelta(days=2):
        largest = place(datetime(last.year, last.month, last.day) + timedelta(days=2), 0)
    return least, largest


def person_token(pk: int, *, confirmed: bool = False) -> str:
    """Return the token of a person; `confirmed`: where a curator confirmed it."""
    return f"{MARK}p{pk}c" if confirmed else f"{MARK}p{pk}"


def event_token(pk: int, *, confirmed: bool = False) -> str:
    """Return the token of an event; `confirmed`: where a curator confirmed it."""
    return f"{MARK}e{pk}c" if confirmed else f"{MARK}e{pk}"


def source_token(pk: int) -> str:
    """Return the token of a source."""
    return f"{MARK}s{pk}"


def language_token(code: str) -> str:
    """Return the token of a language (ISO 639 code)."""
    return f"{MARK}l{_language(code)}"


def captured_tokens(first: date | None, last: date | None, today: date) -> tuple[str, ...]:
    """Return tokens of which every article captured on a day from `first` to `last` has one, and no other article.

    Whole years and months stand for their days. Nothing was captured before 1990, and nothing after tomorrow.
    """
    first = max(first or date(1990, 1, 1), date(1990, 1, 1))
    last = min(last or date.max, today + timedelta(days=1))
    return tuple(_cover(first, last))


def _cover(first: date, last: date) -> Iterator[str]:
    day = first
    while day <= last:
        if (day.month, day.day) == (1, 1) and date(day.year, 12, 31) <= last:
            yield f"{MARK}c{day.year:04}"
            day = date(day.year + 1, 1, 1)
        elif day.day == 1 and _next_month(day) - timedelta(days=1) <= last:
            yield f"{MARK}c{day.year:04}{day.month:02}"
            day = _next_month(day)
        else:
            yield f"{MARK}c{day:%Y%m%d}"
            day += timedelta(days=1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _captured_day(day: date) -> tuple[str, str, str]:
    return f"{MARK}c{day.year:04}", f"{MARK}c{day.year:04}{day.month:02}", f"{MARK}c{day:%Y%m%d}"


def _language(code: str) -> str:
    """Return the code as tokens have it: the two or three letters before a region."""
    return "".join(c for c in code.lower().split("-")[0] if c.isascii() and c.isalnum())[:7]
