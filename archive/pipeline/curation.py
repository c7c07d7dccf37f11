"""What curators do: publish, withdraw, correct, decide. Each is one transaction; mentions, index and counts follow."""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.mentions import linker
from archive.mentions.anchor import surroundings
from archive.models import Article, AuthorityVersion, Event, Mention, NameForm, Person, Source, Span
from archive.models.article import EXTRACTED_FIELDS, Status
from archive.models.mention import Decision, Origin
from archive.models.tally import with_those_above
from archive.pipeline.counting import counted
from archive.pipeline.rebuild import BATCH, link, recount_events
from archive.search import index
from archive.search.query import QueryError, parse


def publish(articles: QuerySet[Article]) -> int:
    """Publish drafts and withdrawn articles; returns how many changed."""
    return _set_status(articles.exclude(status=Status.PUBLISHED), _published)


def unpublish(articles: QuerySet[Article]) -> int:
    """Take articles back to drafts; returns how many changed."""
    return _set_status(articles.exclude(status=Status.DRAFT), _draft)


def withdraw(articles: QuerySet[Article], reason: str) -> int:
    """Withdraw articles for `reason`, which their address tells from then on; returns how many changed."""
    if not reason.strip():
        raise ValueError("A withdrawal needs a reason, which readers are told.")

    def withdrawn(article: Article) -> None:
        article.status, article.withdrawn_reason = Status.WITHDRAWN, reason.strip()
        article.withdrawn_on = timezone.now().date()

    return _set_status(articles.exclude(status=Status.WITHDRAWN), withdrawn)


def _published(article: Article) -> None:
    article.status, article.withdrawn_reason, article.withdrawn_on = Status.PUBLISHED, "", None


def _draft(article: Article) -> None:
    article.status, article.withdrawn_reason, article.withdrawn_on = Status.DRAFT, "", None


def _set_status(articles: QuerySet[Article], change: Callable[[Article], None]) -> int:
    done = 0
    with transaction.atomic():
        for article in list(articles.order_by("pk").select_related("source")):
            with counted(article):
                change(article)
                article.save(update_fields=["status", "withdrawn_reason", "withdrawn_on", "changed_at"])
            done += 1
    return done


def save_article(article: Article, changed: Iterable[str] = ()) -> None:
    """Save a curator's edit of `article`: `changed` fields are noted as corrected, mentions and index follow.

    A new article (without a row) is saved, linked and indexed likewise.
    """
    corrected = [name for name in changed if name in EXTRACTED_FIELDS and name not in article.corrected]
    with counted(article):
        article.corrected = [*article.corrected, *corrected]
        article.save()
        linker.link(article)
        index.index_articles([article.pk])


def zone_changed(source: Source) -> int:
    """Read the times of the source's articles in its changed zone; the days as written stay. Returns how many."""
    done = 0
    for article in Article.objects.filter(source=source).exclude(published="", updated="").iterator(chunk_size=BATCH):
        article.source = source
        article.save(update_fields=["published", "updated", "changed_at"])
        done += 1
    return done


def delete_articles(articles: QuerySet[Article]) -> int:
    """Delete articles with their mentions and index rows (captures stay); returns how many."""
    done = 0
    with transaction.atomic():
        for article in list(articles.order_by("pk")):
            with counted(article):
                index.remove_articles([article.pk])
                article.captures.update(article=None)
                article.delete()
            done += 1
    return done


def delete_authorities(records: QuerySet[Person] | QuerySet[Event] | QuerySet[Source]) -> int:
    """Delete people, events or sources with their mentions, and count again what stood above; returns how many."""
    with transaction.atomic():
        above: set[int] = set()
        if records.model is Event:
            ids = set(records.values_list("pk", flat=True))
            above = with_those_above(ids) - ids
        done = records.count()
        records.delete()
        AuthorityVersion.bump()
        recount_events(above)
    return done


