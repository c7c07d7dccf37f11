"""Counts and facts kept in step: what articles add is taken before and after a change, in its own transaction."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction

from archive.models import Article
from archive.models.article import Status
from archive.models.tally import Coverage, count_changes
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
        before = {} if made_here else Coverage.of_each([article.pk])
        yield
        if made_here and article.status != Status.PUBLISHED:
            return  # nobody else has seen it yet: it counts nowhere
        count_changes(before, Coverage.of_each([article.pk]))
        index.refile([article.pk])


@contextmanager
def held(pk: int) -> Iterator[Article | None]:
    """Yield the article with key `pk` as it stands now, or None where it is gone; otherwise as `counted`.

    Who changes an article takes it by this: its words are those that the database has.
    """
    with held_together([pk]) as articles:
        yield articles[0] if articles else None


@contextmanager
def held_together(pks: Collection[int]) -> Iterator[list[Article]]:
    """Yield those of the articles that there are, as they stand now, in the order of their keys; otherwise as `held`.

    One transaction for all, in which other writers wait: few at a time. They are locked in one order, all of them
    before anything else: two who take some of the same articles wait for each other at the first of these, and never
    in a ring.
    """
    with transaction.atomic():
        rows = Article.objects.select_for_update(of=("self",)).select_related("source")
        articles = list(rows.filter(pk__in=pks).order_by("pk"))
        there = [article.pk for article in articles]
        before = Coverage.of_each(there)
        yield articles
        count_changes(before, Coverage.of_each(there))
        index.refile(there)
