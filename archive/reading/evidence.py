"""The sentences that links rest on, cut from the article when they are read."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.lib import words
from archive.models import Article, Mention, Span
from archive.models.fields import Strength
from archive.models.mention import Decision, MentionStatus, Origin
from archive.models.source import Access

LONGEST_SENTENCE = 420


class Standing(models.TextChoices):
    """How much a reader may rely on a link: who found the words it rests on."""

    MACHINE = "machine", _("found by machine")
    CONFIRMED = "confirmed", _("confirmed by a curator")
    SUGGESTED = "suggested", _("suggested, not shown to readers")


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; `marked` where it is the words that a span rests on."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Sentence:
    """One sentence of an article with the words that name someone, and where it stands (`anchor`) in the page."""

    field: str
    anchor: str
    parts: tuple[Part, ...]
    standing: Standing

    @property
    def text(self) -> str:
        """Return the sentence without marks."""
        return "".join(part.text for part in self.parts)

    @property
    def whole(self) -> bool:
        """Return whether all of it is marked, as an event's sentence is."""
        return all(part.marked for part in self.parts)

    @property
    def in_title(self) -> bool:
        """Return whether it is the article's title."""
        return self.field == Span.Field.TITLE


def span_standing(span: Span) -> Standing:
    """Return how the words of `span` stand; a curator's yes to other words does not count for these."""
    if span.decision == Decision.CONFIRMED or (span.origin == Origin.CURATOR and not span.decision):
        return Standing.CONFIRMED
    return Standing.MACHINE if span.strength == Strength.STRONG and not span.decision else Standing.SUGGESTED


def mention_standing(mention: Mention) -> Standing:
    """Return how the mention as a whole stands."""
    if mention.status == MentionStatus.CONFIRMED:
        return Standing.CONFIRMED
    return Standing.MACHINE if mention.status == MentionStatus.AUTOMATIC else Standing.SUGGESTED


def anchor(span: Span) -> str:
    """Return the fragment by which an article's page is entered at the words of `span`."""
    return f"m{span.pk}"


def true_spans(article: Article, spans: Iterable[Span]) -> list[Span]:
    """Return the spans whose words stand where they say; others would mark the wrong words."""
    return [span for span in spans if getattr(article, span.field)[span.start : span.end] == span.words]


def sentences_of(article: Article, spans: Iterable[Span]) -> tuple[Sentence, ...]:
    """Return the sentences in which `spans` stand, title first, each once with all its spans marked.

    An article that is held by reference alone gives none of its text away, only its title.
    """
    cutter = _Cutter(article)
    grouped: dict[tuple[str, int, int], list[Span]] = {}
    for span in true_spans(article, spans):
        if span.field == Span.Field.TEXT and article.shown_access() == Access.REFERENCE:
            continue
        start, end = cutter.bounds(span)
        grouped.setdefault((span.field, start, end), []).append(span)
    keys = sorted(grouped, key=lambda key: (key[0] != Span.Field.TITLE, key[1], key[2]))
    return tuple(_sentence(article, key, grouped[key]) for key in keys)


@lru_cache(maxsize=64)
def _sentence_places(paragraph: str) -> tuple[tuple[int, int], ...]:
    """Return where the sentences of a paragraph stand; kept, for a page asks for one paragraph for many people."""
    return tuple(words.sentences(paragraph))


class _Cutter:
    """Finds the sentences of one article; cuts each paragraph once, however many spans stand in it."""

    def __init__(self, article: Article) -> None:
        self.title, self.text = article.title, article.text
        self.places: dict[int, tuple[tuple[int, int], ...]] = {}

    def bounds(self, span: Span) -> tuple[int, int]:
        """Return where the sentence of `span` begins and ends in its field; the whole title for a title."""
        if span.field == Span.Field.TITLE:
            return 0, len(self.title)
        first = self.text.rfind("\n\n", 0, span.start)
        first = first + 2 if first >= 0 else 0
        if first not in self.places:
            last = self.text.find("\n\n", span.end)
            self.places[first] = _sentence_places(self.text[first : last if last >= 0 else None])
        start, end = span.start, span.end
        places = self.places[first]
        place = max(0, bisect_right(places, (span.start - first, len(self.text))) - 1)
        for left, right in islice(places, place, None):
            if left + first >= span.end:
                break
            if right + first > span.start:
                start, end = min(start, left + first), max(end, right + first)
        return start, end


def _sentence(article: Article, key: tuple[str, int, int], spans: list[Span]) -> Sentence:
    field, start, end = key
    spans.sort(key=lambda span: (span.start, -span.end))
    parts = _parts(getattr(article, field), start, end, [(span.start, span.end) for span in spans])
    return Sentence(field, anchor(spans[0]), _shortened(parts), _joint_standing(spans))


def _joint_standing(spans: Iterable[Span]) -> Standing:
    """Return how a sentence stands: for one person or event as its surest words, for several as the least sure."""
    order = (Standing.SUGGESTED, Standing.MACHINE, Standing.CONFIRMED)
    surest: dict[int, int] = {}
    for span in spans:
        surest[span.mention_id] = max(surest.get(span.mention_id, 0), order.index(span_standing(span)))
    return order[min(surest.values())]


def _parts(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> list[Part]:
    parts, place = [], start
    for left, right in marks:
        left = max(left, place)
        if right <= left:
            continue
        if left > place:
            parts.append(Part(text[place:left]))
        parts.append(Part(text[left:right], marked=True))
        place = right
    if place < end:
        parts.append(Part(text[place:end]))
    return parts


def _shortened(parts: list[Part]) -> tuple[Part, ...]:
    """Return the parts, the unmarked ones of an overlong sentence cut at words with an ellipsis."""
    if sum(len(part.text) for part in parts) <= LONGEST_SENTENCE:
        return tuple(parts)
    if all(part.marked for part in parts):
        text = parts[0].text
        return (Part(text if len(text) <= LONGEST_SENTENCE else _head(text, LONGEST_SENTENCE), marked=True), *parts[1:])
    room = max(60, LONGEST_SENTENCE // (2 * len(parts)))
    short = []
    for number, part in enumerate(parts):
        if part.marked or len(part.text) <= 2 * room:
            short.append(part)
        elif number == 0:
            short.append(Part(_tail(part.text, room)))
        elif number == len(parts) - 1:
            short.append(Part(_head(part.text, room)))
        else:
            short.append(Part(f"{_head(part.text, room)} {_tail(part.text, room)}"))
    return tuple(short)


def _head(text: str, length: int) -> str:
    head = text[:length]
    return f"{head[: head.rfind(' ')] if ' ' in head[1:] else head}…"


def _tail(text: str, length: int) -> str:
    tail = text[-length:]
    return f"…{tail[tail.find(' ') + 1 :] if ' ' in tail[:-1] else tail}"
