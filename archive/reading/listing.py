"""What the list shows of each article that was found: why it is there, and whom and what it tells of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.models import Article, Event, Mention, Person, Source
from archive.reading.articles import shown_end
from archive.reading.events import ids_inside
from archive.reading.evidence import Part, Sentence, Standing, mention_standing, sentences_of
from archive.reading.people import shown_mentions
from archive.reading.slugs import linkable
from archive.search.snippets import marks, snippet
from archive.search.tree import Query, worded

MOST_KNOWN = 100
MOST_SENTENCES = 3
MOST_NAMED = 8

Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class Wanted:
    """What the list was asked for: a query, people and events that articles must tell of, when events happened."""

    query: Query
    people: tuple[Person, ...] = ()
    events: tuple[Event, ...] = ()
    happened: Days | None = None


@dataclass(frozen=True)
class Named:
    """A person or an event that an article tells of, and how that stands."""

    record: Person | Event
    standing: Standing


@dataclass(frozen=True)
class Listed:
    """A row of the list of articles: title and snippet with the words that were searched marked.

    `sentences` are the first that tell of the people and events that were asked for; `people` and `events` those that
    it tells of, at most 8 of each, and `more` how many others there are.
    """

    article: Article
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]
    sentences: tuple[Sentence, ...] = ()
    people: tuple[Named, ...] = ()
    events: tuple[Named, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Known:
    """Names that the form above the list offers: the most covered people, events and sources, at most 100 of each."""

    people: tuple[str, ...]
    events: tuple[str, ...]
    sources: tuple[str, ...]


def listed(articles: Sequence[Article], wanted: Wanted) -> tuple[Listed, ...]:
    """Return a page of `articles` as the list shows them, in their order; a number of queries that does not grow."""
    mentions: dict[int, list[Mention]] = {article.pk: [] for article in articles}
    for mention in shown_mentions(articles).select_related("person", "event").order_by("pk"):
        if linkable(mention.target):
            mentions[mention.article_id].append(mention)
    asked = _Asked(wanted)
    return tuple(_listed(article, mentions[article.pk], wanted.query, asked) for article in articles)


class _Asked:
    """Tells the mentions that were asked for."""

    def __init__(self, wanted: Wanted) -> None:
        self.people = {person.pk for person in wanted.people}
        self.events = set(ids_inside(wanted.events))
        self.happened = wanted.happened

    def has(self, mention: Mention) -> bool:
        """Return whether the mention is one of a person or an event that was asked for."""
        if mention.person_id in self.people or mention.event_id in self.events:
            return True
        return self.happened is not None and mention.event is not None and _meets(mention.event, self.happened)


def _meets(event: Event, days: Days) -> bool:
    first, last = event.happened_earliest, event.happened_latest
    if first is None or last is None:
        return False
    return (days[1] is None or first <= days[1]) and (days[0] is None or last >= days[0])


def _listed(article: Article, mentions: list[Mention], query: Query, asked: _Asked) -> Listed:
    end = shown_end(article.text, article.shown_access())
    title = cut_at(article.title, marks(article.title, article.language, query, "title"))
    sentences = _sentences(article, [mention for mention in mentions if asked.has(mention)])
    best: tuple[Part, ...] = ()
    if worded(query.terms) or not sentences:
        found = snippet((article.lead, article.text[:end]) if end else (), article.language, query)
        best = cut_at(found.text, found.marks)
    named = [Named(mention.target, mention_standing(mention)) for mention in mentions]
    people = [one for one in named if isinstance(one.record, Person)]
    events = [one for one in named if isinstance(one.record, Event)]
    more = max(0, len(people) - MOST_NAMED) + max(0, len(events) - MOST_NAMED)
    return Listed(article, title, best, sentences, tuple(people[:MOST_NAMED]), tuple(events[:MOST_NAMED]), more)


def _sentences(article: Article, mentions: list[Mention]) -> tuple[Sentence, ...]:
    """Return the first sentence of each of the mentions, each sentence once."""
    found: dict[str, Sentence] = {}
    for mention in mentions[:MOST_SENTENCES]:
        for sentence in sentences_of(article, mention.spans.all())[:1]:
            found.setdefault(sentence.text, sentence)
    return tuple(found.values())


def cut_at(text: str, places: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    """Return `text` in parts, those at `places` (in order, apart from each other) marked."""
    parts, last = [], 0
    for start, end in places:
        if start > last:
            parts.append(Part(text[last:start]))
        parts.append(Part(text[start:end], marked=True))
        last = end
    if last < len(text):
        parts.append(Part(text[last:]))
    return tuple(parts)


def known() -> Known:
    """Return the names that the form above the list offers."""

    def names(records: Any, name: str) -> tuple[str, ...]:
        return tuple(records.values_list(name, flat=True)[:MOST_KNOWN])

    return Known(
        names(Person.objects.public().most_covered(), "name"),
        names(Event.objects.public().order_by("-article_count", "pk"), "title"),
        names(Source.objects.public().order_by("-article_count", "name"), "name"),
    )
