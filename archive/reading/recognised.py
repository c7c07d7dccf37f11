"""Who and when a query speaks of in plain words: people, events, sources and days, offered as conditions.

The words of a query stay what they are: nothing here narrows a search. Each offer is a link to the query in which the
words that were recognised have become conditions, and all its other words stand as before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product
from operator import attrgetter

from django.db.models import Q

from archive.mentions.forms import bare_family_names, is_near
from archive.mentions.lexicon import COMMON_WORDS, DETERMINERS, ELIDED, HONORIFICS, MONTHS_AND_DAYS, OPENERS, PARTICLES
from archive.models import DayTally, Event, Person, Source, SourceName
from archive.reading.names import Names, names, plain_words
from archive.reading.narrowing import USUAL_ORDER, list_address
from archive.reading.typed_days import MOST_WORDS, TypedDays, day_and_month, since, spanning, typed_days, until
from archive.search.query import narrowed, parse, write
from archive.search.tree import Phrase, Query, Word
from archive.search.writing import whole_of

MOST_OFFERS = 6
MOST_PEOPLE = 6
_MOST_ALIKE = 3  # of one name
_MOST_SEEN = 50  # people with one name who are looked at: those who were the most covered when the names were read
_LONGEST_NAME = 6  # words
_LONGEST_TITLE = 12
_YEARS = range(1800, 2101)  # in which a day without a year is looked for
_SINCE = frozenset(["depuis", "since", "from"])
_UNTIL = frozenset(["until", "till", "jusqu"])
_BEFORE_DAYS = frozenset(["le", "la", "les", "l", "on", "in", "en", "du", "des", "de", "d", "of", "the", "au", "a"])
_NO_NAMES = COMMON_WORDS | DETERMINERS | OPENERS | PARTICLES | MONTHS_AND_DAYS | HONORIFICS

Meant = Person | Event | Source | TypedDays


@dataclass(frozen=True)
class Offer:
    """The text of a query in which words have become conditions, its address, and what the conditions are.

    `published` and `happened` are days as EDTF has them, empty for none.
    """

    query: str
    address: str = ""
    people: tuple[Person, ...] = ()
    events: tuple[Event, ...] = ()
    sources: tuple[Source, ...] = ()
    published: str = ""
    happened: str = ""

    @property
    def record(self) -> Person | Event | Source | None:
        """Return the one record that is meant, None where it is several, or a time."""
        records: tuple[Person | Event | Source, ...] = (*self.people, *self.events, *self.sources)
        return records[0] if len(records) == 1 and not (self.published or self.happened) else None


@dataclass(frozen=True)
class Recognised:
    """What a query speaks of in plain words: offers, the best first, and the people and days that are meant."""

    offers: tuple[Offer, ...] = ()
    people: tuple[Person, ...] = ()
    days: tuple[TypedDays, ...] = ()


@dataclass(frozen=True)
class _Free:
    """A free term of a query: where it stands among all terms, as it was typed, and its words."""

    index: int
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Run:
    """Free terms side by side, from `start` to `end` (excluded), and what they may mean; all of one kind."""

    start: int
    end: int
    meant: tuple[Meant, ...]
    whole: bool = True  # a whole name, not a family name alone

    @property
    def weight(self) -> tuple[int, bool, bool, int]:
        """Return by what it goes before others that have a term in common with it."""
        return self.end - self.start, isinstance(self.meant[0], TypedDays), self.whole, -self.start


def recognise(query: Query, order: str = USUAL_ORDER) -> Recognised:
    """Return what the free words and phrases of `query` speak of: public records, and days in French or English.

    The addresses of what is offered keep the `order` of the list.
    At most 6 offers: all together first where several are recognised, then each by itself, with its homonyms.
    """
    asked = parse(query.text)
    free = [
        _Free(index, word.text, tuple(plain_words(word.text)))
        for index, term in enumerate(asked.terms)
        if isinstance(word := whole_of(term) or term, Word | Phrase) and not word.column  # Jean-Luc is one
    ]
    if not free:
        return Recognised()
    known = names()
    runs = _chosen([*_runs_of_days(free, known), *_runs_of_records(free, known)])
    runs = [_with_small_words(run, free) for run in runs]
    meant = [one for run in runs for one in run.meant]
    people = tuple(one for one in meant if isinstance(one, Person))
    days = tuple(run.meant[0] for run in runs if isinstance(run.meant[0], TypedDays))
    offers = (replace(offer, address=list_address(offer.query, order)) for offer in _offers(asked, free, runs, known))
    return Recognised(tuple(offers), people[:MOST_PEOPLE], days)


# What the words may mean


def _windows(free: Sequence[_Free], most: int) -> Iterator[tuple[int, int]]:
    for start in range(len(free)):
        for end in range(start + 1, min(start + most, len(free)) + 1):
            yield start, end


def _words(free: Sequence[_Free], start: int, end: int) -> tuple[str, ...]:
    return tuple(word for term in free[start:end] for word in term.words)


def _runs_of_days(free: Sequence[_Free], known: Names) -> Iterator[_Run]:
    typed = {
        (start, end): [word for term in free[start:end] for word in term.text.split()]
        for start, end in _windows(free, MOST_WORDS)
    }
    found = {window: days for window, words in typed.items() if (days := typed_days(words))}
    year = next((days[0].first.year for days in found.values() if days[0].first), None)
    without_year = [(window, read) for window, words in typed.items() if (read := day_and_month(words))]
    for window, (day, month) in without_year[:_MOST_ALIKE]:
        found.setdefault(window, _in_its_year(day, month, year) if year else _in_their_years(day, month, known))
    for (start, end), days in found.items():
        if days:
            yield _Run(start, end, _bounded(days, free[start - 1].words if start else ()))


def _bounded(days: Sequence[TypedDays], before: tuple[str, ...]) -> tuple[TypedDays, ...]:
    """Return the days as the word before them bounds them: since, until."""
    if not _SINCE.isdisjoint(before[-1:]):
        return tuple(map(since, days))
    return tuple(map(until, days)) if not _UNTIL.isdisjoint(before[-1:]) else tuple(days)


def _in_its_year(day: int, month: int, year: int) -> tuple[TypedDays, ...]:
    """Return the day in the year; nothing for 29 February in most years."""
    try:
        one = date(year, month, day)
    except ValueError:
        return ()
    return (TypedDays(one, one, one.isoformat()),)


def _in_their_years(day: int, month: int, known: Names) -> tuple[TypedDays, ...]:
    """Return the day in the two years in which most was published on it, or else most happened."""
    days = [one.first for year in _YEARS for one in _in_its_year(day, month, year)]
    keys = [DayTally.key(one, one) for one in days]
    tallies = DayTally.objects.filter(interval__in=keys, articles__gt=0).order_by("-articles", "-interval")
    found = tallies.values_list("earliest", flat=True)[:2]
    if not found:
        events = Event.objects.public().filter(pk__in=known.begun_on(month, day, _MOST_SEEN))
        found = events.order_by("-article_count", "pk").values_list("happened_earliest", flat=True)[:2]
    return tuple(TypedDays(one, one, one.isoformat()) for one in dict.fromkeys(found) if one)


def _runs_of_records(free: Sequence[_Free], known: Names) -> Iterator[_Run]:
    yield from _runs_of_people(free, known)
    titled: dict[tuple[int, int], list[int]] = {}
    for start, end in _windows(free, _LONGEST_TITLE):
        found = known.titles.get(frozenset(_words(free, start, end)))
        if found:
            titled[start, end] = found[:_MOST_SEEN]
    events = Event.objects.public().in_bulk([pk for keys in titled.values() for pk in keys]) if titled else {}
    for (start, end), keys in titled.items():
        if meant := _most_covered(events.get(pk) for pk in keys):
            yield _Run(start, end, meant)
    yield from _runs_of_sources(free)


def _runs_of_sources(free: Sequence[_Free]) -> Iterator[_Run]:
    windows = {window: _words(free, *window) for window in _windows(free, _LONGEST_NAME)}
    printed = SourceName.objects.filter(folded__in={" ".join(words) for words in windows.values()})
    named = Q(pk__in=printed.order_by().values("source")) | Q(slug__in={"-".join(words) for words in windows.values()})
    sources = list(Source.objects.public().filter(named).prefetch_related("names"))
    for (start, end), words in windows.items():
        meant = [one for one in sources if list(words) in _names_of(one)]
        if meant:
            yield _Run(start, end, _most_covered(meant))


def _names_of(source: Source) -> list[list[str]]:
    return [source.slug.split("-"), plain_words(source.name), *(plain_words(name.text) for name in source.names.all())]


def _runs_of_people(free: Sequence[_Free], known: Names) -> Iterator[_Run]:
    called: dict[tuple[int, int], list[int]] = {}
    borne: dict[tuple[int, int], list[int]] = {}
    for start, end in _windows(free, _LONGEST_NAME):
        words = _words(free, start, end)
        if not words:
            continue
        called[start, end] = known.people.called(words, _MOST_SEEN)
        if len(words) > 1 or words[0] not in _NO_NAMES or len(free) == 1:
            borne[start, end] = known.people.opened_or_closed_by(words, _MOST_SEEN)
    keys = {pk for found in (called, borne) for ids in found.values() for pk in ids}
    people = Person.objects.public().in_bulk(keys) if keys else {}
    for (start, end), ids in called.items():
        if meant := _most_covered(people.get(pk) for pk in ids):
            yield _Run(start, end, meant)
    for (start, end), ids in borne.items():
        written = list(_words(free, start, end))
        bearers = [people[pk] for pk in ids if pk in people and written in _family_names(people[pk])]
        if bearers:
            yield _Run(start, end, _most_covered(bearers), whole=False)
            yield from _with_given_name(free, start, end, bearers)


def _family_names(person: Person) -> list[list[str]]:
    return [plain_words(name) for name in (person.family_name, *bare_family_names(person.family_name))]


def _with_given_name(free: Sequence[_Free], start: int, end: int, bearers: Iterable[Person]) -> Iterator[_Run]:
    """Yield the run with the word before a family name, if that is a given name, a slip for one, or an initial."""
    if not start or len(free[start - 1].words) != 1:
        return
    word = free[start - 1].words[0]
    fitting = [person for person in bearers if _may_be_given(word, person.given_name)]
    if fitting:
        yield _Run(start - 1, end, _most_covered(fitting))


def _may_be_given(word: str, given: str) -> bool:
    first = (plain_words(given) or [""])[0]
    return bool(first) and (word == first or word == first[0] or is_near(word, given))


def _most_covered(records: Iterable[Person | Event | Source | None]) -> tuple[Person | Event | Source, ...]:
    """Return the 3 records with the most articles."""
    found = sorted((one for one in records if one is not None), key=lambda one: (-one.article_count, one.pk))
    return tuple(found[:_MOST_ALIKE])


def _chosen(runs: Iterable[_Run]) -> list[_Run]:
    """Return those of the runs that have no term in common, the longest before the shorter ones, in their order."""
    chosen: list[_Run] = []
    for run in sorted(runs, key=attrgetter("weight"), reverse=True):
        if all(run.end <= other.start or run.start >= other.end for other in chosen):
            chosen.append(run)
    return sorted(chosen, key=attrgetter("start"))


def _with_small_words(run: _Run, free: Sequence[_Free]) -> _Run:
    """Return the run with the small words before it that belong to it: "le 20 novembre", "d'Altman", "Mr Altman"."""
    if isinstance(run.meant[0], TypedDays):
        small = _BEFORE_DAYS | (_SINCE | _UNTIL if ".." in run.meant[0].text else frozenset())
    else:
        small = ELIDED | HONORIFICS if isinstance(run.meant[0], Person) else ELIDED
    start = run.start
    while start and len(free[start - 1].words) == 1 and free[start - 1].words[0] in small:
        start -= 1
    return replace(run, start=start)


# What is offered


def _offers(asked: Query, free: Sequence[_Free], runs: Sequence[_Run], known: Names) -> Iterator[Offer]:
    """Yield at most 6 offers, none of which is the query as it stands."""
    made = {asked.text}
    for offer in _all_offers(asked, free, runs, known):
        if offer.query not in made:
            made.add(offer.query)
            yield offer
        if len(made) > MOST_OFFERS:
            return


def _all_offers(asked: Query, free: Sequence[_Free], runs: Sequence[_Run], known: Names) -> Iterator[Offer]:
    if len(runs) > 1:
        for meant in islice(product(*(run.meant for run in runs)), 2):
            yield _offer(_rest(asked, free, runs), meant)
    for run in runs:
        rest = _rest(asked, free, [run])
        for one in run.meant:
            yield _offer(rest, [one])
            if isinstance(one, TypedDays) and _happened_in(one, known):
                yield _offer(rest, [one], happened=True)


def _happened_in(time: TypedDays, known: Names) -> bool:
    return Event.objects.public().filter(pk__in=known.happened(time.first, time.last, _MOST_SEEN)).exists()


def _rest(asked: Query, free: Sequence[_Free], runs: Iterable[_Run]) -> str:
    """Return the text of the query without the words of `runs`."""
    gone = {term.index for run in runs for term in free[run.start : run.end]}
    kept = tuple(term for index, term in enumerate(asked.terms) if index not in gone)
    return write(replace(asked, terms=kept))


def _offer(rest: str, meant: Sequence[Meant], happened: bool = False) -> Offer:
    days = [one for one in meant if isinstance(one, TypedDays)]
    people = tuple(one for one in meant if isinstance(one, Person))
    events = tuple(one for one in meant if isinstance(one, Event))
    sources = tuple(one for one in meant if isinstance(one, Source))
    conditions = [f"person:{one.slug}" for one in people] + [f"event:{one.slug}" for one in events]
    conditions += [f"source:{one.slug}" for one in sources]
    time = spanning(days) if days else None
    if time:
        conditions.append(f"{'happened' if happened else 'published'}:{time.text}")
    for condition in conditions:
        rest = narrowed(rest, condition)
    edtf = time.edtf if time else ""
    return Offer(rest, "", people, events, sources, "" if happened else edtf, edtf if happened else "")
