"""Ingest: captured pages become articles with mentions, one transaction a page; again changes nothing."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import prefetch_related_objects

from archive.capture.page import CapturedPage, CaptureError
from archive.capture.store import CaptureStore, StoredRecord
from archive.extraction.article import ExtractedArticle, Found, KnownSource, KnownSources, NoArticle
from archive.extraction.extract import extract
from archive.lib.storable import storable
from archive.lib.words import fold
from archive.mentions import linker
from archive.models import Article, Capture, Mention, Redirect, Source, SourceHost, SourceName
from archive.models.article import EXTRACTED_FIELDS, Status
from archive.models.capture import MAX_URI
from archive.pipeline.authors import save_authors
from archive.pipeline.counting import counted
from archive.pipeline.outcome import Outcome, Result, article_facts, mention_facts
from archive.pipeline.refilling import TOLD_ORIGINS
from archive.pipeline.same_text import find_same_text, same_text_ids
from archive.pipeline.stored import fault, known_sources
from archive.pipeline.told import Corrected, Told, as_corrected, as_told, bare, storable_value
from archive.pipeline.versions import note_version
from archive.search import index

_MOST_OF_AN_ADDRESS = 20
_MOST_COLLISIONS = 5
_BEYOND_BOUNDS = "54"  # the class of SQLSTATE for rows that are too large for an index, and the like


class DryRun(Exception):
    """Raised to undo the transaction of a page that is only tried."""


@dataclass(frozen=True)
class _Work:
    """A page on its way: where its record lies, if one was written, the article in it, if any, and the corrections."""

    page: CapturedPage
    file: str
    place: StoredRecord | None
    extracted: ExtractedArticle | None
    corrected: Corrected


class Ingest:
    """One run of ingest: holds the store, the known sources, and what was asked for."""

    def __init__(self, *, source: Source | None = None, publish: bool = False, dry_run: bool = False) -> None:
        """Take the source of pages that name none, whether to publish at once, and whether to store nothing."""
        self.source = source
        self.publish = publish
        self.dry_run = dry_run
        self.store = CaptureStore(settings.ARCHIVE_DATA / "captures", named_end=Capture.objects.end_in)
        self._sources: KnownSources | None = None

    def page(
        self, page: CapturedPage, file: str, told: Told | None = None, corrected: Corrected | None = None
    ) -> Outcome:
        """Store, extract, save, link and index `page`, or tell why not; never raises for what is wrong with a page.

        What is `told` of it goes before what extraction finds, and what a curator `corrected` before both, also before
        what a known article of that address has. Where extraction finds none, a corrected title and text make one.
        """
        try:
            return self._page(page, file, told or Told(), corrected or Corrected())
        except (NoArticle, CaptureError) as error:
            return Outcome(file, Result.FAILED, page.record, page.url, str(error))
        except (OperationalError, InterfaceError) as error:
            if not _state(error).startswith(_BEYOND_BOUNDS):
                raise  # the database is at fault, and no page after this one would do better
            why = f"the database cannot hold it: {str(error).splitlines()[0]}"
            return Outcome(file, Result.FAILED, page.record, page.url, why)
        except Exception as error:
            return Outcome(file, Result.FAILED, page.record, page.url, fault(error))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def _page(self, page: CapturedPage, file: str, told: Told, corrected: Corrected) -> Outcome:
        if len(page.target_uri.encode()) > MAX_URI:
            raise CaptureError(f"its address is longer than {MAX_URI} bytes")
        met = Capture.objects.with_payload(page.target_uri, page.sha256).exists()
        known = _known_capture(page) if met else None
        if known is not None and known.article is not None:
            return self._unchanged(page, file, known.article)
        # What takes long, storing and extracting, is done before the transaction: other writers need not wait for it.
        place = None if known is not None or self.dry_run else self._store(page, met=met)
        extracted, failure = self.read(page, told)
        written = as_corrected(extracted or bare(page, told, self.sources()), corrected)
        if written is not None:
            failure = None
        elif failure is None:
            failure = NoArticle("the corrections leave no title, or no text")
        outcome = self._saved(_Work(page, file, place, written, corrected))
        if failure is not None:
            raise failure
        return outcome

    def _store(self, page: CapturedPage, *, met: bool) -> StoredRecord:
        first = Capture.objects.first_of(page.target_uri, page.sha256) if met else None
        return self.store.append(page, (first.warc_file, first.warc_offset) if first else None)

    def _saved(self, work: _Work) -> Outcome:
        """Write every row of the page, again where another process brought in at this moment what is in its way."""
        for attempt in range(_MOST_COLLISIONS):
            try:
                outcome = self._in_transaction(work, again=attempt > 0)
            except (IntegrityError, OperationalError) as error:
                last = attempt == _MOST_COLLISIONS - 1
                if last or (isinstance(error, OperationalError) and not _waited_in_a_ring(error)):
                    raise
            else:
                break
        place = work.place
        if attempt and place and not Capture.objects.filter(warc_file=place.file, warc_offset=place.offset).exists():
            self.store.take_back(place)  # it is the other process's record that the row names
        return outcome

    def read(self, page: CapturedPage, told: Told) -> tuple[ExtractedArticle | None, NoArticle | None]:
        """Return the article that `page` holds, with what was `told` of it, or why it holds none; nothing is saved."""
        try:
            return as_told(extract(page, self.sources()), told, self.sources()), None
        except NoArticle as error:
            return None, error
        except RecursionError:
            return None, NoArticle("the page is nested too deeply to be read")
        except Exception as error:
            return None, NoArticle(fault(error))

    def _in_transaction(self, work: _Work, *, again: bool) -> Outcome:
        """Write every row of the page, or none. Without an article the capture stays: it is what was captured."""
        page, outcome = work.page, Outcome(work.file, Result.FAILED)
        try:
            with transaction.atomic():
                # That a page is not known was seen before it was stored; the constraints tell if that has changed.
                capture = None if work.place and not again else _known_capture(page)
                capture = capture or _capture(page, work.file, work.place)
                Redirect.objects.keep(page.redirected_from, page.target_uri)
                if capture.article is not None:
                    outcome = self._unchanged(page, work.file, capture.article)
                elif work.extracted is not None:
                    outcome = self._article(work, capture, work.extracted)
                if self.dry_run:
                    raise DryRun
        except BaseException as undone:
            self._sources = None  # it may know one that was made in it
            if not isinstance(undone, DryRun):
                raise
        return outcome

    def _article(self, work: _Work, capture: Capture, extracted: ExtractedArticle) -> Outcome:
        page, corrected = work.page, work.corrected
        article = known_article(page, extracted)
        result = Result.UPDATED if article else Result.CREATED
        if article is None:
            article = Article(status=Status.PUBLISHED if self.publish else Status.DRAFT, text_capture=capture)
        if "text" in corrected.fields:
            article.text_capture = capture
        mentions, same_text = self._save(article, extracted, work, capture)
        if result is Result.UPDATED:
            note_version(article, capture, page, extracted, self.store, self.sources())
        return self._outcome(result, page, work.file, article, mentions, same_text)

    def _save(
        self, article: Article, extracted: ExtractedArticle, work: _Work, capture: Capture
    ) -> tuple[list[Mention], list[int]]:
        """Fill the empty fields of `article` from what was extracted; what stands there and is not corrected stays.

        Returns its mentions, brought in step, and the keys of the articles with its text.
        """
        created, page, corrected = article.pk is None, work.page, work.corrected
        with counted(article):
            self._correct(article, extracted, page, corrected)
            for name in EXTRACTED_FIELDS:
                if getattr(article, name) or name in article.corrected:
                    continue
                value, origin = self._value(name, extracted, page)
                if value:
                    setattr(article, name, value)
                    article.origins = {**article.origins, name: origin}
            article.save()
            capture.article = article
            capture.save(update_fields=["article"])
            if corrected.authors is not None:
                article.authorships.all().delete()
            if created or not article.authorships.exists():
                save_authors(article, extracted.authors)
            mentions = linker.link(article, new=created)
            prefetch_related_objects(mentions, "spans", "person", "event")
            if created:
                index.index_new(article)
            else:
                index.index_articles([article.pk])
            compared = find_same_text(article, new=created)
        return mentions, same_text_ids(article) if compared else []

    def _correct(self, article: Article, extracted: ExtractedArticle, page: CapturedPage, corrected: Corrected) -> None:
        """Set the corrected fields of `article`, and note them as a curator's."""
        for name, value in corrected.fields.items():
            if name == "source" and isinstance(value, str) and value:
                value = self._source_named(value, extracted, page)
            setattr(article, name, value)
        names = [*corrected.fields, *(["byline"] if corrected.authors is not None else [])]
        known = article.corrected
        article.corrected = list(dict.fromkeys([*known, *(name for name in names if name in EXTRACTED_FIELDS)]))

    def _value(self, name: str, extracted: ExtractedArticle, page: CapturedPage) -> tuple[Source | str | None, str]:
        """Return what was extracted for field `name`, and where it was found; asked for a source it may make one."""
        if name == "source":
            return self._source(extracted, page)
        found: Found | None = getattr(extracted, name)
        if found is None:
            return None, ""
        return storable_value(name, found.value), found.origin

    def _source(self, extracted: ExtractedArticle, page: CapturedPage) -> tuple[Source | None, str]:
        """Return the article's source and how it was found: known, or named by the caller, or made from a host."""
        origin = extracted.source_name.origin if extracted.source_name else ""
        if extracted.source_id is not None:
            return Source.objects.get(pk=extracted.source_id), origin
        if extracted.source_name and origin in TOLD_ORIGINS and fold(extracted.source_name.value).text:
            return self._source_named(extracted.source_name.value, extracted, page), origin
        if self.source is not None:
            return self.source, "named when it was ingested"
        host = _host(page, extracted)
        if not host:
            return None, ""
        # Told as of a source that is known: which page of a site comes first is chance where several processes work.
        name = extracted.source_name.value if extracted.source_name else host
        return self._new_source(host, name), origin or "address"

    def _source_named(self, name: str, extracted: ExtractedArticle, page: CapturedPage) -> Source:
        """Return the source that somebody named: a known one, or a new one, which takes the host that nobody has."""
        known = self.sources().by_name(name)
        if known is not None:
            return Source.objects.get(pk=known.id)
        host = _host(page, extracted)
        return self._make_source(name, "" if self.sources().by_host(host) else host)

    def _new_source(self, host: str, name: str) -> Source:
        known = SourceHost.objects.filter(host=host).select_related("source").first()
        if known is not None:
            return known.source
        return self._make_source(name, host)

    def _make_source(self, name: str, host: str) -> Source:
        source = Source.objects.create(name=storable(name).strip()[:200] or host)
        if host:
            SourceHost.objects.create(source=source, host=host)
        folded = fold(source.name).text
        if folded and not SourceName.objects.filter(folded=folded).exists():
            SourceName.objects.create(source=source, text=source.name)
        self.sources().add(KnownSource(source.pk, (source.name,), (host,) if host else ()))
        return source

    def sources(self) -> KnownSources:
        """Return the sources that the archive knows, read once and again after a transaction was undone."""
        if self._sources is None:
            self._sources = known_sources()
        return self._sources

    def _unchanged(self, page: CapturedPage, file: str, article: Article) -> Outcome:
        mentions = list(article.mentions.select_related("person", "event").prefetch_related("spans"))
        return self._outcome(Result.UNCHANGED, page, file, article, mentions, same_text_ids(article))

    def _outcome(
        self,
        result: Result,
        page: CapturedPage,
        file: str,
        article: Article,
        mentions: list[Mention],
        same_text: list[int],
    ) -> Outcome:
        return Outcome(
            file=file,
            outcome=result,
            record=page.record,
            url=page.url or article.url or None,
            article=article_facts(article, stored=not self.dry_run or result is Result.UNCHANGED),
            people=mention_facts(mentions, "person"),
            events=mention_facts(mentions, "event"),
            same_text=same_text,
        )


