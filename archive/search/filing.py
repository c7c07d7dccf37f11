"""The facts of articles, read from their rows: whom and what they tell of, whence and when they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from archive.models import Article, Capture, Mention
from archive.models.article import Status
from archive.models.mention import MentionStatus
from archive.models.tally import above_each
from archive.search.facts import Facts, place


def facts_of(ids: Sequence[int], using: str) -> dict[int, Facts]:
    """Return the facts of those of the articles `ids` that there are; some queries for all of them together."""
    fields = ("pk", "status", "source_id", "language", "published_earliest", "published_latest", "published_order")
    rows = list(Article.objects.using(using).filter(pk__in=ids).order_by().values_list(*fields))
    people, events = _told(ids, using)
    captured = _captured(ids, using)
    found = {}
    for pk, status, source, language, earliest, latest, order in rows:
        found[pk] = Facts(
            article=pk,
            place=place(order if earliest else None, pk),
            public=status == Status.PUBLISHED,
            source=source,
            language=language,
            days=(earliest, latest) if earliest and latest else None,
            people=people[pk],
            events=events[pk],
            captured=frozenset(captured[pk]),
        )
    return found


Named = dict[int, dict[int, bool]]


def _told(ids: Sequence[int], using: str) -> tuple[Named, Named]:
    """Return for each article its people and its events, those above them too, and whether a curator confirmed them."""
    people: Named = defaultdict(dict)
    events: Named = defaultdict(dict)
    shown = Mention.objects.using(using).shown().filter(article__in=ids).order_by()
    rows = list(shown.values_list("article_id", "person_id", "event_id", "status"))
    above = above_each((event for _, _, event, _ in rows if event), using)
    for article, person, event, status in rows:
        confirmed = status == MentionStatus.CONFIRMED
        if person:
            people[article][person] = confirmed
        else:
            for one in (event, *above.get(event, ())):
                events[article][one] = events[article].get(one, False) or confirmed
    return people, events


def _captured(ids: Sequence[int], using: str) -> dict[int, set[date]]:
    """Return for each article the days (UTC) on which it was captured."""
    found: dict[int, set[date]] = defaultdict(set)
    rows = Capture.objects.using(using).filter(article__in=ids).order_by()
    for article, captured_at in rows.values_list("article_id", "captured_at"):
        if article is not None and captured_at is not None:
            found[article].add(captured_at.date())
    return found
