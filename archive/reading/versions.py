"""The captures of an article with how their words stand to the shown ones, and what changed between two of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q, Subquery

from archive.lib.diff import Diff, compare
from archive.models import Article, Capture, CapturedText

MOST_CAPTURES = 50


class Wording(StrEnum):
    """How the words of a capture stand to those of the article."""

    SHOWN = "shown"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True)
class KeptCapture:
    """A capture of an article, how its words stand to the shown ones, and the text kept of it, if there is one.

    `compared` are the keys of the two captures between which to look for what changed, the earlier one first.
    """

    capture: Capture
    wording: Wording
    version: CapturedText | None = None
    compared: tuple[int, int] | None = None

    @property
    def differs(self) -> bool:
        """Return whether it has other words than the article."""
        return self.wording is Wording.OTHER


@dataclass(frozen=True)
class Changes:
    """What changed in an article from one capture to another; `captures` are those to choose from, the newest first.

    Without two captures there is nothing to compare: then `text` is None.
    """

    captures: tuple[Capture, ...]
    before: Capture | None = None
    after: Capture | None = None
    title: Diff | None = None
    text: Diff | None = None

    @property
    def differs(self) -> bool:
        """Return whether title or text changed."""
        return any(diff is not None and diff.differs for diff in (self.title, self.text))


def newest_captures(article: Article, number: int = MOST_CAPTURES) -> list[Capture]:
    """Return the newest captures of `article` by when they were taken; those of which nobody told come last."""
    order = F("captured_at").desc(nulls_last=True)
    return list(article.captures.order_by(order, "-pk")[:number]) if article.pk else []


def kept_captures(article: Article) -> tuple[KeptCapture, ...]:
    """Return at most 50 captures of `article`, the newest first, each with how its words stand."""
    return with_wordings(article, newest_captures(article))


def with_wordings(article: Article, captures: Sequence[Capture]) -> tuple[KeptCapture, ...]:
    """Return the captures, in their order, with how their words stand; at most three queries, whatever their number."""
    if not captures:
        return ()
    places = {capture.pk: place for place, capture in enumerate(captures)}
    at = places.get(article.text_capture_id or 0)
    shown = article.text_capture if at is None else captures[at]
    versions = _Versions(article, [*captures, *([shown] if shown else [])])
    same = versions.like(shown)
    kept = []
    for place, capture in enumerate(captures):
        version = versions.of(capture)
        wording = Wording.SAME if version is None or version.pk in same else Wording.OTHER
        compared = None
        if shown is not None and wording is Wording.OTHER:
            is_before = at is not None and place > at
            compared = (capture.pk, shown.pk) if is_before else (shown.pk, capture.pk)
        own = version if version is not None and version.capture_id == capture.pk else None
        kept.append(KeptCapture(capture, Wording.SHOWN if place == at else wording, own, compared))
    return tuple(kept)


class _Versions:
    """The texts kept of some captures of an article; read without their words.

    A capture without a text of its own has that of the capture with the same bytes, or else the first that was kept.
    """

    def __init__(self, article: Article, captures: Iterable[Capture]) -> None:
        self.article = article
        kept = CapturedText.objects.filter(capture__article=article)
        wanted = Q(capture__sha256__in={capture.sha256 for capture in captures})
        wanted |= Q(pk=Subquery(kept.order_by("pk").values("pk")[:1]))
        rows = kept.filter(wanted).select_related("capture", "decided_by").defer("text", "title").order_by("pk")
        self.rows = list(rows)
        self._by_capture = {row.capture_id: row for row in self.rows}
        self._by_sha256 = {row.capture.sha256: row for row in self.rows}

    def of(self, capture: Capture) -> CapturedText | None:
        """Return the row that has the words of `capture`; None where all captures have the article's words."""
        found = self._by_capture.get(capture.pk) or self._by_sha256.get(capture.sha256)
        return found or (self.rows[0] if self.rows else None)

    def like(self, capture: Capture | None) -> set[int]:
        """Return the keys of the rows with the words of `capture`, or for none with those of the article."""
        if not self.rows:
            return set()
        rows = CapturedText.objects.filter(pk__in=[row.pk for row in self.rows])
        row = self.of(capture) if capture is not None else None
        if row is None:
            found = rows.filter(title=self.article.title, text=self.article.text)
        else:
            words = CapturedText.objects.filter(pk=row.pk)
            found = rows.filter(title=Subquery(words.values("title")), text=Subquery(words.values("text")))
        return set(found.values_list("pk", flat=True))

    def words(self, *captures: Capture) -> list[tuple[str, str]]:
        """Return title and text of each of the captures, those of the article where none are kept."""
        keys = [row.pk if (row := self.of(capture)) else None for capture in captures]
        texts = CapturedText.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "title", "text")
        words = {pk: (title, text) for pk, title, text in texts}
        return [words.get(key or 0, (self.article.title, self.article.text)) for key in keys]


def changes(article: Article, before: int | None = None, after: int | None = None) -> Changes:
    """Return what changed in `article` between the captures with the keys `before` and `after`.

    Without keys these are the newest capture, and the newest before it that has other words. Raises
    `Capture.DoesNotExist` for a key that is none of a capture of `article`.
    """
    captures = newest_captures(article)
    chosen = _chosen(article, captures, [pk for pk in (before, after) if pk is not None])
    last = chosen[after] if after is not None else next(iter(captures), None)
    if last is None:
        return Changes(())
    first = chosen[before] if before is not None else _other_before(article, captures, last)
    if first is None:
        return Changes(tuple(captures), None, last)
    old, new = _Versions(article, [first, last]).words(first, last)
    return Changes(tuple(captures), first, last, compare(old[0], new[0]), compare(old[1], new[1]))


def _chosen(article: Article, captures: Iterable[Capture], keys: Iterable[int]) -> dict[int, Capture]:
    """Return the captures with these keys; the article may have older ones than those listed."""
    found = {capture.pk: capture for capture in captures}
    older = set(keys) - found.keys()
    found |= {capture.pk: capture for capture in article.captures.filter(pk__in=older)} if older else {}
    if older - found.keys():
        raise Capture.DoesNotExist
    return found


def _other_before(article: Article, captures: Sequence[Capture], last: Capture) -> Capture | None:
    """Return the newest of the captures before `last` that has other words."""
    place = next((place for place, capture in enumerate(captures) if capture.pk == last.pk), len(captures))
    earlier = captures[place + 1 :]
    versions = _Versions(article, [last, *earlier])
    like = versions.like(last)
    return next((capture for capture in earlier if (row := versions.of(capture)) and row.pk not in like), None)


def present_changes(article: Article, version: CapturedText) -> tuple[Diff, Diff]:
    """Return what taking `version` would change in the title and in the text of `article`."""
    return compare(article.title, version.title), compare(article.text, version.text)
