"""What became of one page, told in the form that `ingest --json` prints."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from archive.models import Article, Mention
from archive.models.mention import SHOWN


class Result(StrEnum):
    """How the ingest of one page ended."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class SpanFacts:
    """One place that a mention rests on; `start` and `end` (excluded) count code points of the article's `field`."""

    field: str
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class MentionFacts:
    """A person or event of an article, as the archive holds it."""

    slug: str
    name: str
    status: str
    relation: str
    spans: list[SpanFacts]


@dataclass(frozen=True)
class ArticleFacts:
    """An article, as the archive holds it; `id` is None in a dry run, `published` EDTF text or None."""

    id: int | None
    title: str
    byline: str | None
    source: str | None
    published: str | None
    language: str | None
    text: str
    origins: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of one page; every result but skipped and failed carries the article.

    `kind` tells the records of a web archive that are no pages apart.
    `same_text` are the keys of other articles with nearly the same text.
    """

    file: str
    outcome: Result
    record: str | None = None
    url: str | None = None
    error: str | None = None
    article: ArticleFacts | None = None
    people: list[MentionFacts] = field(default_factory=list)
    events: list[MentionFacts] = field(default_factory=list)
    same_text: list[int] = field(default_factory=list)
    kind: str = ""

    def as_json(self) -> dict:
        """Return the outcome as plain values; the kind of a record stands in its error."""
        return {name: value for name, value in asdict(self).items() if name != "kind"}


def article_facts(article: Article, *, stored: bool) -> ArticleFacts:
    """Return what the archive holds of `article`; without its id where it is not `stored`."""
    return ArticleFacts(
        id=article.pk if stored else None,
        title=article.title,
        byline=article.byline or None,
        source=article.source.name if article.source else None,
        published=article.published or None,
        language=article.language or None,
        text=article.text,
        origins=article.origins,
    )


def mention_facts(mentions: Iterable[Mention], kind: str) -> list[MentionFacts]:
    """Return the mentions of people (`kind` "person") or events ("event"), those that stand first."""
    rows = [mention for mention in mentions if getattr(mention, kind) is not None]
    rows.sort(key=lambda mention: (mention.status not in SHOWN, str(mention.target)))
    return [
        MentionFacts(
            slug=mention.target.slug,
            name=str(mention.target),
            status=mention.status,
            relation=mention.relation,
            spans=[
                SpanFacts(span.field, span.start, span.end, span.words)
                for span in sorted(mention.spans.all(), key=lambda span: (span.field != "title", span.start))
                if span.anchored
            ],
        )
        for mention in rows
    ]
