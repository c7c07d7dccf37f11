"""Facets: what the articles of a search have in common, counted, each a link that narrows the search or widens it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from archive.models import Event, Person, Source
from archive.reading.narrowing import address_with, address_without
from archive.reading.periods import Period, Timeline, Unit, number_of, period_with
from archive.search import facts, tree
from archive.search import query as queries

SHOWN = 8
MOST = 24
MOST_PERIODS = 50  # more than a month has days
# Read beyond `MOST`, in place of those that turn out to be hidden.
_SPARE = 20
_NAMES = {"person": "name", "event": "title", "source": "name"}


@dataclass(frozen=True)
class Entry:
    """What may be chosen: a record's name, a language's code, or "confirmed" or "automatic".

    `articles` of the search have it, `more` where not all were counted. A `chosen` one's address takes it away.
    """

    name: str
    articles: int
    address: str
    more: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    """What may be chosen of one kind: the entries to show at once, and the rest."""

    entries: tuple[Entry, ...]
    rest: tuple[Entry, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Entry, ...], ...]:
        """Return the entries to show at once, and the rest if there is one."""
        return (self.entries, self.rest) if self.rest else (self.entries,)


@dataclass(frozen=True)
class PeriodEntry:
    """A year, month or day, and how many articles of the search were, or may have been, published in it."""

    period: Period
    articles: int
    address: str
    more: bool = False


@dataclass(frozen=True)
class Step:
    """A step on the way from all times (no `edtf`) to the days that were asked for, which have no address."""

    edtf: str
    address: str = ""


@dataclass(frozen=True)
class Times:
    """The years, months or days of publication that may be chosen, and the way back from those that were."""

    unit: Unit
    steps: tuple[Step, ...]
    entries: tuple[PeriodEntry, ...]
    rest: tuple[PeriodEntry, ...] = ()

    @property
    def parts(self) -> tuple[tuple[PeriodEntry, ...], ...]:
        """Return the entries to show at once, if any, and the rest if there is one."""
        return tuple(part for part in (self.entries, self.rest) if part)


@dataclass(frozen=True)
class FacetsPage:
    """The groups, None where there is nothing to choose; `undated` articles of the search have no date.

    `capped` says that the newest of more articles were counted, `counted` how many.
    """

    people: Group | None
    events: Group | None
    sources: Group | None
    languages: Group | None
    evidence: Group | None
    times: Times | None
    undated: int
    capped: bool
    counted: int

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to choose."""
        groups = (self.people, self.events, self.sources, self.languages, self.evidence, self.times)
        return not any(groups)


@dataclass(frozen=True)
class _Asked:
    """What all groups are made from; `written` are the conditions as the query writes them, beside what they mean."""

    counted: facts.Counted
    query: tree.Query
    order: str
    written: tuple[tuple[tree.Named, tree.Term], ...]

    def entry(self, name: str, articles: int, condition: str, chosen: tree.Named | None, counted_to: int = 0) -> Entry:
        """Return the entry of a condition ("source:le-monde"); `chosen` is that condition in the query.

        `counted_to`: it was counted no further than that, where it is not 0.
        """
        if chosen is None:
            address = address_with(self.query.text, condition, self.order)
        else:
            written = queries.write(tree.Query("", (chosen,)))
            address = address_without(self.query.text, written, self.order)
        more = self.is_more(articles) or 0 < counted_to <= articles
        return Entry(name, articles, address, more, chosen is not None)

    def is_more(self, articles: int) -> bool:
        """Return whether all that were counted have it, and more may."""
        return self.counted.capped and articles >= self.counted.articles

    def condition(self, token: str) -> tree.Named | None:
        """Return the condition of the query that means `token`."""
        return next((named for named, term in self.written if term == tree.Fact((token,))), None)

    def evidence(self, value: str) -> tree.Named | None:
        """Return the condition of the query on evidence, if it is this one."""
        return next((named for named, _ in self.written if (named.kind, named.text) == ("evidence", value)), None)


