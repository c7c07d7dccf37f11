"""What follows when a person or an event changes: the articles that it may concern are found, and linked again."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from archive.lib.words import fold
from archive.mentions import linker
from archive.mentions.cues import LONGEST_IN_DAYS
from archive.mentions.forms import writings
from archive.mentions.lexicon import PARTICLES
from archive.models import Article, AuthorityVersion, Event, Mention, NameForm, Participation, Person, Span
from archive.models.mention import Decision
from archive.pipeline.rebuild import BATCH, link, link_keys, recount_events, refile_keys
from archive.search import index
from archive.search.analysis import exact_words
from archive.search.backends.entry import Asked
from archive.search.finding import matching
from archive.search.query import plain

# Of more articles, it costs less to build the matchers of the whole archive once.
MOST_LINKED_APART = 2_000
_ORDINALS = {1: ("er", "st"), 2: ("nd",), 3: ("rd",), 21: ("st",), 22: ("nd",), 23: ("rd",), 31: ("st",)}


def authority_changed(*, people: Iterable[Person] = (), events: Iterable[Event] = ()) -> int:
    """Link again the articles that a changed person or event may concern; returns how many.

    They are found by the search index, and by the mentions that stand already: the cost follows the hits. Some
    at a time are linked in a transaction: call it when the change itself is committed, or others wait for all of them.
    """
    people, events = list(people), list(events)
    AuthorityVersion.bump()
    ids = set(Mention.objects.filter(Q(person__in=people) | Q(event__in=events)).values_list("article_id", flat=True))
    ids.update(index.articles_with(phrase for person in people for phrase in _phrases(person)))
    for event in events:
        ids.update(_articles_with_cues(event))
        ids.update(_articles_with_days(event))
    _link_where_changed(sorted(ids), {person.pk for person in people}, {event.pk for event in events})
    if events:
        recount_events(event.pk for event in events)
        # What lies inside an event that was hidden, or moved under another, tells of other events above it now.
        refile_keys(set(articles_telling(event.pk for event in events)) - ids)
    return len(ids)


def _link_where_changed(articles: list[int], people: set[int], events: set[int]) -> None:
    """Link the articles again; where they are few, with matchers that know no more than may be found in them."""
    if len(articles) > MOST_LINKED_APART:
        link_again(articles)
        return
    for start in range(0, len(articles), BATCH):
        batch = articles[start : start + BATCH]
        for _ in link_keys(batch, _matchers_for(batch, people, events)):
            pass


def _matchers_for(articles: list[int], people: set[int], events: set[int]) -> linker.Matchers:
    """Return matchers for the articles, in which these people and events have changed and nobody else.

    Whom an article tells of, perhaps or certainly, it has a mention of. Nobody else can be found there now but the
    changed ones, and those who share a word of their names with them: for these they stood, or stand, in the way.
    """
    told = list(Mention.objects.filter(article__in=articles).order_by().values_list("pk", "person_id", "event_id"))
    spans = Span.objects.filter(mention__in=[pk for pk, person, _ in told if person in people])
    texts = [*spans.order_by().values_list("words", flat=True).distinct()]
    texts += NameForm.objects.filter(person__in=people).values_list("text", flat=True)
    texts += Person.objects.filter(pk__in=people).values_list("family_name", flat=True)
    found = Participation.objects.filter(person__in=people).values_list("event_id", flat=True)
    return linker.matchers_of(
        people | {person for _, person, _ in told if person} | _sharing_words(texts),
        events | {event for _, _, event in told if event} | set(found),
        cues_stand=not events,
    )


def _sharing_words(texts: Iterable[str]) -> set[int]:
    """Return the ids of all people with a word of the texts in a name form; not a letter, and none as "de"."""
    shared = Q(pk__in=[])
    for word in dict.fromkeys(word for text in texts for word in exact_words(text)):
        if len(word) > 1 and word not in PARTICLES:
            shared |= Q(folded__contains=word)
    return set(NameForm.objects.filter(shared).order_by().values_list("person_id", flat=True))


def keep_spellings(mentions: QuerySet[Mention]) -> list[Person]:
    """Add the words of the undecided variants in `mentions` as name forms; returns the people who gained one."""
    spans = Span.objects.filter(mention__in=mentions.filter(person__isnull=False), reason="variant", anchored=True)
    people: dict[int, Person] = {}
    for span in spans.exclude(decision=Decision.REJECTED).select_related("mention__person").order_by("pk"):
        person, text = span.mention.person, " ".join(span.words.split())[:200]
        folded = fold(text).text
        if person is None or not folded or person.name_forms.filter(folded=folded).exists():
            continue
        NameForm.objects.create(person=person, text=text)
        people[person.pk] = person
    return list(people.values())


def link_again(articles: Iterable[int]) -> None:
    """Link the articles with these keys again, some at a time: no database takes any number of keys at once."""
    keys = sorted(articles)
    for start in range(0, len(keys), BATCH):
        link(Article.objects.filter(pk__in=keys[start : start + BATCH]))


def articles_telling(events: Iterable[int]) -> Iterator[int]:
    """Yield the ids of the articles with a mention of one of the events, or of one inside them; a query a level."""
    inside = level = set(events)
    while level:
        level = set(Event.objects.filter(parent__in=level).values_list("pk", flat=True)) - inside
        inside = inside | level
    if inside:
        yield from Mention.objects.filter(event__in=inside).order_by().values_list("article_id", flat=True).distinct()


def _phrases(person: Person) -> Iterator[str]:
    forms = NameForm.objects.filter(person=person).values_list("text", flat=True)
    return writings(person.given_name, person.family_name, forms)


def _articles_with_cues(event: Event) -> Iterator[int]:
    """Yield the ids of the articles that have all words of one of the event's cues, in whatever sentence."""
    for words in event.cues.values_list("words", flat=True):
        needed = " ".join(word for word in words.split() if not word.startswith("-"))
        yield from _articles_with(needed, Article.objects.all())


def _articles_with_days(event: Event) -> Iterator[int]:
    """Yield the ids of the articles that name one of the event's people and have the number of one of its days."""
    first, last = event.happened_earliest, event.happened_latest
    if first is None or last is None or (last - first).days >= LONGEST_IN_DAYS:
        return
    named = Mention.objects.filter(person__in=event.participations.values("person"))
    articles = Article.objects.filter(pk__in=named.values("article"))
    for number in range((last - first).days + 1):
        for word in _day_words(first + timedelta(number)):
            yield from _articles_with(word, articles)


def _day_words(day: date) -> Iterator[str]:
    """Yield how the number of a day is written: 1, 01, 1er, 1st."""
    yield from dict.fromkeys([str(day.day), f"{day.day:02}"])
    for ending in _ORDINALS.get(day.day, ("th",)):
        yield f"{day.day}{ending}"


def _articles_with(words: str, articles: QuerySet[Article]) -> Iterator[int]:
    query = plain(words)
    if query.terms:
        yield from matching(articles, Asked(query.terms, public=False)).order_by().values_list("pk", flat=True)
