"""Articles: the list that is searched, and each one with its evidence."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from archive import reading
from archive.api.cursors import next_page, read_place
from archive.api.endpoint import Endpoint
from archive.api.examples import ARTICLE, ARTICLES
from archive.api.parameters import AFTER, SIZE, described, page_size, valid
from archive.api.problems import WithdrawnArticle
from archive.api.responses import of_article, of_list
from archive.api.shapes.articles import ArticleShape, ArticlesPage, context_of
from archive.api.wrong import explained
from archive.filters import ArticleFilter
from archive.models import Article
from archive.reading.listing import Wanted
from archive.search.finding import Found

# Where a page of a list begins: behind a place in time, or at a number of the list that was ranked.
BY_TIME, BY_RANK = "time", "rank"


class Articles(Endpoint):
    """The one list of articles."""

    filterset = ArticleFilter
    parameters = ("after", "page_size")

    @extend_schema(
        operation_id="articles",
        summary="Articles",
        parameters=[*described(ArticleFilter), AFTER, SIZE],
        responses=of_list(ArticlesPage),
        examples=[ARTICLES],
    )
    def get(self, request: Request) -> Response:
        """Published articles that meet what is asked, the newest first unless another order is asked for.

        `q` takes words, "a phrase", -without, OR, and fields such as person:, event:, source:, published:, happened:;
        the other parameters add conditions to it. Any text is a query: what cannot be understood in it comes back in
        `mistakes`. Lists by date are walked to their end by `next`, at the same cost for every page; the other orders
        are those of the newest 10,000 articles that match, and go on by date behind them.
        """
        asked_for = valid(ArticleFilter(request.GET, queryset=Article.objects.published().select_related("source")))
        places, last = places_behind(asked_for.found, read_place(request.GET), page_size(request.GET))
        rows = asked_for.articles.at(places)
        wanted = Wanted(asked_for.query, asked_for.people, asked_for.events, asked_for.resolved.days("happened"))
        values = {
            "count": asked_for.found.count,
            "more": asked_for.found.more,
            "next": next_page(request._request, last),
            "query": asked_for.query.text,
            "mistakes": explained(asked_for.query.mistakes),
            "order": asked_for.order,
            "results": rows,
        }
        listed = {row.article.pk: row for row in reading.listed(rows, wanted)}
        context = {"request": request, "listed": listed, "asked_for": asked_for}
        return Response(ArticlesPage(values, context=context).data)


class OneArticle(Endpoint):
    """An article by its number."""

    @extend_schema(operation_id="article", summary="An article", responses=of_article(ArticleShape), examples=[ARTICLE])
    def get(self, request: Request, pk: int) -> Response:
        """A published article: its text as far as readers see it, whom and what it tells of, and its captures.

        Every person and event comes with the words that say so: where they stand in the title or the text (in code
        points), and whether a machine alone found them or a curator confirmed them.
        """
        article = Article.objects.published().select_related("source").filter(pk=pk).first()
        if article is None:
            withdrawn = reading.withdrawn_article(pk)
            raise WithdrawnArticle(withdrawn) if withdrawn else Http404
        page = request.build_absolute_uri(article.get_absolute_url())
        context = {"request": request, **context_of(article, reading.article_page(article), page)}
        return Response(ArticleShape(article, context=context).data)


def places_behind(found: Found, begin: list[Any] | None, size: int) -> tuple[list[int], list[Any] | None]:
    """Return at most `size` places of the list from `begin` on, and where the next page begins, if there is one.

    A ranked list goes on by date behind those that were ranked.
    """
    kind, number = begin or ((BY_TIME, None) if found.in_time else (BY_RANK, 0))
    if kind == BY_TIME:
        places = found.behind(number, size + 1)
        return places[:size], [BY_TIME, places[size - 1]] if len(places) > size else None
    end = int(number or 0) + size
    places = found.ranked[end - size : end]
    if end < len(found.ranked):
        return places, [BY_RANK, end]
    return places, [BY_TIME, found.newest[-1]] if found.more else None
