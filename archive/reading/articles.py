"""An article as readers see it: its text with every mark, and beside it whom and what it tells of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from archive.lib.words import sentences
from archive.models import Article, Event, Mention, Person, Source, Span
from archive.models.article import ArticleQuerySet, Status
from archive.models.mention import Decision, MentionStatus, Relation
from archive.models.source import Access
from archive.reading.evidence import (
    Sentence,
    Standing,
    mention_standing,
    sentences_of,
    span_standing,
    true_spans,
)
from archive.reading.marks import Mark, Run, collect_marks, marked_paragraphs, marked_text, paragraphs_of
from archive.reading.slugs import linkable
from archive.reading.versions import KeptCapture, kept_captures
from archive.search import facts
from archive.search.backends.entry import Asked
from archive.search.finding import NEWEST, Found, Results
from archive.search.tree import Fact

EXCERPT_LENGTH = 700


@dataclass(frozen=True)
class Told:
    """A person or an event that the article tells of: how that stands, and the sentences it rests on.

    `anchors` are those of spans that the shown text leaves out, so that a link to them still leads somewhere.
    `spans` are the places it rests on, title first: all that the sentences mark.
    """

    target: Person | Event
    standing: Standing
    relation: str
    sentences: tuple[Sentence, ...]
    anchors: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def linked(self) -> bool:
        """Return whether the target has a page to link to."""
        return linkable(self.target)

    @property
    def is_about(self) -> bool:
        """Return whether the article is about them, rather than mentioning them."""
        return self.relation == Relation.ABOUT


@dataclass(frozen=True)
class Author:
    """One name of the byline as printed, and the person where they have a page."""

    name: str
    person: Person | None = None


@dataclass(frozen=True)
class ArticlePage:
    """What the page of an article shows; `captures` are at most 50, the newest first."""

    article: Article
    access: str
    title: tuple[Run, ...]
    lead: str
    paragraphs: tuple[tuple[Run, ...], ...]
    authors: tuple[Author, ...]
    people: tuple[Told, ...]
    events: tuple[Told, ...]
    captures: tuple[KeptCapture, ...]
    standings: frozenset[Standing]

    @property
    def source(self) -> Source | None:
        """Return the article's source where it has a page."""
        return self.article.source if linkable(self.article.source) else None

    @property
    def title_events(self) -> tuple[Mark, ...]:
        """Return the events that the title tells of."""
        return tuple(mark for run in self.title for mark in run.endings)

    @property
    def has_versions(self) -> bool:
        """Return whether readers may see what changed between its captures, and something did."""
        is_read_whole = self.article.status == Status.PUBLISHED and not self.is_cut
        return is_read_whole and any(kept.differs for kept in self.captures)

    @property
    def is_cut(self) -> bool:
        """Return whether the archive shows less than the whole text."""
        return self.access != Access.FULL