def _host(page: CapturedPage, extracted: ExtractedArticle) -> str:
    """Return the host that published the page, without "www."; nothing where no address is known."""
    address = page.url or (extracted.url.value if extracted.url else "")
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _waited_in_a_ring(error: OperationalError) -> bool:
    """Return whether PostgreSQL undid the transaction because others and it waited for each other (SQLSTATE 40P01)."""
    return _state(error) == "40P01"


def _state(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", "") or ""


def _known_capture(page: CapturedPage) -> Capture | None:
    same = Capture.objects.same(page.target_uri, page.captured_at, page.sha256)
    return same.select_related("article__source").first()


def _capture(page: CapturedPage, file: str, place: StoredRecord | None) -> Capture:
    """Save the row of a capture whose record lies at `place` (None in a dry run, whose rows are undone)."""
    capture = Capture(
        target_uri=page.target_uri,
        captured_at=page.captured_at,
        sha256=page.sha256,
        media_type=page.media_type[:100],
        charset=page.charset[:40],
        http_status=page.status,
        original_name=storable(Path(page.name or file).name)[:255],
        warc_file=place.file if place else "",
        warc_offset=place.offset if place else 0,
        warc_length=place.length if place else 0,
        record_id=place.record_id if place else "",
        payload_length=len(page.body),
        refers_to=_referred(page, place) if place and place.revisit else None,
    )
    capture.save(force_insert=True)
    return capture


def _referred(page: CapturedPage, place: StoredRecord) -> Capture | None:
    """Return the capture whose record that of a revisit names: since it was written an earlier one may have come."""
    return Capture.objects.with_payload(page.target_uri, page.sha256).filter(record_id=place.refers_to).first()


def known_article(page: CapturedPage, extracted: ExtractedArticle, *, hold: bool = True) -> Article | None:
    """Return the article that the archive already has of this page, or None; to `hold` it needs a transaction.

    It is the one of its address; where there is none (a curator may have corrected it), the one that was made of the
    same bytes from the same place, or of another capture of that place that it is a version of.

    An address without a path is a site's front page: pages that name it as their own are not one article. Nor are
    pages that claim one address, were not taken from it, and have no words in common.
    """
    url = extracted.url.value if extracted.url else page.url or ""
    articles = Article.objects.of_address(url or page.target_uri) if hold else Article.objects.filter(url=url)
    if _is_one_page(url):
        known = articles.order_by("pk")[:_MOST_OF_AN_ADDRESS]
        for article in known:
            if page.url == url or _is_version(article, extracted):
                return article
    return _of_its_place(page, extracted, hold=hold)


def _of_its_place(page: CapturedPage, extracted: ExtractedArticle, *, hold: bool) -> Article | None:
    rows = Capture.objects.filter(target_uri=page.target_uri, article__isnull=False).order_by("pk")
    same = rows.filter(sha256=page.sha256).values_list("article_id", flat=True).first()
    articles = Article.objects.select_for_update(of=("self",)) if hold else Article.objects.all()
    if same is not None:
        return articles.filter(pk=same).first()
    if page.url is None or not _is_one_page(page.url):
        return None
    others = dict.fromkeys(rows.values_list("article_id", flat=True)[:_MOST_OF_AN_ADDRESS])
    known = articles.filter(pk__in=others).order_by("pk") if others else ()
    return next((article for article in known if _is_version(article, extracted)), None)


def _is_one_page(url: str) -> bool:
    """Return whether `url` is more than the front page of a site."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def _is_version(article: Article, extracted: ExtractedArticle) -> bool:
    """Return whether what was extracted has the title of `article`, or a tenth of its runs of five words."""
    if fold(article.title).text == fold(extracted.title.value).text:
        return True
    one, other = _word_runs(article.text), _word_runs(extracted.text.value)
    return len(one & other) * 10 > min(len(one), len(other))


def _word_runs(text: str) -> set[tuple[str, ...]]:
    words = fold(text).text.split()
    return set(zip(words, words[1:], words[2:], words[3:], words[4:], strict=False))
