"""What the list shows of each article that was found: why it is there, and whom and what it tells of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import get_script_prefix, reverse

from archive.models import Article, Event, Mention, Person, Source, Span
from archive.reading.articles import shown_end
from archive.reading.events import ids_inside
from archive.reading.evidence import Part, Sentence, sentences_of
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
    """A person or an event that an article tells of: what they are called, and the address of their page."""

    name: str
    address: str


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
    told = _told(articles, wanted)
    sentences = _mentions([pk for one in told.values() for pk in one.asked])
    return tuple(
        _listed(article, told[article.pk], [sentences[pk] for pk in told[article.pk].asked if pk in sentences], wanted)
        for article in articles
    )


@dataclass
class _Told:
    """What one article tells of, and the mentions of it that were asked for."""

    people: list[Named] = field(default_factory=list)
    events: list[Named] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)


def _told(articles: Sequence[Article], wanted: Wanted) -> dict[int, _Told]:
    """Return what each of the articles tells of, as far as it has a page; a query for people, and one for events."""
    found = {article.pk: _Told() for article in articles}
    shown = Mention.objects.public().filter(article__in=found).order_by("pk")
    _add_people(found, shown, wanted)
    _add_events(found, shown, wanted)
    return found


def _add_people(found: dict[int, _Told], shown: QuerySet[Mention], wanted: Wanted) -> None:
    people = {person.pk for person in wanted.people}
    named = shown.filter(person__article_count__gt=0)
    for pk, article, person, name, slug in named.values_list("pk", "article", "person", "person__name", "person__slug"):
        found[article].people.append(Named(name, _address("person", slug)))
        if person in people:
            found[article].asked.append(pk)


def _add_events(found: dict[int, _Told], shown: QuerySet[Mention], wanted: Wanted) -> None:
    events = set(ids_inside(wanted.events))
    titled = shown.filter(event__article_count__gt=0)
    columns = ("event", "event__title", "event__slug", "event__happened_earliest", "event__happened_latest")
    for pk, article, event, title, slug, *days in titled.values_list("pk", "article", *columns):
        found[article].events.append(Named(title, _address("event", slug)))
        if event in events or _meets(days, wanted.happened):
            found[article].asked.append(pk)


def _address(kind: str, slug: str) -> str:
    """Return the address of the page of a person or an event."""
    return slug.join(_around_slug(kind, get_script_prefix()))


@lru_cache(maxsize=8)
def _around_slug(kind: str, _prefix: str) -> tuple[str, str]:
    """Return what stands before and after the slug in the addresses of a kind; a page has dozens of them."""
    before, _, after = reverse(kind, args=["slug"]).rpartition("slug")
    return before, after


def _meets(days: Sequence[date | None], asked: Days | None) -> bool:
    """Return whether an event of the days from the first to the last of `days` may have happened when it is asked."""
    first, last = days
    if asked is None or first is None or last is None:
        return False
    return (asked[1] is None or first <= asked[1]) and (asked[0] is None or last >= asked[0])


def _mentions(ids: Sequence[int]) -> dict[int, Mention]:
    """Return the mentions with their shown spans; no query for none."""
    if not ids:
        return {}
    spans = Prefetch("spans", queryset=Span.objects.shown().order_by("-field", "start", "pk"))
    return {mention.pk: mention for mention in Mention.objects.filter(pk__in=ids).prefetch_related(spans)}


def _listed(article: Article, told: _Told, asked: list[Mention], wanted: Wanted) -> Listed:
    query = wanted.query
    end = shown_end(article.text, article.shown_access())
    title = cut_at(article.title, marks(article.title, article.language, query, "title"))
    sentences = _sentences(article, asked)
    best: tuple[Part, ...] = ()
    if worded(query.terms) or not sentences:
        found = snippet((article.lead, article.text[:end]) if end else (), article.language, query)
        best = cut_at(found.text, found.marks)
    people, events = told.people, told.events
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
