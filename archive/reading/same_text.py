"""The articles with nearly the same text as one: what its page links to, and how that stands."""

from dataclasses import dataclass

from django.db.models import Case, Value, When

from archive.lib.minhash import Likeness
from archive.models import Article, SameText
from archive.models.mention import Decision
from archive.reading.articles import cards
from archive.reading.evidence import Standing

MOST_TWINS = 20
_MOST_READ = 200


@dataclass(frozen=True)
class Twin:
    """An article with nearly the same text as another, how alike they are, and who says so."""

    article: Article
    standing: Standing
    likeness: Likeness


@dataclass(frozen=True)
class SameTexts:
    """The published articles with nearly the same text: at most 20, and how many `more`."""

    twins: tuple[Twin, ...]
    more: int


def same_texts(article: Article) -> SameTexts:
    """Return the published articles with nearly the text of `article`: confirmed ones first, then the most alike."""
    first = Case(When(decision=Decision.CONFIRMED, then=Value(0)), default=Value(1))
    pairs = list(SameText.objects.of(article).shown().order_by(first, "-likeness", "-contained", "pk")[:_MOST_READ])
    keys = [pair.of(article) for pair in pairs]
    articles = cards(Article.objects.published().filter(pk__in=keys)).in_bulk()
    twins = [twin(articles[key], pair) for key, pair in zip(keys, pairs, strict=True) if key in articles]
    return SameTexts(tuple(twins[:MOST_TWINS]), max(0, len(twins) - MOST_TWINS))


def twin(article: Article, pair: SameText) -> Twin:
    """Return `article` as one of `pair`, with what is known of the two."""
    standing = Standing.CONFIRMED if pair.decision == Decision.CONFIRMED else Standing.MACHINE
    return Twin(article, standing, Likeness(pair.likeness, pair.contained))