def facets_page(
    counted: facts.Counted,
    times: Timeline,
    query: tree.Query,
    people: Sequence[Person],
    events: Sequence[Event],
    sources: Sequence[Source],
    order: str,
) -> FacetsPage:
    """Return the facets of what `query` finds, published at `times`; its links keep the `order` of the list.

    `people`, `events` and `sources` were asked for.
    """
    asked = _Asked(counted, query, order, tuple(_written(query)))
    found = {
        "people": _records(asked, "person", Person.objects.public(), counted.people, people, facts.person_token),
        "events": _records(asked, "event", Event.objects.public(), counted.events, events, facts.event_token),
        "sources": _records(asked, "source", Source.objects.public(), counted.sources, sources, facts.source_token),
        "languages": _languages(asked),
        "evidence": _evidence(asked, people, events),
    }
    groups = {kind: _group(entries, counted.articles) for kind, entries in found.items()}
    return FacetsPage(
        **groups, times=_times(asked, times), undated=counted.undated, capped=counted.capped, counted=counted.articles
    )


def _written(query: tree.Query) -> Iterator[tuple[tree.Named, tree.Term]]:
    """Yield the conditions of the query that name something, as written, each with what it turned out to mean."""
    unknown = {(mistake.code, mistake.part) for mistake in query.mistakes}
    written = [term for term in queries.parse(query.text).terms if not _is_left_out(term, unknown)]
    for term, meant in zip(written, query.terms, strict=False):
        if isinstance(term, tree.Named):
            yield term, meant


def _is_left_out(term: tree.Term, unknown: set[tuple[str, str]]) -> bool:
    """Return whether nothing was left of the term, because no language and no evidence is called so."""
    if isinstance(term, tree.Not):
        return _is_left_out(term.term, unknown)
    if isinstance(term, tree.AllOf | tree.AnyOf):
        return all(_is_left_out(inner, unknown) for inner in term.terms)
    if isinstance(term, tree.Named) and term.kind in {"language", "evidence"}:
        return (f"unknown_{term.kind}", term.text) in unknown
    return False


def _group(entries: Sequence[Entry], articles: int) -> Group | None:
    """Return the entries as a group; None where none of them would change what is found."""
    if not any(entry.chosen or entry.more or entry.articles < articles for entry in entries):
        return None
    chosen = sum(entry.chosen for entry in entries)
    shown = _shown(len(entries), max(SHOWN, chosen))
    return Group(tuple(entries[:shown]), tuple(entries[shown:]))


def _shown(entries: int, most: int) -> int:
    """Return how many entries to show at once: one more takes no more room than the word that would open it."""
    return entries if entries <= most + 1 else most


def _records(
    asked: _Asked,
    kind: str,
    public: QuerySet,
    counts: Mapping[int, int],
    chosen: Sequence[Person] | Sequence[Event] | Sequence[Source],
    token: Callable[[int], str],
) -> list[Entry]:
    """Return those that were chosen, then the most frequent of the others, as far as they are public."""
    ids = {record.pk for record in chosen}
    if not ids and not asked.counted.capped and min(counts.values(), default=0) >= asked.counted.articles:
        return []  # all of them are in all articles: their names need not be read
    # Of equals those that were recorded first. Thousands are counted, so the sorting is left to what needs no function.
    first = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[: MOST + _SPARE + len(ids)]
    others = [pk for pk in first if pk not in ids][: MOST + _SPARE]
    named = public.filter(pk__in=others).order_by().values_list("pk", "slug", _NAMES[kind]) if others else ()
    ordered = sorted(named, key=lambda row: (-counts[row[0]], row[2].casefold()))[: max(MOST - len(ids), 0)]
    entries = [
        asked.entry(str(record), counts.get(record.pk, 0), f"{kind}:{record.slug}", asked.condition(token(record.pk)))
        for record in chosen
    ]
    return entries + [asked.entry(name, counts[pk], f"{kind}:{slug}", None) for pk, slug, name in ordered]


