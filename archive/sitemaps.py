"""The sitemap: every published page, cut by ranges of row ids, so that no count or offset walks the archive."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.models import Article, Event, Person, Source

PER_SITEMAP = 5000


class RangePage:
    """One sitemap's rows."""

    def __init__(self, object_list: QuerySet) -> None:
        """Take the rows."""
        self.object_list = object_list


class RangePaginator:
    """Pages by ranges of row ids: page n holds the rows whose id is above (n - 1) × 5000, up to n × 5000."""

    def __init__(self, rows: QuerySet, per_page: int) -> None:
        """Take the public rows of one kind."""
        self.rows, self.per_page = rows, per_page

    @cached_property
    def num_pages(self) -> int:
        """Return how many ranges reach up to the last row, public or not; at least one.

        The last public row alone would have to be sorted out of all; ranges without one are empty sitemaps.
        """
        last = self.rows.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        return max(1, -(-last // self.per_page))

    def page(self, number: str | int) -> RangePage:
        """Return page `number`; raises Django's errors for a number that is none or too large."""
        try:
            number = int(number)
        except ValueError as error:
            raise PageNotAnInteger("The page is no number.") from error
        if not 1 <= number <= self.num_pages:
            raise EmptyPage("There is no such page.")
        first, last = (number - 1) * self.per_page, number * self.per_page
        return RangePage(self.rows.filter(pk__gt=first, pk__lte=last).order_by("pk"))


class PublicSitemap(Sitemap):
    """The public pages of one kind of record."""

    limit = PER_SITEMAP

    def __init__(self, rows: Callable[[], QuerySet], fields: tuple[str, ...]) -> None:
        """Take the public rows, and the fields that their addresses need."""
        self.rows, self.fields = rows, fields

    @property
    def paginator(self) -> RangePaginator:  # type: ignore[override]
        """Return the pages, read anew for each request."""
        return RangePaginator(self.rows().only(*self.fields, "changed_at"), self.limit)

    def lastmod(self, record: Any) -> datetime:
        """Return when the record last changed."""
        return record.changed_at

    def get_latest_lastmod(self) -> None:
        """Return nothing: the latest change of all would have to be looked for in every row."""
        return None


SECTIONS: dict[str, type[Sitemap] | Sitemap] = {
    "articles": PublicSitemap(Article.objects.published, ("slug",)),
    "people": PublicSitemap(Person.objects.public, ("slug",)),
    "events": PublicSitemap(Event.objects.public, ("slug",)),
    "sources": PublicSitemap(Source.objects.public, ("slug",)),
}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Answer with the list of sitemaps."""
    return index(request, sitemaps=SECTIONS, sitemap_url_name="sitemap-section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """Answer with one kind's addresses; `?p=` asks for a further range."""
    return sitemap(request, sitemaps=SECTIONS, section=section)