def decide(mentions: QuerySet[Mention], decision: str, user: AbstractBaseUser | None) -> int:
    """Confirm, reject or (empty `decision`) undo whole mentions with their present spans; returns how many."""
    done = 0
    with transaction.atomic():
        for mention in list(mentions.order_by("article_id", "pk").select_related("article", "person", "event")):
            with counted(mention.article):
                _decide(mention, decision, user)
                spans = list(mention.spans.all())
                for span in spans:
                    # An answer to the whole answers what is open; what was rejected span by span stays rejected.
                    if not decision or not span.decision or decision == Decision.REJECTED:
                        _decide(span, decision, user)
                Span.objects.bulk_update(spans, ["decision", "decided_by", "decided_at"])
                mention.decided_digest = mention.article.digest() if decision else ""
                mention.save()
                linker.refresh(mention, spans)
            done += 1
    return done


def decide_spans(spans: QuerySet[Span], decision: str, user: AbstractBaseUser | None) -> int:
    """Confirm, reject or (empty `decision`) undo single spans; their mentions' status follows. Returns how many."""
    done = 0
    with transaction.atomic():
        for span in list(spans.order_by("mention__article_id", "pk").select_related("mention__article")):
            with counted(span.mention.article):
                _decide(span, decision, user)
                span.save(update_fields=["decision", "decided_by", "decided_at", "changed_at"])
                linker.refresh(span.mention, span.mention.spans.all())
            done += 1
    return done


def _decide(row: Mention | Span, decision: str, user: AbstractBaseUser | None) -> None:
    row.decision = decision
    row.decided_by = user if decision else None  # type: ignore[assignment]
    row.decided_at = timezone.now() if decision else None


def add_span(
    article: Article, target: Person | Event, field: str, start: int, end: int, user: AbstractBaseUser | None
) -> Span:
    """Let a curator link the words `start` to `end` (excluded) of `field` to a person or event; returns the span."""
    text = getattr(article, field)
    if not (field in Span.Field.values and 0 <= start < end <= len(text)):
        raise ValueError(f"There are no words from {start} to {end} in the article's {field}.")
    key = {"person": target} if isinstance(target, Person) else {"event": target}
    with counted(article):
        mention, _created = Mention.objects.get_or_create(article=article, **key)
        before, after = surroundings(text, start, end)
        places = {"mention": mention, "field": field, "start": start, "end": end}
        span = Span.objects.filter(**places, anchored=True).first() or Span(**places)
        span.words, span.before, span.after, span.origin = text[start:end], before, after, Origin.CURATOR
        _decide(span, Decision.CONFIRMED, user)
        span.save()
        if mention.decision == Decision.REJECTED:
            _decide(mention, "", None)
            mention.save()
        linker.refresh(mention, mention.spans.all())
    return span


def authority_changed(*, people: Iterable[Person] = (), events: Iterable[Event] = ()) -> int:
    """Link again the articles that a changed person or event may concern; returns how many.

    They are found by the search index, and by the mentions that stand already: the cost follows the hits.
    """
    people, events = list(people), list(events)
    AuthorityVersion.bump()
    forms = list(NameForm.objects.filter(person__in=people).values_list("text", flat=True))
    forms += [person.family_name for person in people if person.family_name]
    ids = set(index.articles_with(forms)) if forms else set()
    for event in events:
        ids |= set(_articles_with_cues(event))
    ids |= set(Mention.objects.filter(Q(person__in=people) | Q(event__in=events)).values_list("article_id", flat=True))
    for batch in _batches(sorted(ids)):
        link(Article.objects.filter(pk__in=batch))
    with transaction.atomic():
        recount_events([event.pk for event in events])
    return len(ids)


def _batches(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _articles_with_cues(event: Event) -> Iterable[int]:
    """Yield the ids of the articles that have all words of one of the event's cues, in whatever sentence."""
    for words in event.cues.values_list("words", flat=True):
        try:
            query = parse(" ".join(word for word in words.split() if not word.startswith("-")))
        except QueryError:  # no cue of such words can be found by anybody
            continue
        found = index.search(Article.objects.all(), query, index.NEWEST).articles
        if isinstance(found, QuerySet):  # as every order but that of relevance is
            yield from found.values_list("pk", flat=True)
