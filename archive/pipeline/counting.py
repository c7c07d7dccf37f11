"""Counts and facts kept in step: what an article adds is taken before and after a change, in its own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from archive.models import Article
from archive.models.article import Status
from archive.models.tally import Coverage, count_change
from archive.search import index


@contextmanager
def counted(article: Article) -> Iterator[None]:
    """Run a change of `article`, or of its mentions, in one transaction that holds its row.

    The counts and the facts in the search index are in step behind it.
    """
    with transaction.atomic():
        if article.pk:
            Article.objects.select_for_update().filter(pk=article.pk).values_list("pk", flat=True).first()
        made_here = article.pk is None
        before = Coverage.of(article)
        yield
        if made_here and article.status != Status.PUBLISHED:
            return  # nobody else has seen it yet: it counts nowhere
        count_change(before, Coverage.of(article))
        index.refile([article.pk])


@contextmanager
def held(pk: int, *, refile: bool = True) -> Iterator[Article | None]:
    """Yield the article with key `pk` as it stands now, or None where it is gone; otherwise as `counted`.

    Whoever changes many articles takes each by this, in a transaction of its own: its words are those that the database
    has, and nobody else waits for the others. Without `refile` the caller brings the facts in step, of some together
    and in one transaction with them.
    """
    with transaction.atomic():
        rows = Article.objects.select_for_update(of=("self",)).select_related("source")
        article = rows.filter(pk=pk).first()
        before = Coverage.of(article)
        yield article
        count_change(before, Coverage.of(article))
        if article is not None and refile:
            index.refile([pk])
