"""An article's text with its marks: people's words as links, an event's sentence marked with its link after it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.models import Event, Mention, Person, Span
from archive.reading.evidence import Standing, anchor, span_standing
from archive.reading.slugs import linkable

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True)
class Mark:
    """A marked place: who or what it tells of, how it stands, and the anchors of the spans it stands for."""

    start: int
    end: int
    target: Person | Event
    standing: Standing
    anchors: tuple[str, ...]

    @property
    def linked(self) -> bool:
        """Return whether the target has a page to link to."""
        return linkable(self.target)


@dataclass(frozen=True)
class Piece:
    """Characters of a run: plain where `person` is None, else a person's words."""

    text: str
    person: Person | None = None
    standing: Standing = Standing.MACHINE
    anchors: tuple[str, ...] = ()

    @property
    def linked(self) -> bool:
        """Return whether the person has a page to link to."""
        return linkable(self.person)


@dataclass(frozen=True)
class Run:
    """Pieces that tell of the same events (of none: plain text); `endings` are the events whose words end here."""

    pieces: tuple[Piece, ...]
    events: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()
    endings: tuple[Mark, ...] = ()

    @property
    def standing(self) -> Standing:
        """Return how the run stands: as the least certain of its events."""
        order = [Standing.SUGGESTED, Standing.MACHINE, Standing.CONFIRMED]
        return min((mark.standing for mark in self.events), key=order.index, default=Standing.MACHINE)


def collect_marks(mentions: Iterable[Mention], spans: Iterable[Span]) -> list[Mark]:
    """Return one mark for each of the spans, whose mentions are among `mentions`."""
    targets = {mention.pk: mention.target for mention in mentions}
    return [
        Mark(span.start, span.end, targets[span.mention_id], span_standing(span), (anchor(span),)) for span in spans
    ]


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Return where each paragraph of `text` begins and ends."""
    places, start = [], 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        places.append((start, match.start()))
        start = match.end()
    places.append((start, len(text)))
    return [(start, end) for start, end in places if text[start:end].strip()]


def marked_paragraphs(text: str, marks: Sequence[Mark]) -> tuple[tuple[Run, ...], ...]:
    """Return the paragraphs of `text`, each as its runs."""
    paragraphs = []
    for start, end in paragraphs_of(text):
        inside = [_clipped(mark, start, end) for mark in marks if mark.start < end and mark.end > start]
        paragraphs.append(marked_text(text[start:end], inside))
    return tuple(paragraphs)


def _clipped(mark: Mark, start: int, end: int) -> Mark:
    """Return the part of `mark` in a paragraph, counted from there; its anchors stay where it begins."""
    anchors = mark.anchors if mark.start >= start else ()
    return replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start, anchors=anchors)


def marked_text(text: str, marks: Sequence[Mark]) -> tuple[Run, ...]:
    """Return `text` as runs; where people's words overlap, the first and longest win, and keep the others' anchors."""
    people = _without_overlaps([mark for mark in marks if isinstance(mark.target, Person)])
    events = _joined([_snapped(mark, people) for mark in marks if isinstance(mark.target, Event)], text)
    borders = {0, len(text)}
    for mark in (*people, *events):
        borders |= {mark.start, mark.end}
    places = sorted(border for border in borders if 0 <= border <= len(text))
    by_start = {mark.start: mark for mark in people}
    runs: list[tuple[tuple[Mark, ...], list[Piece], int, int]] = []
    for start, end in pairwise(places):
        covering = tuple(mark for mark in events if mark.start <= start and mark.end >= end)
        piece = _piece(text[start:end], by_start.get(start))
        if runs and runs[-1][0] == covering:
            last = runs[-1]
            runs[-1] = (covering, [*last[1], piece], last[2], end)
        else:
            runs.append((covering, [piece], start, end))
    return tuple(_run(*run) for run in runs)


def _piece(text: str, mark: Mark | None) -> Piece:
    if mark is None or not isinstance(mark.target, Person):
        return Piece(text)
    return Piece(text, mark.target, mark.standing, mark.anchors)


def _run(events: tuple[Mark, ...], pieces: list[Piece], start: int, end: int) -> Run:
    anchors = tuple(name for mark in events if mark.start == start for name in mark.anchors)
    return Run(tuple(pieces), events, anchors, tuple(mark for mark in events if mark.end == end))


def _without_overlaps(marks: list[Mark]) -> list[Mark]:
    chosen: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.anchors)):
        if chosen and mark.start < chosen[-1].end:
            chosen[-1] = replace(chosen[-1], anchors=chosen[-1].anchors + mark.anchors)
        else:
            chosen.append(mark)
    return chosen


def _snapped(mark: Mark, people: list[Mark]) -> Mark:
    """Return an event's mark with its ends moved out of people's words, so that no link is cut."""
    start, end = mark.start, mark.end
    for person in people:
        if person.start < start < person.end:
            start = person.start
        if person.start < end < person.end:
            end = person.end
    return replace(mark, start=start, end=end)


def _joined(marks: list[Mark], text: str) -> list[Mark]:
    """Return the marks in order, those of one event and standing joined where only spaces lie between."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end, mark.anchors)):
        for number, other in enumerate(joined):
            same = other.target == mark.target and other.standing == mark.standing
            if same and not text[other.end : mark.start].strip():
                anchors = other.anchors + mark.anchors
                joined[number] = replace(other, end=max(other.end, mark.end), anchors=anchors)
                break
        else:
            joined.append(mark)
    return joined