def cards(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the articles with what a list shows of them, and without their texts."""
    return articles.select_related("source").defer("text", "lead", "origins", "corrected", "note")


def filed_under(token: str, count: int, articles: ArticleQuerySet, order: str = NEWEST) -> Results:
    """Return those of the public `articles` that the index has filed under `token`; `count` is kept of them.

    However deep a page of them lies, it is found by the place in time where it begins.
    """
    return Results(Found(Asked((Fact((token,)),)), order, known=count), articles)


def source_articles(source: Source) -> Results:
    """Return the published articles of `source`, the newest first."""
    return filed_under(facts.source_token(source.pk), source.article_count, cards(Article.objects.published()))


def withdrawn_article(pk: int) -> Article | None:
    """Return the article `pk` if it was withdrawn, with its day and reason alone."""
    return Article.objects.filter(pk=pk, status=Status.WITHDRAWN).only("withdrawn_on", "withdrawn_reason").first()


def article_page(article: Article, *, shown_only: bool = True) -> ArticlePage:
    """Return what readers see of `article`; with `shown_only` off, suggestions too and the whole text, for curators."""
    mentions = _mentions(article, shown_only)
    spans = {mention.pk: true_spans(article, mention.spans.all()) for mention in mentions}
    access = article.shown_access() if shown_only else Access.FULL
    end = shown_end(article.text, access)
    everything = [span for some in spans.values() for span in some]
    shown = collect_marks(mentions, [span for span in everything if _is_visible(span, end)])
    told = [_told(article, mention, spans[mention.pk], end) for mention in mentions]
    return ArticlePage(
        article=article,
        access=access,
        title=marked_text(article.title, _in_title(shown, everything)),
        lead=_lead(article, access),
        paragraphs=marked_paragraphs(article.text[:end], _in_text(shown, everything)),
        authors=tuple(
            Author(row.name, row.person if linkable(row.person) else None)
            for row in article.authorships.select_related("person")
        ),
        people=tuple(entry for entry in told if isinstance(entry.target, Person)),
        events=_in_order(told),
        captures=kept_captures(article),
        standings=frozenset(span_standing(span) for span in everything),
    )


def shown_end(text: str, access: str) -> int:
    """Return up to which character readers see `text`: all, whole sentences of an excerpt, or nothing."""
    if access == Access.FULL or (access == Access.EXCERPT and len(text) <= EXCERPT_LENGTH):
        return len(text)
    if access == Access.REFERENCE:
        return 0
    ends = [
        start + right
        for start, end in paragraphs_of(text[: 3 * EXCERPT_LENGTH])
        for _left, right in sentences(text[start:end])
        if start + right <= EXCERPT_LENGTH
    ]
    return max(ends) if ends else max(text.rfind(" ", 0, EXCERPT_LENGTH), 0) or EXCERPT_LENGTH


def _mentions(article: Article, shown_only: bool) -> list[Mention]:
    mentions, spans = article.mentions.all(), Span.objects.all()
    if shown_only:
        mentions, spans = mentions.shown(), spans.shown()
    else:
        mentions = mentions.exclude(status=MentionStatus.REJECTED)
        spans = spans.filter(~Q(decision=Decision.REJECTED), anchored=True)
    spans = spans.order_by("-field", "start", "pk")
    found = list(mentions.select_related("person", "event").prefetch_related(Prefetch("spans", queryset=spans)))
    return sorted(found, key=_place)


def _place(mention: Mention) -> tuple[bool, bool, int]:
    """Return what mentions are sorted by: those the article is about first, then by where it first names them."""
    first = next(iter(mention.spans.all()), None)
    in_text = first is None or first.field == Span.Field.TEXT
    return (mention.relation != Relation.ABOUT, in_text, first.start if first else 0)


def _is_visible(span: Span, end: int) -> bool:
    return span.field == Span.Field.TITLE or span.end <= end


def _in_title(marks: Iterable[Mark], spans: Iterable[Span]) -> list[Mark]:
    titles = {f"m{span.pk}" for span in spans if span.field == Span.Field.TITLE}
    return [mark for mark in marks if mark.anchors[0] in titles]


def _in_text(marks: Iterable[Mark], spans: Iterable[Span]) -> list[Mark]:
    texts = {f"m{span.pk}" for span in spans if span.field == Span.Field.TEXT}
    return [mark for mark in marks if mark.anchors[0] in texts]


def _told(article: Article, mention: Mention, spans: list[Span], end: int) -> Told:
    hidden = tuple(f"m{span.pk}" for span in spans if not _is_visible(span, end))
    standing = mention_standing(mention)
    return Told(mention.target, standing, mention.relation, sentences_of(article, spans), hidden, tuple(spans))


def _in_order(told: list[Told]) -> tuple[Told, ...]:
    """Return the events among `told` in the order in which they happened, undated ones last."""
    events = [(entry.target.happened_earliest or date.max, entry) for entry in told if isinstance(entry.target, Event)]
    return tuple(entry for _day, entry in sorted(events, key=lambda pair: (pair[0], pair[1].target.pk)))


def _lead(article: Article, access: str) -> str:
    """Return the summary above the text, unless the text repeats it or nothing of it may be shown."""
    if access == Access.REFERENCE or article.text.startswith(article.lead):
        return ""
    return article.lead


def spans_by_article(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """Return the mentions by their article's id."""
    grouped: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        grouped[mention.article_id].append(mention)
    return grouped
