"""The mentions of one article, as its page on the desk shows them: a bounded number, each with its words."""

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Case, Count, Prefetch, QuerySet, Value, When
from django.http import HttpRequest

from archive.models import Article, Mention, Span
from archive.models.mention import MentionStatus

MENTIONS_SHOWN = 60
SPANS_SHOWN = 3


def with_first_spans(mentions: QuerySet, number: int = SPANS_SHOWN) -> QuerySet:
    """Return the mentions with their first `number` spans (and one more, to know of others) as `first_spans`."""
    spans = Span.objects.order_by("-anchored", "-field", "start", "pk")[: number + 1]
    return mentions.prefetch_related(Prefetch("spans", spans, to_attr="first_spans"))


def shown_mentions(site: AdminSite, request: HttpRequest, article: Article) -> dict[str, Any]:
    """Return, for the template, the mentions of `article`, those that wait first, and their number by status."""
    first = Case(When(status=MentionStatus.SUGGESTED, then=Value(0)), default=Value(1))
    mentions = Mention.objects.filter(article=article).select_related("person", "event", "decided_by")
    rows = list(with_first_spans(mentions.order_by(first, "pk"))[:MENTIONS_SHOWN])
    counted = Mention.objects.filter(article=article).order_by().values("status").annotate(number=Count("pk"))
    counts = {row["status"]: row["number"] for row in counted}
    labels = [(label, counts[value]) for value, label in MentionStatus.choices if value in counts]
    desk = site.get_model_admin(Mention)
    return {
        "mentions": rows,
        "mention_total": sum(counts.values()),
        "mention_counts": labels,
        "mentions_more": sum(counts.values()) > len(rows),
        "may_see_mentions": desk.has_view_permission(request),
        "may_decide": desk.has_change_permission(request),
        "spans_shown": SPANS_SHOWN,
    }