def _languages(asked: _Asked) -> list[Entry]:
    counts = asked.counted.languages
    return [
        asked.entry(
            code,
            counts[code],
            f"language:{code}",
            asked.condition(facts.language_token(code)),
            asked.counted.counted_to,
        )
        for code in sorted(counts, key=lambda code: (-counts[code], code))
    ]


def _evidence(asked: _Asked, people: Sequence[Person], events: Sequence[Event]) -> list[Entry]:
    """Return how much curators confirmed and how much machines alone found, of the one person or event asked for.

    Of several it must be the evidence of each, which was not counted: there, only what was chosen can be taken away.
    """
    counted = asked.counted
    linked, confirmed = counted.linked, counted.confirmed
    if len(people) + len(events) > 1:
        linked = confirmed = 0
    elif people:
        pk = people[0].pk
        linked, confirmed = counted.people.get(pk, 0), counted.confirmed_people.get(pk, 0)
    elif events:
        pk = events[0].pk
        linked, confirmed = counted.events.get(pk, 0), counted.confirmed_events.get(pk, 0)
    entries = []
    for value, articles in (("confirmed", confirmed), ("automatic", linked - confirmed)):
        chosen = asked.evidence(value)
        if chosen or articles:
            number = counted.articles if chosen else articles
            entries.append(asked.entry(value, number, f"evidence:{value}", chosen, counted.counted_to))
    return entries


def _times(asked: _Asked, times: Timeline) -> Times | None:
    days, ends = times.asked, times.ends
    unit = _unit(*ends) if ends else Unit.YEAR
    entries = _periods(asked, unit, times) if ends else []
    steps = _steps(asked, *days) if days else ()
    if len(entries) == 1 and (entries[0].articles == asked.counted.articles or (entries[0].period.days == days)):
        entries = []  # it would find the same
    if not entries and not steps:
        return None
    shown = _shown(len(entries), SHOWN)
    return Times(unit, steps, tuple(entries[:shown]), tuple(entries[shown:MOST_PERIODS]))


def _unit(first: date, last: date) -> Unit:
    if number_of(Unit.MONTH, first) == number_of(Unit.MONTH, last):
        return Unit.DAY
    return Unit.MONTH if first.year == last.year else Unit.YEAR


def _periods(asked: _Asked, unit: Unit, times: Timeline) -> list[PeriodEntry]:
    """Return the periods that have articles, in the order of the list."""
    found = []
    for period, tally in times.tallies(unit, *times.ends) if times.ends else ():
        articles = tally.certain + tally.possible
        if articles:
            address = address_with(asked.query.text, period.condition(times.asked), asked.order)
            found.append(PeriodEntry(period, articles, address, asked.is_more(articles)))
    return found if asked.order.endswith("oldest") else found[::-1]


def _steps(asked: _Asked, first: date, last: date) -> tuple[Step, ...]:
    """Return the way from all times to the days from `first` to `last` that were asked for: year, month, day."""
    text = asked.query.text
    conditions = [days for days in asked.query.days if days.kind == "published"]
    everything = queries.write(tree.Query("", days=tuple(conditions)))
    steps = [Step("", address_without(text, everything, asked.order))]
    for unit in (Unit.YEAR, Unit.MONTH):
        period = period_with(unit, first)
        if last <= period.last and (first, last) != period.days:
            steps.append(Step(period.edtf, address_with(text, period.condition(), asked.order)))
    return (*steps, Step(_edtf(first, last)))


def _edtf(first: date, last: date) -> str:
    for unit in (Unit.DAY, Unit.MONTH, Unit.YEAR):
        period = period_with(unit, first)
        if period.days == (first, last):
            return period.edtf
    return f"{'..' if first == date.min else first}/{'..' if last == date.max else last}"
