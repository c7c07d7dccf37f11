"""An article as it leaves the archive in a format for other programs: all that readers may know of it, in one piece."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.db.models import Count, Max, Min, prefetch_related_objects
from django.urls import reverse

from archive.lib import edtf
from archive.lib.words import fold
from archive.models import Article, Authorship, Capture, Event, Mention, Person, Source, Span
from archive.models.mention import SHOWN
from archive.models.source import Access
from archive.reading.articles import shown_end
from archive.reading.evidence import Standing, mention_standing, sentences_of
from archive.reading.slugs import linkable


@dataclass(frozen=True)
class When:
    """A date: its EDTF text, the first and the last day that it may mean (None for an open end), and its instant."""

    edtf: str
    earliest: date | None
    latest: date | None
    instant: datetime | None = None

    @property
    def is_doubtful(self) -> bool:
        """Return whether the text itself says that it is uncertain or approximate."""
        return bool(edtf.qualifier(self.edtf))

    @property
    def day(self) -> date | None:
        """Return the one day that it means for certain; None where it may be another."""
        return self.earliest if self.earliest == self.latest and not self.is_doubtful else None


@dataclass(frozen=True)
class Author:
    """A name of the byline as printed; in its two parts, and with the address of the person's page, where known."""

    name: str
    given: str = ""
    family: str = ""
    url: str = ""


@dataclass(frozen=True)
class Publisher:
    """The source: its name, and its page where it has one."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Named:
    """A person or an event that the article tells of, how surely, and the first sentence that says so.

    `sentence` is empty where readers see none of the text; `url` where the record has no page.
    """

    id: int
    name: str
    slug: str
    url: str
    relation: str
    standing: Standing
    sentence: str
    happened: When | None = None


@dataclass(frozen=True)
class Captured:
    """How often the article's page was captured, and when first and last where that is known."""

    number: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class Exported:
    """One published article. `text` is as much of it as readers see: all, an excerpt, or nothing (`access`).

    `url` is its page in the archive, `permalink` the address that stays when its title changes, and `original` where
    it was published.
    """

    id: int
    url: str
    permalink: str
    original: str
    title: str
    byline: str
    authors: tuple[Author, ...]
    publisher: Publisher | None
    section: str
    language: str
    published: When | None
    published_note: str
    updated: When | None
    lead: str
    text: str
    access: str
    people: tuple[Named, ...]
    events: tuple[Named, ...]
    captured: Captured
    recorded_at: datetime
    changed_at: datetime


def exported(articles: Sequence[Article], root: str) -> tuple[Exported, ...]:
    """Return published `articles` in their order; six queries at the most, however many there are.

    `root` is the address of the site ("https://archive.example.org/"), by which addresses of records are made whole.
    """
    prefetch_related_objects(articles, "source")
    authors, captures = _authors(articles, root), _captures(articles)
    told = _told(articles, root)
    return tuple(
        _exported(article, root, authors[article.pk], told[article.pk], captures.get(article.pk, Captured()))
        for article in articles
    )


def _exported(
    article: Article, root: str, authors: Iterable[Author], told: Iterable[tuple[bool, Named]], captured: Captured
) -> Exported:
    access = article.shown_access()
    told = list(told)
    return Exported(
        id=article.pk,
        url=urljoin(root, article.get_absolute_url()),
        permalink=urljoin(root, reverse("article-short", args=[article.pk])),
        original=article.url,
        title=article.title,
        byline=article.byline,
        authors=tuple(authors),
        publisher=_publisher(article.source, root),
        section=article.section,
        language=article.language,
        published=when(article, "published"),
        published_note=article.published_note,
        updated=when(article, "updated"),
        lead="" if access == Access.REFERENCE else article.lead,
        text=article.text[: shown_end(article.text, access)],
        access=access,
        people=tuple(named for is_person, named in told if is_person),
        events=tuple(named for is_person, named in told if not is_person),
        captured=captured,
        recorded_at=article.recorded_at,
        changed_at=article.changed_at,
    )


