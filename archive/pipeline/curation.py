"""What curators do: publish, withdraw, correct, decide. Mentions, index and counts follow in the same transaction.

What is done to many articles is done in a transaction for each: nobody waits for all of them, and a run that is broken
off has done some of them wholly and the others not at all.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.mentions import linker
from archive.mentions.anchor import surroundings
from archive.models import Article, AuthorityVersion, CapturedText, Event, Mention, Person, Source, Span
from archive.models.article import EXTRACTED_FIELDS, Status
from archive.models.mention import Decision, Origin
from archive.models.tally import with_those_above
from archive.pipeline.authorities import articles_telling, link_again
from archive.pipeline.counting import counted, held
from archive.pipeline.rebuild import key_batches, recount_events, refile_keys
from archive.pipeline.same_text import find_same_text
from archive.search import index

DECIDED = ["decision", "decided_by", "decided_at"]
# What a curator's form holds of an article; the rest of its row is changed by other ways, perhaps at this moment.
_NOT_IN_FORMS = {"id", "status", "withdrawn_on", "withdrawn_reason", "text_capture", "origins", "recorded_at"}
_IN_FORMS = {field.name for field in Article._meta.concrete_fields} - _NOT_IN_FORMS


def publish(articles: QuerySet[Article]) -> int:
    """Publish drafts and withdrawn articles; returns how many changed."""
    return _set_status(articles, Status.PUBLISHED)


def unpublish(articles: QuerySet[Article]) -> int:
    """Take articles back to drafts; returns how many changed."""
    return _set_status(articles, Status.DRAFT)


def withdraw(articles: QuerySet[Article], reason: str) -> int:
    """Withdraw articles for `reason`, which their address tells from then on; returns how many changed."""
    if not reason.strip():
        raise ValueError("A withdrawal needs a reason, which readers are told.")
    return _set_status(articles, Status.WITHDRAWN, reason.strip(), timezone.now().date())


def _set_status(articles: QuerySet[Article], status: str, reason: str = "", day: date | None = None) -> int:
    done = 0
    for pk in _keys(articles.exclude(status=status)):
        with held(pk) as article:
            if article is None or article.status == status:
                continue
            article.status, article.withdrawn_reason, article.withdrawn_on = status, reason, day
            article.save(update_fields=["status", "withdrawn_reason", "withdrawn_on", "changed_at"])
        done += 1
    return done


def _keys(rows: QuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def save_article(article: Article, changed: Iterable[str] = ()) -> None:
    """Save a curator's edit of `article`: `changed` fields are noted as corrected, mentions and index follow.

    A new article (without a row) is saved, linked and indexed likewise. Of a known one the status is left as it is.
    """
    with counted(article):
        known = Article.objects.filter(pk=article.pk).values_list("corrected", flat=True).first() or []
        corrected = [name for name in changed if name in EXTRACTED_FIELDS and name not in known]
        article.corrected = [*known, *corrected]
        article.save(update_fields=_IN_FORMS if article.pk else None)
        linker.link(article)
        index.index_articles([article.pk])
        find_same_text(article)


def zone_changed(source: Source) -> int:
    """Read the times of the source's articles in its changed zone; the days as written stay. Returns how many."""
    done = 0
    timed = Q(published__contains="T") | Q(updated__contains="T")
    for ids in key_batches(Article.objects.filter(timed, source=source)):
        with transaction.atomic():
            for article in Article.objects.select_for_update().filter(pk__in=ids, source=source).order_by("pk"):
                article.source = source
                article.save(update_fields=["published", "updated", "changed_at"])
                done += 1
            index.refile(ids)
    return done


def delete_articles(articles: QuerySet[Article]) -> int:
    """Delete articles with their mentions and index rows (captures stay); returns how many."""
    done = 0
    for pk in _keys(articles):
        with held(pk) as article:
            if article is None:
                continue
            index.remove_articles([pk])
            CapturedText.objects.filter(capture__article=article).delete()
            article.captures.update(article=None)
            article.delete()
        done += 1
    return done


def delete_authorities(records: QuerySet[Person] | QuerySet[Event] | QuerySet[Source]) -> int:
    """Delete people, events or sources with their mentions; returns how many.

    What stood above the events is counted again, and the articles that named the people are linked again: a homonym,
    or somebody of the same family name, may be meant there now.
    """
    ids = _keys(records)
    above: set[int] = set()
    named: set[int] = set()
    told: list[int] = []
    with transaction.atomic():
        if records.model is Event:
            above = with_those_above(ids) - set(ids)
            told = list(articles_telling(ids))
            _hold_mentions(Mention.objects.filter(event__in=ids))
        elif records.model is Person:
            named = _hold_mentions(Mention.objects.filter(person__in=ids))
        records.model._default_manager.filter(pk__in=ids).delete()
        AuthorityVersion.bump()
        recount_events(above)
    refile_keys(told)
    link_again(named)
    return len(ids)


