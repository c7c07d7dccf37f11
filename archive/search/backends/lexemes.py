"""What PostgreSQL's GIN index has of an article, so that it answers alone and no long value is read. Pure.

The lexemes of the tsvector are stems and exact words, which weigh for relevance; the words of title and byline by
themselves ("title:altman"), as GIN knows no weights; the facts; and the time of the article's place ("¤t2023"), so
that a window of time is met inside the index, at the cost of the window. Beside them stand codes of pairs of words
(`archive.search.backends.pairs`).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from archive.search.backends.entry import BREAK, Entry
from archive.search.facts import DATED, ID_BITS, MARK, Facts

_LAST_POSITION = 16_383
# Positions serve relevance alone, which hardly grows with the tenth occurrence.
_MOST_POSITIONS = 16
_MOST_BYTES = 1_000_000
_PER_LEXEME = 8
_UNDATED = f"{MARK}t"
_MINUTES_OF_A_DAY = 1_440
# From so many days on, a window is widened to whole months, years, or centuries: fewer tokens, for some rows more.
_MONTHS, _YEARS, _CENTURIES = 62, 1_830, 73_000


# Lexemes


def vector(entry: Entry) -> str:
    """Return the tsvector as written: all lexemes of an article, its words at their places, the title weighing most."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, stems, words, beside in (
        ("A", entry.title.stems, entry.title.words, entry.title.beside),
        ("B", entry.byline, entry.byline, ()),
        ("D", entry.body.stems, entry.body.words, entry.body.beside),
    ):
        for stem, word in zip(stems, words, strict=True):
            place += 1
            for lexeme in (stem,) if stem == word else (stem, word):
                known = places.get(lexeme)
                if known is None:
                    known = places[lexeme] = []
                if len(known) < _MOST_POSITIONS and place <= _LAST_POSITION:
                    known.append(f"{place}{weight}")
        for lexeme in beside:
            known = places.setdefault(lexeme, [])
            if len(known) < _MOST_POSITIONS:
                known.append(f"{min(place, _LAST_POSITION)}{weight}")
    places.pop(BREAK, None)
    title = (within("title", one) for one in (*entry.title.stems, *entry.title.words, *entry.title.beside))
    byline = (within("byline", one) for one in entry.byline)
    without_place: dict[str, list[str]] = {lexeme: [] for lexeme in (*tokens(entry.facts), *title, *byline)}
    return " ".join(_within_limit(without_place | places))


def _within_limit(places: dict[str, list[str]]) -> Iterator[str]:
    """Yield the lexemes in their written form, until the vector holds as much as PostgreSQL lets it."""
    size = 0
    for lexeme, known in places.items():
        size += len(lexeme) if lexeme.isascii() else len(lexeme.encode())
        size += 2 * len(known) + _PER_LEXEME
        if size > _MOST_BYTES:
            return
        yield f"{quoted(lexeme)}:{','.join(known)}" if known else quoted(lexeme)


def quoted(lexeme: str) -> str:
    """Return the lexeme as a tsvector or a tsquery writes it."""
    if not lexeme.isalnum():
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"


def within(column: str, lexeme: str) -> str:
    """Return the lexeme that says that the column ("title", "byline"; empty for any) has `lexeme`."""
    return f"{column}:{lexeme}" if column else lexeme


# Tokens


def tokens(facts: Facts) -> tuple[str, ...]:
    """Return the tokens of an article's facts and of its place in time."""
    return (*facts.tokens, *place_tokens(facts.place))


def place_tokens(place: int) -> tuple[str, ...]:
    """Return the tokens of a place: its century, year, month and day (UTC), or that it has none."""
    if place < DATED:
        return (_UNDATED,)
    day = _day(place)
    return _century(day), _year(day), _month(day), f"{MARK}t{day.isoformat().replace('-', '')}"


def time_tokens(low: int, high: int) -> tuple[str, ...]:
    """Return tokens of which every article at a place from `low` to `high` has one, and some others near these."""
    found = [_UNDATED] if low < DATED else []
    if high >= DATED:
        found += _cover(_day(max(low, DATED)), _day(high))
    return tuple(found)


def _cover(first: date, last: date) -> Iterator[str]:
    days = (last - first).days
    if days > _MONTHS:
        first = first.replace(day=1)
        last = _last_of(last.year, last.month)
    if days > _YEARS:
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    if days > _CENTURIES:
        first = date(max(1, first.year // 100 * 100), 1, 1)
    number = first.toordinal()
    while number <= last.toordinal():
        token, end = _largest(date.fromordinal(number), last)
        yield token
        number = end.toordinal() + 1


def _largest(day: date, last: date) -> tuple[str, date]:
    """Return the token of the longest time that begins with `day` and ends by `last`, and its last day."""
    if day.day == 1:
        if day.month == 1:
            century = date(day.year // 100 * 100 + 99, 12, 31)
            if day.year in {1, day.year // 100 * 100} and century <= last:
                return _century(day), century
            if date(day.year, 12, 31) <= last:
                return _year(day), date(day.year, 12, 31)
        if _last_of(day.year, day.month) <= last:
            return _month(day), _last_of(day.year, day.month)
    return f"{MARK}t{day.isoformat().replace('-', '')}", day


def _last_of(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)


def _day(place: int) -> date:
    number = (place >> ID_BITS) // _MINUTES_OF_A_DAY
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))


def _century(day: date) -> str:
    return f"{MARK}t{day.year // 100:02}"


def _year(day: date) -> str:
    return f"{MARK}t{day.year:04}"


def _month(day: date) -> str:
    return f"{MARK}t{day.year:04}{day.month:02}"
