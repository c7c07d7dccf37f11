"""Facets: what the articles of a query have in common, counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from archive.api.endpoint import Endpoint
from archive.api.examples import FACETS
from archive.api.parameters import described, valid
from archive.api.responses import of_list
from archive.api.shapes.facets import FacetsShape
from archive.api.wrong import explained
from archive.filters import ArticleFilter
from archive.models import Article, Event, Person, Source
from archive.search.facts import Counted
from archive.templatetags.pages import language_name

MOST = 60


class Facets(Endpoint):
    """What the articles of a query have in common."""

    filterset = ArticleFilter

    @extend_schema(
        operation_id="facets",
        summary="What articles have in common",
        parameters=described(ArticleFilter),
        responses=of_list(FacetsShape),
        examples=[FACETS],
    )
    def get(self, request: Request) -> Response:
        """The people, events, sources, languages and days of all articles that meet what is asked, counted.

        Up to 10,000 articles the counts are exact. Of more, the newest 10,000 are counted, and `more` is true.
        The whole archive is counted from numbers that are kept, but for its languages and links: these are counted
        up to `counted_to` articles each, and whose links are confirmed is not told.
        """
        asked_for = valid(ArticleFilter(request.GET, queryset=Article.objects.published()))
        counted: Counted = asked_for.counted
        by_name = asked_for.is_asked  # of the whole archive it is not kept whose links are confirmed
        values = {
            "query": asked_for.query.text,
            "mistakes": explained(asked_for.query.mistakes),
            "articles": counted.articles,
            "more": counted.capped,
            "people": _named(
                "person", Person.objects.public(), counted.people, counted.confirmed_people if by_name else None
            ),
            "events": _named(
                "event", Event.objects.public(), counted.events, counted.confirmed_events if by_name else None
            ),
            "sources": _named("source", Source.objects.public(), counted.sources),
            "languages": [
                {"language": code, "name": language_name(code), "articles": number}
                for code, number in _largest(counted.languages)
            ],
            "published": counted.days,
            "undated": counted.undated,
            "linked": counted.linked,
            "confirmed": counted.confirmed,
            "counted_to": counted.counted_to or None,
        }
        return Response(FacetsShape(values, context={"request": request}).data)


def _named(
    kind: str, records: QuerySet, numbers: Mapping[int, int], confirmed: Mapping[int, int] | None = None
) -> list[dict[str, Any]]:
    """Return the counts with the records that readers may see, each under the name of its `kind`."""
    largest = _largest(numbers)
    known = records.in_bulk([pk for pk, _ in largest[: 2 * MOST]])
    return [
        {kind: known[pk], "articles": number, "confirmed": None if confirmed is None else confirmed.get(pk, 0)}
        for pk, number in largest
        if pk in known
    ][:MOST]


def _largest(numbers: Mapping[Any, int]) -> Sequence[tuple[Any, int]]:
    return sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
