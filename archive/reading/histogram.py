"""The histogram of what a search finds: how much was published by day, month, year or longer."""

from dataclasses import dataclass, replace
from datetime import date

from archive.reading.narrowing import address_with
from archive.reading.periods import Period, Timeline, Unit, number_of
from archive.search import facts, tree

# The finest unit is drawn of which the span has no more.
_MOST = {Unit.DAY: 62, Unit.MONTH: 60, Unit.YEAR: 60, Unit.DECADE: 60}


@dataclass(frozen=True)
class Bar:
    """A bar: the articles published in a period, `certain` surely, `possible` perhaps; its address, if it has any."""

    period: Period
    certain: int
    possible: int
    address: str = ""

    @property
    def articles(self) -> int:
        """Return how many articles its address leads to."""
        return self.certain + self.possible


@dataclass(frozen=True)
class Histogram:
    """What was published when, in bars from the first to the last period; there may be none.

    `outside` articles have a date that meets none of the bars, because it leaves too much open; `undated` have none.
    `capped` says that the bars count the newest of more articles, `counted` how many those are.
    """

    unit: Unit
    bars: tuple[Bar, ...]
    outside: int = 0
    undated: int = 0
    capped: bool = False
    counted: int = 0

    @property
    def has_possible(self) -> bool:
        """Return whether a bar has articles that were only perhaps published then."""
        return any(bar.possible for bar in self.bars)


def histogram(counted: facts.Counted, times: Timeline, query: tree.Query, order: str) -> Histogram:
    """Return the histogram of what `query` finds, published at `times`; without bars where they would tell nothing.

    Its links keep the `order` of the list.
    """
    asked, ends = times.asked, times.ends
    told = Histogram(Unit.YEAR, (), undated=counted.undated, capped=counted.capped, counted=counted.articles)
    if ends is None:
        return told
    unit = _unit(*ends)
    bars = tuple(
        Bar(
            period,
            tally.certain,
            tally.possible,
            address_with(query.text, period.condition(asked), order) if tally.certain + tally.possible else "",
        )
        for period, tally in times.tallies(unit, *ends)
    )
    if len(bars) == 1 and asked == bars[0].period.days:
        return told
    first, last = bars[0].period.first, bars[-1].period.last
    outside = sum(articles for (begin, end), articles in counted.days.items() if begin > last or end < first)
    return replace(told, unit=unit, bars=bars, outside=outside)


def _unit(first: date, last: date) -> Unit:
    for unit, most in _MOST.items():
        if number_of(unit, last) - number_of(unit, first) < most:
            return unit
    return Unit.CENTURY
