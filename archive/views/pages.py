"""What all public pages share: which methods they answer, what they vary by, their pages of rows, moved records."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from archive import reading
from archive.models.slug import SluggedQuerySet
from archive.search.index import Ranked, count_up_to
from archive.views import errors

PER_PAGE = 20
MOST_ROWS = 10_000


class BoundedPaginator(Paginator):
    """Pages of the first 10,000 rows; `known` is a count kept beside them; without it no more are counted.

    `total` is the count to show, `capped` whether there are more than that or more than can be paged through.
    """

    def __init__(self, rows: QuerySet | Ranked, per_page: int = PER_PAGE, *, known: int | None = None) -> None:
        """Take the rows in their order."""
        super().__init__(rows, per_page)
        self.rows, self.known = rows, known

    @cached_property
    def found(self) -> int:
        """Return the number of rows, at most one more than can be paged through unless it is known."""
        if self.known is not None:
            return self.known
        return count_up_to(self.rows, MOST_ROWS + 1)

    @cached_property
    def count(self) -> int:
        """Return the number of rows that can be paged through."""
        return min(self.found, MOST_ROWS)

    @property
    def total(self) -> int:
        """Return the number of rows to show; 10,000 where they were not counted further."""
        return self.found if self.known is not None else self.count

    @property
    def capped(self) -> bool:
        """Return whether there are rows beyond those that can be paged through."""
        return self.found > MOST_ROWS

    @property
    def more(self) -> bool:
        """Return whether `total` is only the least number there is."""
        return self.known is None and self.capped


def page_of(
    request: HttpRequest, rows: QuerySet | Ranked, *, known: int | None = None, per_page: int = PER_PAGE
) -> Page:
    """Return the page of `rows` that the request asks for; the nearest there is for a number out of range."""
    return BoundedPaginator(rows, per_page, known=known).get_page(request.GET.get("page"))


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return `view` for GET and HEAD alone; caches keep its answers apart by cookie, which holds the language."""
    return require_safe(vary_on_cookie(view))


def slugged_page(records: Callable[[], SluggedQuerySet]) -> Callable[[Callable[..., HttpResponse]], Callable]:
    """Return a decorator for the page of a record: finds it by its slug, redirects an old one, answers 404 and 410."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def find(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                record: Any = reading.find_slugged(records(), slug)
            except reading.Gone:
                return errors.gone(request)
            if record is None:
                raise Http404(_("There is no page at this address."))
            if record.slug != slug:
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(record.get_absolute_url() + (f"?{query}" if query else ""))
            return view(request, record)

        return public_page(find)

    return decorate
