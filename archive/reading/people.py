"""A person as readers see them: the sentences that mention them, their events, and who else appears with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from archive.models import Article, Event, Identifier, Mention, NameForm, Participation, Person, Span
from archive.models.fields import Strength
from archive.reading.articles import cards, filed_under
from archive.reading.evidence import Sentence, Standing, mention_standing, sentences_of
from archive.reading.slugs import linkable
from archive.search import facts
from archive.search.finding import Results

NEWEST = 200
MOST_COMPANY = 12
MOST_EVENTS = 100
MOST_WRITTEN = 10


@dataclass(frozen=True)
class Company:
    """Someone who appears in the same articles, and in how many of them."""

    person: Person
    articles: int


@dataclass(frozen=True)
class PersonPage:
    """What the page of a person shows beside their sentences; `company` counts among the newest 200 articles."""

    person: Person
    name_forms: tuple[NameForm, ...]
    identifiers: tuple[Identifier, ...]
    participations: tuple[Participation, ...]
    company: tuple[Company, ...]
    company_among: int
    written: tuple[Article, ...]


@dataclass(frozen=True)
class Told:
    """An article of a list, and the sentences in it that tell of the page's person or event, with how that stands."""

    article: Article
    standing: Standing
    relation: str
    sentences: tuple[Sentence, ...]
    events: tuple[Event, ...] = ()

    @property
    def agreed(self) -> Standing | None:
        """Return how the sentences stand where all stand alike; None where each has to say it for itself."""
        standings = {sentence.standing for sentence in self.sentences}
        return standings.pop() if len(standings) == 1 else None


def person_articles(person: Person) -> Results:
    """Return the published articles that mention `person`, the newest first."""
    articles = Article.objects.published().select_related("source")
    return filed_under(facts.person_token(person.pk), person.article_count, articles)


def person_sentences(person: Person, articles: Iterable[Article]) -> tuple[Told, ...]:
    """Return for each of a page of `articles` the sentences that mention `person`."""
    articles = list(articles)
    mentions = shown_mentions(articles).filter(person=person)
    by_article = {mention.article_id: mention for mention in mentions}
    return tuple(_told(article, by_article[article.pk]) for article in articles if article.pk in by_article)


def shown_mentions(articles: Iterable[Article]) -> QuerySet[Mention]:
    """Return the shown mentions of these articles, with their shown spans."""
    spans = Prefetch("spans", queryset=Span.objects.shown().order_by("-field", "start", "pk"))
    return Mention.objects.public().filter(article__in=[article.pk for article in articles]).prefetch_related(spans)


def _told(article: Article, mention: Mention) -> Told:
    sentences = sentences_of(article, mention.spans.all())
    return Told(article, mention_standing(mention), mention.relation, sentences)


def person_page(person: Person) -> PersonPage:
    """Return what the page of `person` shows beside the list of sentences."""
    newest = person_articles(person).keys(NEWEST)
    participations = person.participations.select_related("event").order_by(
        "event__happened_earliest", "event__happened_at", "event"
    )
    return PersonPage(
        person=person,
        name_forms=tuple(person.name_forms.filter(strength=Strength.STRONG)),
        identifiers=tuple(person.identifiers.all()),
        participations=tuple(part for part in participations[:MOST_EVENTS] if linkable(part.event)),
        company=_company(person, newest),
        company_among=len(newest),
        written=tuple(cards(Article.objects.published().filter(authorships__person=person)).newest()[:MOST_WRITTEN]),
    )


def _company(person: Person, articles: list[int]) -> tuple[Company, ...]:
    """Return who else the `articles` mention, those in most of them first."""
    counted = (
        Mention.objects.public()
        .filter(article__in=articles, person__isnull=False)
        .exclude(person=person)
        .order_by()
        .values("person")
        .annotate(articles=Count("article"))
        .order_by("-articles", "person")[:MOST_COMPANY]
    )
    counts = {row["person"]: row["articles"] for row in counted}
    people = Person.objects.public().in_bulk(list(counts))
    return tuple(Company(people[key], number) for key, number in counts.items() if key in people)
