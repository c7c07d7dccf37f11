"""An article as a list shows it: its title, and the sentence of it that answers what was asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.models import Article, Event, Person, Source
from archive.reading.articles import shown_end
from archive.reading.events import event_sentences
from archive.reading.evidence import Part, Sentence
from archive.reading.people import person_sentences
from archive.search.query import Query
from archive.search.snippets import marks, snippet

MOST_KNOWN = 100


@dataclass(frozen=True)
class Listed:
    """A row of the list of articles: title and snippet with the words that were searched marked.

    `sentences` are the first that tell of the person and of the event that were asked for.
    """

    article: Article
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Known:
    """Names that the form above the list offers: the most covered people, events and sources, at most 100 of each."""

    people: tuple[str, ...]
    events: tuple[str, ...]
    sources: tuple[str, ...]


def listed(
    articles: Sequence[Article], query: Query | None, person: Person | None = None, event: Event | None = None
) -> tuple[Listed, ...]:
    """Return a page of `articles` as the list shows them, in their order."""
    sentences: dict[int, list[Sentence]] = {article.pk: [] for article in articles}
    of_person = person_sentences(person, articles) if person else ()
    of_event = event_sentences(event, articles) if event else ()
    for entry in (*of_person, *of_event):
        sentences[entry.article.pk].extend(entry.sentences[:1])
    return tuple(_listed(article, query, tuple(sentences[article.pk])) for article in articles)


def _listed(article: Article, query: Query | None, sentences: tuple[Sentence, ...]) -> Listed:
    end = shown_end(article.text, article.shown_access())
    title = cut_at(article.title, marks(article.title, article.language, query))
    if sentences and query is None:
        return Listed(article, title, (), sentences)
    best = snippet((article.lead, article.text[:end]) if end else (), article.language, query)
    return Listed(article, title, cut_at(best.text, best.marks), sentences)


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
    people = Person.objects.public().most_covered().values_list("name", flat=True)
    events = Event.objects.public().order_by("-article_count", "pk").values_list("title", flat=True)
    sources = Source.objects.public().order_by("-article_count", "name").values_list("name", flat=True)
    return Known(tuple(people[:MOST_KNOWN]), tuple(events[:MOST_KNOWN]), tuple(sources[:MOST_KNOWN]))