def when(record: Article | Event, name: str) -> When | None:
    """Return the EDTF field `name` of a record with its days and its instant; None where it is empty."""
    text = getattr(record, name)
    if not text:
        return None
    earliest, latest = getattr(record, f"{name}_earliest"), getattr(record, f"{name}_latest")
    return When(
        text,
        None if earliest == date.min else earliest,
        None if latest == date.max else latest,
        getattr(record, f"{name}_at"),
    )


def _publisher(source: Source | None, root: str) -> Publisher | None:
    if source is None:
        return None
    return Publisher(source.name, urljoin(root, source.get_absolute_url()) if linkable(source) else "")


def _authors(articles: Iterable[Article], root: str) -> dict[int, list[Author]]:
    """Return the names of each article's byline in their order."""
    found: dict[int, list[Author]] = defaultdict(list)
    rows = Authorship.objects.filter(article__in=[article.pk for article in articles]).select_related("person")
    for row in rows.order_by("article", "position"):
        found[row.article_id].append(_author(row.name, row.person, root))
    return found


def _author(name: str, person: Person | None, root: str) -> Author:
    """Return a name as printed; in parts where it is that of a known person, who may sign by another one too."""
    if person is None or not linkable(person):
        return Author(name)
    parts = fold(f"{person.given_name} {person.family_name}").text
    is_own = bool(person.given_name and person.family_name) and fold(name).text == parts
    given, family = (person.given_name, person.family_name) if is_own else ("", "")
    return Author(name, given, family, urljoin(root, person.get_absolute_url()))


def _captures(articles: Iterable[Article]) -> dict[int, Captured]:
    """Return the captures of each article in numbers: some pages are captured every hour for years."""
    rows = (
        Capture.objects.public()
        .filter(article__in=[article.pk for article in articles])
        .order_by()
        .values("article")
        .annotate(number=Count("pk"), first=Min("captured_at"), last=Max("captured_at"))
    )
    return {row["article"]: Captured(row["number"], row["first"], row["last"]) for row in rows}


def _told(articles: Sequence[Article], root: str) -> dict[int, list[tuple[bool, Named]]]:
    """Return for each article whom and what it tells of, people marked True, those it is about first."""
    found: dict[int, list[tuple[bool, Named]]] = defaultdict(list)
    by_id = {article.pk: article for article in articles}
    spans = _spans(list(by_id))
    mentions = Mention.objects.public().filter(article__in=list(by_id)).prefetch_related("person", "event")
    addresses: dict[Person | Event, str] = {}
    for mention in mentions.order_by("article", "relation", "pk"):
        target = mention.target
        if target not in addresses:
            addresses[target] = urljoin(root, target.get_absolute_url()) if linkable(target) else ""
        sentence = _first_sentence(by_id[mention.article_id], spans[mention.pk])
        named = _named(mention, addresses[target], sentence)
        found[mention.article_id].append((mention.person_id is not None, named))
    return found


def _spans(articles: Sequence[int]) -> dict[int, list[Span]]:
    """Return the shown spans of the articles by their mention, those in the text first, and those in the title last."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Span.objects.shown().filter(mention__article__in=articles, mention__status__in=SHOWN)
    for span in rows.defer("before", "after", "evidence", "reason").order_by("field", "start", "pk"):
        found[span.mention_id].append(span)
    return found


def _named(mention: Mention, url: str, sentence: str) -> Named:
    target = mention.target
    return Named(
        id=target.pk,
        name=str(target),
        slug=target.slug,
        url=url,
        relation=mention.relation,
        standing=mention_standing(mention),
        sentence=sentence,
        happened=when(target, "happened") if isinstance(target, Event) else None,
    )


def _first_sentence(article: Article, spans: Iterable[Span]) -> str:
    """Return the first sentence in which one of the spans stands, as far as readers see any."""
    for span in spans:
        for sentence in sentences_of(article, [span]):
            return sentence.text
    return ""
