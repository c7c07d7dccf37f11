"""Articles with nearly the same text: found when a text comes or changes, decided by curators, never merged."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.lib.minhash import Likeness, band_keys, likeness, shingles
from archive.models import Article, SameText, TextBand
from archive.pipeline.rebuild import key_batches

# How many texts one is compared with: those that share most bands with it, of these the newest. A text that 300,000
# articles have is found beside some of them, and costs no more than another.
MOST_COMPARED = 20
_MOST_OF_A_KEY = 50
_MOST_AT_ONCE = 600


@dataclass(frozen=True)
class Alike:
    """An article with nearly the same text as another, and how alike the two are."""

    article: Article
    likeness: Likeness


def alike(text: str, but: int | None = None) -> list[Alike]:
    """Return the articles with nearly the text `text`, at most 20, the most alike first, whatever their status.

    Nothing is written. The articles come with their sources and without their texts. `but` is the key of an article
    to leave out. A text of fewer than 30 words is like none.
    """
    runs = shingles(text)
    found = _measure(runs, _candidates(band_keys(runs), but))
    rows = Article.objects.select_related("source").defer("text", "lead", "origins", "corrected", "note")
    articles = rows.in_bulk([pk for pk, how in found.items() if how.is_same])
    same = [Alike(article, found[pk]) for pk, article in articles.items()]
    return sorted(same, key=lambda row: (-row.likeness.shared, -row.likeness.contained, row.article.pk))


def find_same_text(article: Article, *, new: bool = False) -> bool:
    """Bring the bands of `article`, and its pairs with articles of nearly the same text, in step with its text.

    To be called whenever an article's text came or changed, in the transaction of that change, after the article was
    saved. Pairs that no curator decided go when the texts are not alike any more; decided ones stay. `new` says that
    the article was just made, and has neither bands nor pairs yet. Returns whether it was compared with any other.
    """
    return bool(_find(article, new=new))


def same_text_ids(article: Article) -> list[int]:
    """Return the keys of at most 20 articles that are held to have the same text, the most alike first."""
    pairs = SameText.objects.of(article).shown().order_by("-likeness", "pk")
    return [pair.of(article) for pair in pairs[:MOST_COMPARED]]


def decide_same_text(pairs: QuerySet[SameText], decision: str, user: AbstractBaseUser | None) -> int:
    """Confirm, reject or (empty `decision`) undo pairs of articles; returns how many.

    A pair that is open again follows the texts, and goes where they are not alike any more.
    """
    done = 0
    for pk in list(pairs.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            pair = SameText.objects.select_for_update().filter(pk=pk).first()
            if pair is None:
                continue
            pair.decision = decision
            pair.decided_by = user if decision else None  # type: ignore[assignment]
            pair.decided_at = timezone.now() if decision else None
            pair.save(update_fields=["decision", "decided_by", "decided_at"])
            if not decision and not Likeness(pair.likeness, pair.contained).is_same:
                pair.delete()
        done += 1
    return done


def rebuild_same_text(articles: QuerySet[Article], progress: Callable[[int], None] | None = None) -> int:
    """Look anew for the articles with the same text as each of `articles`; returns how many were looked at.

    One transaction an article. Each is compared with those before it: all pairs are found when all are through.
    """
    done = 0
    for ids in key_batches(articles):
        for pk in ids:
            with transaction.atomic():
                article = Article.objects.select_for_update(no_key=True).only("text").filter(pk=pk).first()
                if article is None:
                    continue
                _find(article, before=pk)
            done += 1
            if progress is not None:
                progress(done)
    return done


def _find(article: Article, before: int | None = None, *, new: bool = False) -> frozenset[int]:
    seen = _bring_in_step(article, before, new=new)
    if connection.features.has_select_for_update:  # SQLite has one writer at a time
        transaction.on_commit(lambda: _look_again(article.pk, seen, before), robust=True)
    return seen


def _bring_in_step(article: Article, before: int | None = None, *, new: bool = False) -> frozenset[int]:
    """Bring bands and pairs in step with the text; returns the keys of the articles it was compared with."""
    runs = shingles(article.text)
    keys = band_keys(runs)
    _save_bands(article, keys, new=new)
    known = {} if new else {pair.of(article): pair for pair in SameText.objects.of(article)}
    candidates = [pk for pk in _candidates(keys, article.pk, before) if pk not in known]
    found = _measure(runs, [*known, *_hold(candidates)])
    stale = [pair.pk for pk, pair in known.items() if not pair.decision and not _is_same(found, pk)]
    if stale:
        SameText.objects.filter(pk__in=stale, decision="").delete()
    kept = [pk for pk, how in found.items() if how.is_same or (pk in known and known[pk].decision)]
    _save_pairs(article, {pk: found[pk] for pk in kept})
    return frozenset(found)


def _is_same(found: dict[int, Likeness], pk: int) -> bool:
    return pk in found and found[pk].is_same


def _save_bands(article: Article, keys: list[int], *, new: bool) -> None:
    rows = TextBand.objects.filter(article=article)
    known = set() if new else set(rows.values_list("key", flat=True))
    if gone := known.difference(keys):
        rows.filter(key__in=gone).delete()
    added = [TextBand(article_id=article.pk, key=key) for key in keys if key not in known]
    if added:
        TextBand.objects.bulk_create(added, ignore_conflicts=True)


def _save_pairs(article: Article, found: dict[int, Likeness]) -> None:
    """Write the pairs of `article` with the articles `found`; a decision on one stays."""
    pairs = [
        SameText(
            article_id=min(pk, article.pk),
            other_id=max(pk, article.pk),
            likeness=how.shared,
            contained=how.contained,
        )
        for pk, how in sorted(found.items())
    ]
    if pairs:
        SameText.objects.bulk_create(
            pairs,
            update_conflicts=True,
            unique_fields=["article", "other"],
            update_fields=["likeness", "contained"],
        )


def _candidates(keys: list[int], but: int | None, before: int | None = None) -> list[int]:
    """Return the keys of the articles to compare with: those that share most bands, the newest first, at most 20.

    Of a band that many have, the newest 50 are looked at. `but` is left out, and what is not `before` that key.
    """
    rows = TextBand.objects.exclude(article=but) if but is not None else TextBand.objects.all()
    if before is not None:
        rows = rows.filter(article__lt=before)
    # Without an order the database stops at the limit; nearly always this is all, and one query.
    found = list(rows.filter(key__in=keys).order_by().values_list("article_id", flat=True)[: _MOST_AT_ONCE + 1])
    if len(found) > _MOST_AT_ONCE:
        found = []
        for key in keys:
            found += rows.filter(key=key).order_by("-article").values_list("article_id", flat=True)[:_MOST_OF_A_KEY]
    shared = Counter(found)
    return sorted(shared, key=lambda pk: (-shared[pk], -pk))[:MOST_COMPARED]


def _measure(runs: frozenset[str], ids: list[int]) -> dict[int, Likeness]:
    """Return how alike a text with these runs is to those of the articles `ids`; what is gone is left out."""
    if not ids:
        return {}
    texts = Article.objects.filter(pk__in=ids).order_by().values_list("pk", "text")
    return {pk: likeness(runs, shingles(text)) for pk, text in texts}


def _hold(ids: list[int]) -> list[int]:
    """Hold the rows of the articles `ids` until the transaction ends, and return those that nobody else holds.

    A pair's row needs both its articles. Two who hold one each and wait for the other's would wait for ever; what is
    passed over here is looked at again once this transaction is done.
    """
    if not ids:
        return []
    rows = Article.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=ids).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _look_again(pk: int, seen: frozenset[int], before: int | None) -> None:
    """Compare the article with those that were not to be seen when its text was saved.

    Two texts that are saved at one moment do not see one another; whoever is done last sees the other here.
    """
    keys = list(TextBand.objects.filter(article=pk).values_list("key", flat=True))
    missed = set(_candidates(keys, pk, before)) - seen
    if not missed:
        return
    with transaction.atomic():
        rows = Article.objects.select_for_update(no_key=True).only("text").filter(pk__in=[pk, *missed]).order_by("pk")
        held = {article.pk: article for article in rows}
        if pk in held:
            _bring_in_step(held[pk], before)
