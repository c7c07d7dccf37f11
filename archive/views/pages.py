"""What all public pages share: which methods they answer, what they vary by, their pages of rows, moved records."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from archive import reading
from archive.models.slug import SluggedQuerySet
from archive.search.finding import Results
from archive.views import errors

PER_PAGE = 20
MOST_ROWS = 10_000
LARGEST_PLACE = (1 << 63) - 2  # one is added to it, and databases hold no more


class BoundedPaginator(Paginator):
    """Pages of the first 10,000 rows; `known` is a count kept beside them; without it no more are counted.

    `total` is the count to show, `capped` whether there are more than that or more than can be paged through.
    """

    def __init__(self, rows: QuerySet | Results, per_page: int = PER_PAGE, *, known: int | None = None) -> None:
        """Take the rows in their order."""
        super().__init__(rows, per_page)
        self.rows, self.known = rows, known

    @cached_property
    def found(self) -> int:
        """Return the number of rows, at most one more than can be paged through unless it is known."""
        if self.known is not None:
            return self.known
        if isinstance(self.rows, Results):
            return self.rows.found.count + self.rows.found.more
        return self.rows.order_by().values("pk")[: MOST_ROWS + 1].count()

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


@dataclass(frozen=True)
class Place:
    """A place in a list in order of publication, which a page begins behind, or ends before."""

    after: int | None = None
    before: int | None = None


class FoundPage(Page):
    """A page of found articles; in order of publication it is found by where it begins, however deep it lies.

    `beyond`: further than pages are counted to; its number is what the address says.
    """

    def __init__(self, results: Results, request: HttpRequest) -> None:
        """Read the page that the request asks for; the nearest there is for one out of range."""
        paginator = BoundedPaginator(results, known=results.found.known)
        number = _whole_number(request.GET.get("page")) or 1
        place = _asked_place(request) if results.found.in_time else Place()
        if place == Place():
            number = min(number, paginator.num_pages)
            places = results.found.page((number - 1) * PER_PAGE, PER_PAGE + 1)
        elif place.before is not None:
            places = results.found.ahead(place.before, PER_PAGE)
        else:
            places = results.found.behind(place.after, PER_PAGE + 1)
        self.beyond = number > paginator.num_pages
        self.at_end = place.before is None and len(places) <= PER_PAGE
        self.places = places[:PER_PAGE]
        self.in_time = results.found.in_time
        super().__init__(results.at(self.places), number, paginator)

    def has_next(self) -> bool:
        """Return whether articles follow."""
        if not self.in_time:
            return super().has_next()
        return not self.at_end and bool(self.places)

    def next_place(self) -> int | None:
        """Return the place behind which the next page begins, None in a list that has none."""
        return self.places[-1] if self.in_time and self.places else None

    def previous_place(self) -> int | None:
        """Return the place before which the previous page ends, None for the first pages, which are found by number."""
        return self.places[0] if self.in_time and self.places and self.number > 2 else None


def _asked_place(request: HttpRequest) -> Place:
    after, before = (_whole_number(request.GET.get(name)) for name in ("after", "before"))
    return Place(before=before) if before is not None else Place(after=after)


def _whole_number(text: str | None) -> int | None:
    """Return the number that `text` is, None for anything else or more than a place can be."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdigit()):
        return None
    return min(int(text), LARGEST_PLACE)


def page_of(
    request: HttpRequest, rows: QuerySet | Results, *, known: int | None = None, per_page: int = PER_PAGE
) -> Page:
    """Return the page of `rows` that the request asks for; the nearest there is for a number out of range."""
    return BoundedPaginator(rows, per_page, known=known).get_page(request.GET.get("page"))


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return `view` for GET and HEAD alone; caches keep its answers apart by cookie, which holds the language."""
    return require_safe(vary_on_cookie(view))


def slugged_page(records: Callable[[], SluggedQuerySet]) -> Callable[[Callable[..., HttpResponse]], Callable]:
    """Return a decorator for the page of a record: finds it by its slug, redirects an old one, answers 404 and 410."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
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
