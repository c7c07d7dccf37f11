"""The names of all people and the titles of all events, each kind in one text that is searched in memory.

A database finds no word in the midst of a name without reading them all, and no letter by another with its accent. A
text of five megabytes, which is what a hundred thousand people come to, is searched in a few milliseconds. It is read
again when `AuthorityVersion` says that a name form, a person or an event has changed, and after some minutes: who is
covered the most changes with every article.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from time import monotonic

from archive.lib.words import fold, words
from archive.mentions.forms import bordered
from archive.models import AuthorityVersion, Event, NameForm

_OLDEST = 300  # seconds


class Written:
    """What records are called, a line for each writing; found in the order of the lines."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        """Take ids of records with what each is called, in words as `plain_words` gives them."""
        self._text = "\n" + "".join(f"{pk}\t {called} \n" for pk, called in lines)

    def having(self, begun: Sequence[str], most: int) -> list[int]:
        """Return the ids of at most `most` records of which one name has, for each word `begun`, one that begins so."""
        longest, *others = sorted((f" {word}" for word in begun), key=len, reverse=True)
        lines = (line for line in self._lines(longest) if all(other in line for other in others))
        return _ids(lines, most)

    def called(self, name: Sequence[str], most: int) -> list[int]:
        """Return the ids of at most `most` records of which `name` is one whole name."""
        whole = f"\t {' '.join(name)} "
        return _ids((line for line in self._beside(name[-1]) if line.endswith(whole)), most)

    def opened_or_closed_by(self, part: Sequence[str], most: int) -> list[int]:
        """Return the ids of at most `most` records of which a name ends with the words `part`, or begins with them."""
        spaced = f" {' '.join(part)} "
        lines = dict.fromkeys((*self._beside(part[-1]), *self._beside(part[0])))
        return _ids((line for line in lines if line.endswith(spaced) or f"\t{spaced}" in line), most)

    def _lines(self, sought: str) -> Iterator[str]:
        text = self._text
        place = text.find(sought)
        while place >= 0:
            end = text.index("\n", place)
            yield text[text.rindex("\n", 0, place) + 1 : end]
            place = text.find(sought, end)

    def _beside(self, word: str) -> Iterator[str]:
        """Yield the lines that begin or end with `word`."""
        for start in self._edges.get(word, ()):
            yield self._text[start : self._text.index("\n", start)]

    @cached_property
    def _edges(self) -> dict[str, list[int]]:
        """Return where the lines are that begin or end with each word."""
        found: dict[str, list[int]] = defaultdict(list)
        start = 1
        for line in self._text[1:].splitlines():
            called = line[line.index("\t") + 2 : -1]
            first, last = called.partition(" ")[0], called.rpartition(" ")[2]
            found[last].append(start)
            if first != last:
                found[first].append(start)
            start += len(line) + 1
        return dict(found)


def _ids(lines: Iterable[str], most: int) -> list[int]:
    found: dict[int, None] = {}
    for line in lines:
        found[int(line.partition("\t")[0])] = None
        if len(found) >= most:
            break
    return list(found)


@dataclass(frozen=True)
class Dated:
    """An event's id and the first and last day on which it may have happened."""

    event: int
    first: date
    last: date


@dataclass(frozen=True)
class Names:
    """The names of one version of the authority records, the most covered first; read `at` a moment of this process.

    `people` by all their name forms, `events` by their titles; `titles` holds events by the words of their title,
    `dated` those that have a date.
    """

    version: int
    at: float
    people: Written
    events: Written
    titles: dict[frozenset[str], list[int]]
    dated: tuple[Dated, ...]

    def happened(self, first: date | None, last: date | None, most: int) -> list[int]:
        """Return the ids of at most `most` events that may have happened from `first` to `last` (None: no end)."""
        after, before = first or date.min, last or date.max
        return list(islice((one.event for one in self.dated if one.first <= before and one.last >= after), most))

    def begun_on(self, month: int, day: int, most: int) -> list[int]:
        """Return the ids of at most `most` events that began on this day of whatever year."""
        begun = (one.event for one in self.dated if one.first.month == month and one.first.day == day)
        return list(islice(begun, most))


_names: dict[str, Names] = {}


def names() -> Names:
    """Return the names as this process knows them, read again when the authority records have changed; a query."""
    version, now = AuthorityVersion.current(), monotonic()
    kept = _names.get("current")
    if kept is None or kept.version != version or now - kept.at > _OLDEST:
        kept = _names["current"] = _read(version, now)
    return kept


def _read(version: int, now: float) -> Names:
    forms = NameForm.objects.order_by("-person__article_count", "person").values_list("person_id", "folded")
    people = Written((pk, called) for pk, folded in forms.iterator() for called in _writings(folded))
    titles: dict[frozenset[str], list[int]] = {}
    lines: list[tuple[int, str]] = []
    dated: list[Dated] = []
    events = Event.objects.order_by("-article_count", "pk")
    for pk, title, first, last in events.values_list("pk", "title", "happened_earliest", "happened_latest").iterator():
        called = plain_words(title)
        lines.append((pk, " ".join(called)))
        titles.setdefault(frozenset(called), []).append(pk)
        if first and last:
            dated.append(Dated(pk, first, last))
    return Names(version, now, people, Written(lines), titles, tuple(dated))


def _writings(folded: str) -> set[str]:
    """Return the ways in which somebody may type a name form: "j. k. rowling" also as "jk rowling"."""
    if folded.replace(" ", "").isalnum():
        return {folded}
    parts = bordered(folded).split()
    written = {" ".join(parts), "".join(_closed_up(parts)).strip()}
    return written | {" ".join(plain_words(folded))} if "'" in folded else written


def _closed_up(parts: Sequence[str]) -> Iterator[str]:
    """Yield the words with spaces before them, but for an initial behind another."""
    for place, part in enumerate(parts):
        follows = place > 0 and len(part) == 1 and len(parts[place - 1]) == 1
        yield part if follows else f" {part}"


def plain_words(text: str) -> list[str]:
    """Return the words of `text` without case, accents and marks; what is elided before another ("l'") is left out."""
    written = [word.text for word in words(fold(text).text)]
    kept = [word for word in written if not word.endswith("'")] or written
    return [part for word in kept for part in bordered(word).split()]
