"""What the index finds: how many articles, which of them, in which order, and what they have in common.

Lists are exact. Counts, facets and orders that need every match at once are exact up to `COMMON` matches; of more, they
are those of the newest, and say so.
"""

from collections.abc import Iterator, Sequence
from typing import overload

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property

from archive.models import Article, Event
from archive.search import facts
from archive.search.backends import backend
from archive.search.backends.entry import Asked

# Beyond so many matches, they are neither counted nor ranked but for the newest.
COMMON = 10_000
_AT_ONCE = 500
# The orders of a list: by publication, by relevance, by when what they tell of happened.
NEWEST, OLDEST, RELEVANCE = "newest", "oldest", "relevance"
HAPPENED_NEWEST, HAPPENED_OLDEST = "happened-newest", "happened-oldest"
ORDERS = (NEWEST, OLDEST, RELEVANCE, HAPPENED_NEWEST, HAPPENED_OLDEST)


class Found:
    """The articles that the index finds for what was asked, as places in time (`archive.search.facts`)."""

    def __init__(
        self, asked: Asked, order: str = NEWEST, using: str = DEFAULT_DB_ALIAS, *, known: int | None = None
    ) -> None:
        """Take what is asked, and the order of the list (one of `ORDERS`); how many match, where that is kept."""
        self.asked, self.order, self.using, self.known = asked, order, using, known
        self.index = backend(using)

    @cached_property
    def _filed(self) -> list[tuple[int, bytes]]:
        """Return place and packed numbers of the matches, the newest first, at most one more than `COMMON`."""
        return self._scored[0] if self.order == RELEVANCE else self.index.filed(self.asked, COMMON + 1)

    @cached_property
    def _scored(self) -> tuple[list[tuple[int, bytes]], dict[int, float]]:
        """Return the same, and the relevance of each place."""
        return self.index.scored(self.asked, COMMON + 1)

    @property
    def more(self) -> bool:
        """Return whether more than `COMMON` match."""
        return (len(self._filed) if self.known is None or not self.in_time else self.known) > COMMON

    @cached_property
    def newest(self) -> list[int]:
        """Return the places of the matches, the newest first: all of them, or of more the newest `COMMON`."""
        return [place for place, _ in self._filed[:COMMON]]

    @property
    def count(self) -> int:
        """Return how many match; `COMMON` where it is more."""
        return len(self.newest) if self.known is None else min(self.known, COMMON)

    @property
    def in_time(self) -> bool:
        """Return whether the list is in order of publication: any depth of it is reached at once."""
        return self.order in {NEWEST, OLDEST}

    @cached_property
    def ranked(self) -> list[int]:
        """Return the places of `newest` in the order that was asked for."""
        if self.order == OLDEST:
            return self._in_time
        if self.order == RELEVANCE:
            scores = self._scored[1]
            return sorted(self.newest, key=lambda place: -scores.get(place, 0.0))  # stable: of equals the newest first
        if self.order in {HAPPENED_NEWEST, HAPPENED_OLDEST}:
            return self._by_happening()
        return self.newest

    def page(self, start: int, size: int) -> list[int]:
        """Return the places `start` to `start + size` of the list, from 0 on; of a ranked one `COMMON` at most.

        Where the number of matches is kept, or the page reaches beyond those that are filed, time is walked.
        """
        walks = self.known is not None or (self.more and (self.order == OLDEST or start + size > COMMON))
        if self.order == OLDEST and walks:
            return self.oldest(start + size)[start:]
        if self.order == NEWEST and walks:
            return self.index.places(self.asked, start + size)[start:]
        return self.ranked[start : start + size]

    def oldest(self, most: int, after: int | None = None) -> list[int]:
        """Return at most `most` places behind `after`, the oldest first, undated articles last."""
        if after is not None and after < facts.DATED:
            return self.index.places(self.asked, most, after=after, before=facts.DATED, newest=False)
        least = facts.DATED - 1 if after is None else after
        found = self.index.places(self.asked, most, after=least, newest=False)
        if len(found) < most:
            found += self.index.places(self.asked, most - len(found), before=facts.DATED, newest=False)
        return found

    def behind(self, place: int | None, size: int) -> list[int]:
        """Return at most `size` places behind `place` (None: from the beginning) in a list in order of publication."""
        if self.known is None and not self.more:  # they are filed: no need to ask again
            return [one for one in self._in_time if place is None or self._place(one) > self._place(place)][:size]
        if self.order == OLDEST:
            return self.oldest(size, place)
        return self.index.places(self.asked, size, before=place)

    def ahead(self, place: int, size: int) -> list[int]:
        """Return the `size` places that stand before `place` in a list in order of publication, in its order."""
        if self.known is None and not self.more:
            return [one for one in self._in_time if self._place(one) < self._place(place)][-size:]
        if self.order != OLDEST:
            return self.index.places(self.asked, size, after=place, newest=False)[::-1]
        floor = facts.DATED - 1 if place >= facts.DATED else None
        found = self.index.places(self.asked, size, after=floor, before=place)
        if floor is None and len(found) < size:
            found += self.index.places(self.asked, size - len(found), after=facts.DATED - 1)
        return found[::-1]

    @cached_property
    def _in_time(self) -> list[int]:
        """Return `newest` in the order of publication that the list has."""
        return _undated_last(self.newest[::-1]) if self.order == OLDEST else self.newest

    def _place(self, place: int) -> tuple[bool, int]:
        """Return what a list in order of publication is sorted by."""
        return (place < facts.DATED, place) if self.order == OLDEST else (False, -place)

    def walk(self, size: int) -> Iterator[list[int]]:
        """Yield the places of the whole list in its order, `size` at a time; of a ranked list the others by date."""
        last = None
        if not self.in_time:
            for start in range(0, len(self.ranked), size):
                yield self.ranked[start : start + size]
            if not self.more:
                return
            last = self.newest[-1]  # there are some: of a ranked list it is not what was kept that tells
        while places := self.behind(last, size):
            yield places
            last = places[-1]

    @cached_property
    def counted(self) -> facts.Counted:
        """Return what the matches, or of more than `COMMON` the newest, have in common."""
        rows = [numbers for _, numbers in self._filed[:COMMON]]
        return facts.count(rows, len(rows), self.more)

    def _by_happening(self) -> list[int]:
        """Return the places by the day of the events that the articles tell of, those without one last."""
        newest = self.order == HAPPENED_NEWEST
        days = dict(_happened(list(self.counted.events), self.using))
        dated: list[tuple[int, int]] = []
        others = []
        for place, numbers in self._filed[:COMMON]:
            known = [days[event] for event in facts.events_in(numbers) if event in days]
            if known:
                dated.append((max(known) if newest else min(known), place))
            else:
                others.append(place)
        dated.sort(key=lambda pair: (-pair[0] if newest else pair[0], -pair[1]))
        return [place for _, place in dated] + sorted(others, reverse=True)


