"""An event as readers see it: when and who, what it is part of, what happened inside it, and its coverage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from archive.models import Article, Event, Mention, Person
from archive.models.event import DEEPEST
from archive.reading.articles import filed_under, spans_by_article
from archive.reading.evidence import Standing, mention_standing, sentences_of
from archive.reading.people import Told, shown_mentions
from archive.reading.slugs import linkable
from archive.search import facts
from archive.search.finding import OLDEST, Results

MOST_INSIDE = 500
MOST_PEOPLE = 200


@dataclass(frozen=True)
class EventTree:
    """An event and the events inside it, in the order in which they happened."""

    event: Event
    inside: tuple["EventTree", ...] = ()


@dataclass(frozen=True)
class Participant:
    """A person's part in the event; `linked` where they have a page."""

    person: Person
    role: str
    linked: bool


@dataclass(frozen=True)
class EventPage:
    """What the page of an event shows beside its coverage; `above` is what it is part of, the widest first.

    `inside_cut` says that it has more events inside it than are shown.
    """

    event: Event
    above: tuple[Event, ...]
    inside: tuple[EventTree, ...]
    inside_cut: bool
    participants: tuple[Participant, ...]
    ids: tuple[int, ...]


def roots() -> QuerySet[Event]:
    """Return the public events that are part of no other, in the order in which they happened."""
    return Event.objects.public().filter(parent=None).in_order()


def event_trees(events: Iterable[Event]) -> tuple[EventTree, ...]:
    """Return each of `events` with the public events inside it; a query for each level of nesting."""
    events = list(events)
    by_parent = _by_parent(_events_below(events))
    return tuple(_tree(event, by_parent) for event in events)


def _events_below(events: Sequence[Event]) -> list[Event]:
    """Return the events inside `events`, hidden ones too, level by level, at most `MOST_INSIDE` of a level."""
    found: list[Event] = []
    level = list(events)
    for _depth in range(DEEPEST):
        inside = Event.objects.filter(parent__in=[event.pk for event in level])
        level = list(inside.in_order()[:MOST_INSIDE])
        if not level:
            break
        found.extend(level)
    return found


def _by_parent(events: Iterable[Event]) -> dict[int, list[Event]]:
    by_parent: dict[int, list[Event]] = {}
    for event in events:
        if linkable(event) and event.parent_id is not None:
            by_parent.setdefault(event.parent_id, []).append(event)
    return by_parent


def _tree(event: Event, by_parent: dict[int, list[Event]]) -> EventTree:
    return EventTree(event, tuple(_tree(child, by_parent) for child in by_parent.get(event.pk, ())))


def event_page(event: Event) -> EventPage:
    """Return what the page of `event` shows beside its coverage."""
    below = _events_below([event])
    people = event.participations.filter(person__hidden=False).select_related("person").order_by("pk")
    return EventPage(
        event=event,
        above=tuple(other for other in reversed(event.above()) if linkable(other)),
        inside=_tree(event, _by_parent(below)).inside,
        inside_cut=len(below) >= MOST_INSIDE,
        participants=tuple(Participant(row.person, row.role, linkable(row.person)) for row in people[:MOST_PEOPLE]),
        ids=(event.pk, *(other.pk for other in below if not other.hidden)),
    )


def coverage(page: EventPage) -> Results:
    """Return the published articles that tell of the event or of one inside it, the oldest first."""
    articles = Article.objects.published().select_related("source")
    return filed_under(facts.event_token(page.event.pk), page.event.article_count, articles, order=OLDEST)


def ids_inside(events: Sequence[Event]) -> tuple[int, ...]:
    """Return the ids of `events` and of those inside them that are not hidden; no query for no events."""
    inside = (other.pk for other in _events_below(events) if not other.hidden) if events else ()
    return (*(event.pk for event in events), *inside)


def coverage_sentences(page: EventPage, articles: Iterable[Article]) -> tuple[Told, ...]:
    """Return for each of a page of `articles` the sentences that tell of the event or of one inside it."""
    return _sentences(page.ids, articles)


def _sentences(events: Sequence[int], articles: Iterable[Article]) -> tuple[Told, ...]:
    articles = list(articles)
    mentions = shown_mentions(articles).filter(event__in=events).select_related("event")
    by_article = spans_by_article(mentions)
    return tuple(_told(article, by_article[article.pk]) for article in articles if article.pk in by_article)


def _told(article: Article, mentions: list[Mention]) -> Told:
    spans = [span for mention in mentions for span in mention.spans.all()]
    standings = {mention_standing(mention) for mention in mentions}
    standing = Standing.CONFIRMED if Standing.CONFIRMED in standings else Standing.MACHINE
    relation = min(mention.relation for mention in mentions)
    events = sorted((one.event for one in mentions if one.event is not None), key=lambda event: event.pk)
    return Told(article, standing, relation, sentences_of(article, spans), tuple(events))
