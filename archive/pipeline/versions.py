"""Versions: a page captured again with other words, which wait until a curator takes them or leaves them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from archive.capture.page import CapturedPage, CaptureError
from archive.capture.store import CaptureStore
from archive.extraction.article import ExtractedArticle, Found, KnownSources, NoArticle
from archive.lib.diff import words_digest
from archive.lib.storable import storable
from archive.models import Article, Capture, CapturedText
from archive.models.mention import Decision
from archive.pipeline.counting import held
from archive.pipeline.refilling import TOLD_ORIGINS, refill, save_refilled
from archive.pipeline.stored import extract_safely, extract_stored, known_sources

_MOST_COMPARED = 200
_LONGEST_TITLE = 1000
CAPTURED_AGAIN = "the page as captured again"


def note_version(
    article: Article,
    capture: Capture,
    page: CapturedPage,
    extracted: ExtractedArticle,
    store: CaptureStore,
    sources: KnownSources,
) -> None:
    """Keep the text of `capture`, the newest of `article`, where not all of the article's captures have one text.

    Other words than the article and its earlier captures have wait for a curator; other typography is no other words.
    From the second text on, every capture with bytes of its own keeps its text; the first text stays with the capture
    that the article's own came from. To be called in the transaction in which the capture came to the article.
    """
    if article.captures.filter(sha256=capture.sha256).exclude(pk=capture.pk).exists():
        return
    known = list(CapturedText.objects.filter(capture__article=article).order_by("-pk")[:_MOST_COMPARED])
    is_written = not (extracted.title.origin and extracted.text.origin)  # by a curator, over what the page says
    if not (known or is_written) and words_digest(*_words_of(extracted)) == words_digest(article.title, article.text):
        return
    try:
        own = _words_of(_as_page_says(page, extracted, sources))
    except NoArticle:
        return  # a curator wrote what stands there, and the page says nothing itself
    first = None if known else _first_text(article, capture, store, sources)
    texts = {
        words_digest(text.title, text.text): (text.title, text.text) for text in [*known, *([first] if first else [])]
    }
    digest = words_digest(*own)
    if not known and digest in texts:
        return
    if first is not None:
        _keep(first.capture, first.title, first.text)
    is_new = digest not in texts and digest != words_digest(article.title, article.text)
    title, text = texts.get(digest, own)
    _keep(capture, title, text, waits=is_new and capture.pk != article.text_capture_id)


def _words_of(extracted: ExtractedArticle) -> tuple[str, str]:
    return storable(extracted.title.value)[:_LONGEST_TITLE], storable(extracted.text.value)


def _keep(capture: Capture, title: str, text: str, *, waits: bool = False) -> None:
    undecided = {"decision": "", "decided_by": None, "decided_at": None}
    values = {"title": title, "text": text, "waits": waits, **undecided}
    CapturedText.objects.update_or_create(capture=capture, defaults=values)


def _as_page_says(page: CapturedPage, extracted: ExtractedArticle, sources: KnownSources) -> ExtractedArticle:
    """Return what extraction finds in the page itself, where people told or wrote a part of `extracted`."""
    origins = {extracted.title.origin, extracted.text.origin}
    return extract_safely(page, sources) if origins & {*TOLD_ORIGINS, ""} else extracted


def _first_text(article: Article, capture: Capture, store: CaptureStore, sources: KnownSources) -> CapturedText | None:
    """Return, not saved, the text of the capture that the article was made from, as extraction reads it now.

    None where `capture` is the first that it has; the article's own text where that capture cannot be read.
    """
    first = article.text_capture
    if first is None or first.pk == capture.pk:
        first = article.captures.select_related("refers_to").exclude(pk=capture.pk).order_by("pk").first()
    if first is None:
        return None
    try:
        title, text = _words_of(extract_stored(first, store, sources))
    except (CaptureError, NoArticle):
        title, text = article.title, article.text
    return CapturedText(capture=first, title=title, text=text)


def take_version(version: CapturedText, user: AbstractBaseUser | None) -> bool:
    """Let the article take the text of `version`, and what else its capture tells; returns whether that changed it.

    What a curator corrected stays, but for the text: taking one replaces it. Mentions, index and counts follow; of the
    captures up to that one, none waits any more. False where the article has that text, where the capture is no
    article's, or where it was read again meanwhile and has other words than the curator saw.
    """
    capture = Capture.objects.select_related("refers_to").get(pk=version.capture_id)
    extracted = _extracted_as(version, capture)
    with held(capture.article_id or 0) as article:
        waiting = CapturedText.objects.select_for_update(of=("self",)).filter(capture__article=article, waits=True)
        row = CapturedText.objects.filter(pk=version.pk, title=version.title, text=version.text).first()
        if article is None or row is None or (article.text_capture_id, article.text) == (capture.pk, row.text):
            return False
        article.text_capture = capture
        article.corrected = [name for name in article.corrected if name != "text"]
        changed = refill(article, extracted, alone=False)
        save_refilled(article, extracted, changed)
        _decide(list(waiting.filter(capture__lt=capture.pk)), Decision.REJECTED, user)
        _decide([row], Decision.CONFIRMED, user)
    return True


def leave_version(version: CapturedText, user: AbstractBaseUser | None) -> bool:
    """Let the article keep its own text in place of `version`, which waits no more; False where it did not wait."""
    values = {"waits": False, "decision": Decision.REJECTED, "decided_by": user, "decided_at": timezone.now()}
    return bool(CapturedText.objects.filter(pk=version.pk, waits=True).update(**values))


def _extracted_as(version: CapturedText, capture: Capture) -> ExtractedArticle:
    """Return what the capture of `version` tells, with the title and text that the curator saw."""
    title, text = Found(version.title, CAPTURED_AGAIN), Found(version.text, CAPTURED_AGAIN)
    try:
        extracted = extract_stored(capture, CaptureStore(settings.ARCHIVE_DATA / "captures"), known_sources())
    except (CaptureError, NoArticle):
        return ExtractedArticle(title=title, text=text)
    if _words_of(extracted) == (version.title, version.text):
        return extracted
    return replace(extracted, title=title, text=text)


def _decide(versions: Iterable[CapturedText], decision: str, user: AbstractBaseUser | None) -> None:
    for version in versions:
        version.waits, version.decision = False, decision
        version.decided_by, version.decided_at = user, timezone.now()  # type: ignore[assignment]
        version.save(update_fields=["waits", "decision", "decided_by", "decided_at"])


def read_versions(article: Article, store: CaptureStore, sources: KnownSources) -> dict[int, tuple[str, str]]:
    """Return the kept texts of the captures of `article`, by their rows' keys, as extraction reads them now.

    Only those that are other than they are kept are returned. One that cannot be read stays as it is; the words of two
    captures that have the same are kept in the same typography.
    """
    changed: dict[int, tuple[str, str]] = {}
    by_words: dict[str, tuple[str, str]] = {}
    kept = CapturedText.objects.filter(capture__article=article).select_related("capture__refers_to")
    for version in kept.order_by("pk"):
        words = version.title, version.text
        with suppress(CaptureError, NoArticle):
            words = _words_of(extract_stored(version.capture, store, sources))
        words = by_words.setdefault(words_digest(*words), words)
        if words != (version.title, version.text):
            changed[version.pk] = words
    return changed


def save_versions(article: Article, read: dict[int, tuple[str, str]]) -> None:
    """Keep the texts `read` of the captures of `article`; one that has the article's words now waits no more."""
    shown = words_digest(article.title, article.text)
    for version in CapturedText.objects.filter(pk__in=read, capture__article=article):
        version.title, version.text = read[version.pk]
        version.waits = version.waits and words_digest(version.title, version.text) != shown
        version.save(update_fields=["title", "text", "waits"])