def _happened(events: list[int], using: str) -> Iterator[tuple[int, int]]:
    rows = Event.objects.using(using).values_list("pk", "happened_earliest")
    for start in range(0, len(events), COMMON):
        for pk, day in rows.filter(pk__in=events[start : start + COMMON]):
            if day is not None:
                yield pk, day.toordinal()


def _undated_last(places: list[int]) -> list[int]:
    """Return places that are sorted with the oldest first, those of articles without a date behind the others."""
    undated = sum(1 for place in places if place < facts.DATED)
    return places[undated:] + places[:undated]


class Results(Sequence[Article]):
    """A list of found articles whose rows are read when a slice is taken; `queryset` decides which may be seen."""

    def __init__(self, found: Found, queryset: "QuerySet[Article]") -> None:
        """Take what was found, and the queryset that reads the rows."""
        self.found, self.queryset = found, queryset.order_by()

    def __len__(self) -> int:
        return self.found.count

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> list[Article]: ...
    def __getitem__(self, place: int | slice) -> Article | list[Article]:
        if isinstance(place, int):
            return self.at(self.found.page(place, 1))[0]
        start = place.start or 0
        stop = len(self) if place.stop is None else place.stop
        return self.at(self.found.page(start, max(stop - start, 0)))

    def __iter__(self) -> Iterator[Article]:
        for articles in self.stream(_AT_ONCE):
            yield from articles

    def at(self, places: Sequence[int]) -> list[Article]:
        """Return the articles at the places, in that order; those that the queryset does not have are left out."""
        ids = [place & facts.LARGEST_ID for place in places]
        rows = {article.pk: article for article in self.queryset.filter(pk__in=ids)}
        return [rows[pk] for pk in ids if pk in rows]

    def keys(self, most: int) -> list[int]:
        """Return the keys of the first `most` articles as the index has them."""
        return [place & facts.LARGEST_ID for place in self.found.page(0, most)]

    def stream(self, size: int) -> Iterator[list[Article]]:
        """Yield all articles in the order of the list, `size` at a time."""
        for places in self.found.walk(size):
            yield self.at(places)


def matching(articles: "QuerySet[Article]", asked: Asked) -> "QuerySet[Article]":
    """Return those of `articles` that the index finds."""
    index = backend(articles.db)
    some = index.places(asked, COMMON + 1)
    if len(some) <= COMMON:
        return articles.filter(pk__in=[place & facts.LARGEST_ID for place in some])
    return articles.filter(Q(pk__in=RawSQL(*index.matching(asked))))  # noqa: S611  (parameters are bound)