def _hold_mentions(mentions: QuerySet[Mention]) -> set[int]:
    """Hold the mentions until the transaction ends, in the order in which who links articles takes them.

    Returns the keys of their articles.
    """
    return set(mentions.select_for_update().order_by("pk").values_list("article_id", flat=True))


def decide(mentions: QuerySet[Mention], decision: str, user: AbstractBaseUser | None) -> int:
    """Confirm, reject or (empty `decision`) undo whole mentions with their present spans; returns how many."""
    done = 0
    for pk, article_id in list(mentions.order_by("article_id", "pk").values_list("pk", "article_id")):
        with held(article_id) as article:
            mention = Mention.objects.select_related("person", "event").filter(pk=pk).first()
            if article is None or mention is None:  # a text that changed at this moment took it along
                continue
            mention.article = article
            _decide(mention, decision, user)
            spans = list(mention.spans.all())
            for span in spans:
                # An answer to the whole answers what is open; what was rejected span by span stays rejected.
                if not decision or not span.decision or decision == Decision.REJECTED:
                    _decide(span, decision, user)
            Span.objects.bulk_update(spans, DECIDED)
            mention.decided_digest = article.digest() if decision else ""
            mention.save(update_fields=[*DECIDED, "decided_digest", "changed_at"])
            linker.refresh(mention, spans)
            if not decision:  # what is open again follows the words, which may tell of it no longer
                linker.link(article)
        done += 1
    return done


def decide_spans(spans: QuerySet[Span], decision: str, user: AbstractBaseUser | None) -> int:
    """Confirm, reject or (empty `decision`) undo single spans; their mentions' status follows. Returns how many."""
    done = 0
    places = spans.order_by("mention__article_id", "pk").values_list("pk", "mention__article_id")
    for pk, article_id in list(places):
        with held(article_id) as article:
            span = Span.objects.select_related("mention").filter(pk=pk).first()
            if article is None or span is None:
                continue
            span.mention.article = article
            _decide(span, decision, user)
            span.save(update_fields=[*DECIDED, "changed_at"])
            linker.refresh(span.mention, span.mention.spans.all())
            if not decision:
                linker.link(article)
        done += 1
    return done


def relate(mention: Mention, relation: str) -> None:
    """Let a curator say how the article speaks of the person or event; it is not reckoned again."""
    with held(mention.article_id):
        rows = Mention.objects.filter(pk=mention.pk)
        rows.update(relation=relation, relation_decided=True, changed_at=timezone.now())


def _decide(row: Mention | Span, decision: str, user: AbstractBaseUser | None) -> None:
    row.decision = decision
    row.decided_by = user if decision else None  # type: ignore[assignment]
    row.decided_at = timezone.now() if decision else None


def add_span(
    article: Article, target: Person | Event, field: str, start: int, end: int, user: AbstractBaseUser | None
) -> Span:
    """Let a curator link the words `start` to `end` (excluded) of `field` to a person or event; returns the span.

    Raises `ValueError` where there are no such words, or others than `article` has: its text was changed meanwhile.
    """
    text = getattr(article, field)
    if not (field in Span.Field.values and 0 <= start < end <= len(text)):
        raise ValueError(f"There are no words from {start} to {end} in the article's {field}.")
    key = {"person": target} if isinstance(target, Person) else {"event": target}
    with held(article.pk) as row:
        if row is None or getattr(row, field) != text:
            raise ValueError(f"The article's {field} has changed meanwhile.")
        mention, _created = Mention.objects.get_or_create(article=row, **key)
        before, after = surroundings(text, start, end)
        places = {"mention": mention, "field": field, "start": start, "end": end}
        span = Span.objects.filter(**places, anchored=True).first() or Span(**places)
        span.words, span.before, span.after, span.origin = text[start:end], before, after, Origin.CURATOR
        _decide(span, Decision.CONFIRMED, user)
        span.save()
        if mention.decision == Decision.REJECTED:
            _decide(mention, "", None)
            mention.save(update_fields=[*DECIDED, "changed_at"])
        linker.refresh(mention, mention.spans.all())
    return span
