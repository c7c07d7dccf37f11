"""Events in a text: cues that stand together in one sentence, and written days beside the event's people. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter

from archive.lib.days import find_days
from archive.lib.words import sentences, stem, words
from archive.mentions.matcher import Match

_UNKNOWN_LANGUAGE = ("fr", "en")  # tried both where an article's language is not known
_EXCLUDED = re.compile(r"(?<!\S)[-−–](?=\w)")
_BROKEN_WORD = re.compile(r"[-‐¬]\s*\n\s*")
_DIGIT = re.compile(r"\d")
_TO_DIGIT = 60  # more characters than a written day has before its first digit
_BULLETS = "-–—•*▪◦·"
_QUOTES = {"«": "»", "“": "”", '"': '"', "‘": "’"}
LONGEST_IN_DAYS = 3  # an event that took as long, or longer, is not suggested by one of its days


@dataclass(frozen=True)
class EventCues:
    """An event as the matcher knows it: the row's id, its cues as written, its days, and its people's ids."""

    event: int
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    people: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Cue:
    """A cue in one language: the stems that must stand in a sentence, and those that must not."""

    event: int
    written: str
    strong: bool
    needed: frozenset[str]
    excluded: frozenset[str]


@dataclass(frozen=True)
class _Day:
    """A day of a month as a text writes it, where it begins, and the year where one is written."""

    start: int
    written: str
    day: int
    month: int
    year: int | None


class CueMatcher:
    """Finds the events of the archive in a text; built once for many texts."""

    def __init__(self, events: Iterable[EventCues]) -> None:
        """Take every event of the archive."""
        self.events = tuple(events)
        self._indexes: dict[str, dict[str, list[_Cue]]] = {}
        self._by_person: dict[int, list[EventCues]] = defaultdict(list)
        for event in self.events:
            if event.earliest and event.latest and (event.latest - event.earliest).days < LONGEST_IN_DAYS:
                for person in event.people:
                    self._by_person[person].append(event)

    def match(
        self,
        title: str,
        text: str,
        language: str = "",
        published: tuple[date, date] | None = None,
        people: Sequence[Match] = (),
    ) -> list[Match]:
        """Return the sentences that tell of events; `published` are the article's own days, `people` its people."""
        found: list[Match] = []
        for field, content in (("title", title), ("text", text)):
            here = [person for person in people if person.field == field]
            found += self._match_field(field, content, language, published, here)
        return found

    def _match_field(
        self, field: str, text: str, language: str, published: tuple[date, date] | None, people: list[Match]
    ) -> list[Match]:
        if not text.strip() or not self.events:
            return []
        places = _places(field, text)
        told = self._told_by_cues(text, places, language)
        days = self._told_by_days(text, places, published, people)
        found: list[Match] = []
        for index in sorted(told.keys() | days.keys()):
            start, end = _trimmed(text, *places[index])
            by_event = {**days.get(index, {}), **told.get(index, {})}
            found += [Match(event, field, start, end, *by_event[event]) for event in sorted(by_event)]
        return found

    def match_days(
        self, title: str, text: str, published: tuple[date, date] | None, people: Sequence[Match], told: Sequence[Match]
    ) -> list[Match]:
        """Return what `match` does, where it is known already what cues have `told`: that, and days beside people."""
        standing = {(match.target, match.field, match.start, match.end) for match in told}
        found = list(told)
        for field, content in (("title", title), ("text", text)):
            here = [person for person in people if person.field == field and person.target in self._by_person]
            places = _places(field, content) if here else []
            for index, by_event in self._told_by_days(content, places, published, here).items():
                start, end = _trimmed(content, *places[index])
                for event, told_by in by_event.items():
                    if (event, field, start, end) not in standing:
                        found.append(Match(event, field, start, end, *told_by))
        return found

    # Cues

    def _told_by_cues(
        self, text: str, places: list[tuple[int, int]], language: str
    ) -> dict[int, dict[int, tuple[str, str, bool]]]:
        """Return, by number of sentence and by event, the cue that stands there, its reason and strength."""
        told: dict[int, dict[int, tuple[str, str, bool]]] = defaultdict(dict)
        for code in (language,) if language else _UNKNOWN_LANGUAGE:
            index = self._index(code)
            for number, stems in _stems_by_sentence(text, places, code):
                for cue in _standing(index, stems):
                    known = told[number].get(cue.event)
                    if known is None or (cue.strong and not known[2]):
                        told[number][cue.event] = (cue.written, "cue", cue.strong)
        return told

    def _index(self, language: str) -> dict[str, list[_Cue]]:
        """Return the cues in `language`, each under the stem that the fewest cues need."""
        code = language[:2].lower()
        if code not in self._indexes:
            cues = [
                cue
                for event in self.events
                for strong, written in ((True, event.strong), (False, event.weak))
                for text in written
                if (cue := _parsed(event.event, text, strong, code)).needed
            ]
            common = Counter(needed for cue in cues for needed in cue.needed)
            index: dict[str, list[_Cue]] = defaultdict(list)
            for cue in cues:
                index[min(cue.needed, key=lambda needed: (common[needed], needed))].append(cue)
            self._indexes[code] = dict(index)
        return self._indexes[code]

    # Days

    def _told_by_days(
        self, text: str, places: list[tuple[int, int]], published: tuple[date, date] | None, people: list[Match]
    ) -> dict[int, dict[int, tuple[str, str, bool]]]:
        """Return, by number of sentence and by event, the day that stands there beside one of its people."""
        known = [person for person in people if person.target in self._by_person]
        people = sorted(known, key=attrgetter("start"))
        told: dict[int, dict[int, tuple[str, str, bool]]] = defaultdict(dict)
        if not _has_digit_beside(people, text, places):
            return told
        for day in _days_in(text):
            number = _number_of(day.start, places)
            if number is None:
                continue
            start, end = places[number]
            first = bisect_left(people, start, key=attrgetter("start"))
            last = bisect_left(people, end, key=attrgetter("start"))
            targets = {person.target for person in people[first:last] if person.end <= end}
            for event in (event for target in targets for event in self._by_person[target]):
                reason = _reason(day, event, published)
                if reason and told[number].get(event.event, ("", "", False))[1] != "day":
                    told[number][event.event] = (day.written, reason, False)
        return told


