"""A page before it is brought in: what it would become, and what the archive has like it. Nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.capture.page import CapturedPage
from archive.extraction.article import ExtractedArticle, Found
from archive.mentions import linker
from archive.mentions.matcher import Match
from archive.models import Article, Capture, Event, Person, Source, SourceHost, Span
from archive.models.article import EXTRACTED_FIELDS
from archive.models.fields import Strength
from archive.models.mention import SHOWN
from archive.pipeline.ingest import Ingest, known_article
from archive.pipeline.same_text import Alike, alike
from archive.pipeline.told import Told, bare, storable_value

MOST_LIKE_IT = 10


@dataclass(frozen=True)
class DraftedField:
    """What a field of the article would hold, where that was found (empty: nowhere), and what was weighed and lost."""

    name: str
    value: str
    origin: str
    others: tuple[Found, ...] = ()

    @property
    def candidates(self) -> tuple[Found, ...]:
        """Return all values that the page offers, the chosen one first."""
        return (Found(self.value, self.origin), *self.others) if self.value else self.others


@dataclass(frozen=True)
class Preview:
    """The article that a page would become. `refused` says why extraction finds none in it: then it has no words.

    The value of the field `source` is a name; `source_is_new` tells that the archive knows no such source yet, and
    would make it.
    """

    page: CapturedPage
    fields: Mapping[str, DraftedField]
    authors: tuple[str, ...]
    source_is_new: bool
    refused: str


@dataclass(frozen=True)
class FoundMention:
    """A person or an event that linking would find in an article, with the spans (not saved) that it would rest on."""

    target: Person | Event
    status: str
    relation: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class LikeIt:
    """What the archive has already of a page: in each, the articles or captures come in a bounded number.

    `capture` is this very page, and `same_bytes` are other captures with its bytes. `article` is the one that the page
    would become a capture of, `same_address` are others of that address, and `alike` are others with nearly its text.
    """

    capture: Capture | None
    same_bytes: tuple[Capture, ...]
    article: Article | None
    same_address: tuple[Article, ...]
    alike: tuple[Alike, ...]


def preview_page(page: CapturedPage, told: Told) -> Preview:
    """Return the article that `page` would become, with what was `told` of it."""
    ingest = Ingest(dry_run=True)
    extracted, failure = ingest.read(page, told)
    extracted = extracted or bare(page, told, ingest.sources())
    source, is_new = _source(page, extracted)
    return Preview(
        page=page,
        fields={name: source if name == "source" else _field(name, extracted) for name in EXTRACTED_FIELDS},
        authors=extracted.authors,
        source_is_new=is_new,
        refused=str(failure) if failure else "",
    )


def _field(name: str, extracted: ExtractedArticle) -> DraftedField:
    found: Found | None = getattr(extracted, name)
    value, origin = (storable_value(name, found.value), found.origin) if found else ("", "")
    return DraftedField(name, value, origin, _others(name, value, extracted.alternatives.get(name, ())))


def _others(name: str, value: str, alternatives: Iterable[Found]) -> tuple[Found, ...]:
    """Return the alternatives as they would be kept, each once, without the value that won."""
    kept = {other: found.origin for found in alternatives if (other := storable_value(name, found.value))}
    return tuple(Found(other, origin) for other, origin in kept.items() if other != value)


def _source(page: CapturedPage, extracted: ExtractedArticle) -> tuple[DraftedField, bool]:
    """Return the source that `Ingest` would choose, and whether it would make it."""
    named = extracted.source_name
    if extracted.source_id is not None:
        known = Source.objects.get(pk=extracted.source_id)
        return _source_field(known.name, named.origin if named else "", named), False
    address = page.url or (extracted.url.value if extracted.url else "")
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    if not host:
        return _source_field("", "", named), False
    row = SourceHost.objects.filter(host=host).select_related("source").first()
    name = row.source.name if row else storable_value("source", named.value if named else host)
    return _source_field(name, named.origin if named else "address", named), row is None


def _source_field(name: str, origin: str, named: Found | None) -> DraftedField:
    return DraftedField("source", name, origin, _others("source", name, [named] if named else []))


def found_in(article: Article) -> list[FoundMention]:
    """Return whom and what linking would find in `article`, which need not be saved; those that would stand first."""
    article.compute_days()
    found = linker.find(article)
    people = Person.objects.in_bulk([pk for kind, pk in found if kind == "person"])
    events = Event.objects.in_bulk([pk for kind, pk in found if kind == "event"])
    mentions = []
    for (kind, pk), matches in found.items():
        target: Person | Event | None = people.get(pk) if kind == "person" else events.get(pk)
        if target is not None:
            spans = tuple(_span(article, match) for match in matches)
            status, relation = linker.status_of("", spans), linker.relation_of(article, spans)
            mentions.append(FoundMention(target, status, relation, spans))
    return sorted(mentions, key=lambda mention: (mention.status not in SHOWN, str(mention.target)))


def _span(article: Article, match: Match) -> Span:
    return Span(
        field=match.field,
        start=match.start,
        end=match.end,
        words=getattr(article, match.field)[match.start : match.end],
        evidence=match.evidence,
        reason=match.reason,
        strength=Strength.STRONG if match.strong else Strength.WEAK,
    )


def like_it(page: CapturedPage, title: str, text: str, url: str) -> LikeIt:
    """Return what the archive has like `page`, when its article is to have this title, text and address."""
    captures = Capture.objects.select_related("article__source")
    this = captures.same(page.target_uri, page.captured_at, page.sha256).first()
    same_bytes = captures.filter(sha256=page.sha256).exclude(pk=this.pk if this else 0)
    extracted = ExtractedArticle(Found(title, ""), Found(text, ""), url=Found(url, "") if url else None)
    article = known_article(page, extracted, hold=False)
    same_address = Article.objects.filter(url=url).exclude(pk=article.pk if article else 0).order_by("pk")
    told = {article, this.article if this else None}
    return LikeIt(
        capture=this,
        same_bytes=tuple(same_bytes.order_by("pk")[:MOST_LIKE_IT]),
        article=article,
        same_address=tuple(same_address[:MOST_LIKE_IT]) if url else (),
        alike=tuple(row for row in alike(text) if row.article not in told)[:MOST_LIKE_IT],
    )