def _places(field: str, text: str) -> list[tuple[int, int]]:
    """Return where the sentences stand; a title is one."""
    return [(0, len(text))] if field == "title" else sentences(text)


def _has_digit_beside(people: Iterable[Match], text: str, places: list[tuple[int, int]]) -> bool:
    """Tell whether a day can begin in a sentence with one of the people; to look for days takes longer."""
    numbers = {_number_of(person.start, places) for person in people}
    spoken = [places[number] for number in numbers if number is not None]
    return any(_DIGIT.search(text, start, end + _TO_DIGIT) for start, end in spoken)


def _parsed(event: int, written: str, strong: bool, language: str) -> _Cue:
    """Return the cue `written` for people: words that are needed, and after a hyphen words that exclude."""
    needed: list[str] = []
    excluded: list[str] = []
    for part in written.split():
        minus = _EXCLUDED.match(part)
        (excluded if minus else needed).extend(_stems(part[minus.end() :] if minus else part, language))
    return _Cue(event, written, strong, frozenset(needed), frozenset(excluded))


def _stems(text: str, language: str) -> list[str]:
    return [stem(word.text, language) for word in words(text) if word.text[-1].isalnum()]


def _standing(index: dict[str, list[_Cue]], stems: set[str]) -> Iterator[_Cue]:
    for rare in stems & index.keys():
        for cue in index[rare]:
            if cue.needed <= stems and not cue.excluded & stems:
                yield cue


def _stems_by_sentence(text: str, places: list[tuple[int, int]], language: str) -> Iterator[tuple[int, set[str]]]:
    """Yield the number of each sentence and its stems; a word cut by a line's end counts as a whole too."""
    for number, (start, end) in enumerate(places):
        sentence = text[start:end]
        stems = {stem(word, language) for word, _, _ in words(sentence)}
        if "\n" in sentence and _BROKEN_WORD.search(sentence):
            stems |= {stem(word, language) for word, _, _ in words(_BROKEN_WORD.sub("", sentence))}
        yield number, stems


def _number_of(place: int, places: list[tuple[int, int]]) -> int | None:
    """Return the number of the sentence in which `place` lies."""
    number = bisect_right(places, place, key=itemgetter(0)) - 1
    return number if number >= 0 and place < places[number][1] else None


def _reason(day: _Day, event: EventCues, published: tuple[date, date] | None) -> str:
    """Return by which rule `day` meets the days of `event`, "" where it does not."""
    if event.earliest is None or event.latest is None:
        return ""
    return _meets(day, event.earliest, event.latest, published)


def _days_in(text: str) -> list[_Day]:
    """Return the days written in `text`; a month alone is none."""
    return [
        _Day(found.start, text[found.start : found.end].strip(), found.day, found.month, found.year)
        for found in find_days(text)
        if found.day is not None
    ]


def _meets(day: _Day, earliest: date, latest: date, published: tuple[date, date] | None) -> str:
    """Return the rule by which `day` lies within `earliest` and `latest`, "" where it does not.

    "day": its year is written, or it is the year that brings it nearest to `published`, the article's own days.
    "day-without-year": no year is written, and the article's own days tell none (there are none, or several fit).
    """
    if day.year is not None:
        return "day" if any(earliest <= that <= latest for that in _dates(day, day.year, day.year)) else ""
    if published is None or date.min in published or date.max in published:
        return "day-without-year" if any(_within(day, earliest, latest)) else ""
    nearest = _nearest(day, published)
    if not any(earliest <= that <= latest for that in nearest):
        return ""
    return "day" if len(nearest) == 1 else "day-without-year"


def _dates(day: _Day, first: int, last: int) -> Iterator[date]:
    """Yield the dates that `day` has in the years `first` to `last`; 29 February has none in most."""
    for year in range(max(first, date.min.year), min(last, date.max.year) + 1):
        try:
            yield date(year, day.month, day.day)
        except ValueError:
            continue


def _within(day: _Day, earliest: date, latest: date) -> Iterator[bool]:
    return (earliest <= that <= latest for that in _dates(day, earliest.year, latest.year))


def _nearest(day: _Day, published: tuple[date, date]) -> list[date]:
    """Return the dates of `day` that lie nearest to the `published` days; several where these span years."""
    first, last = published
    dates = list(_dates(day, first.year - 4, last.year + 4))  # 29 February comes every four years
    away = [max((first - that).days, (that - last).days, 0) for that in dates]
    return [that for that, distance in zip(dates, away, strict=True) if distance == min(away)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence without spaces and bullets, and without quotes where they stand at both ends."""
    while start < end and (
        text[start].isspace() or (text[start] in _BULLETS and text[start + 1 : start + 2].isspace())
    ):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    closing = _QUOTES.get(text[start : start + 1])
    if closing and end - start > 2 and text[end - 1] == closing and closing not in text[start + 1 : end - 1]:
        return _trimmed(text, start + 1, end - 1)
    return start, end
