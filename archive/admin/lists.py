"""Lists of the desk: counted to an end, without long texts, with dates to choose from that nobody has to count."""

from calendar import monthrange
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from archive.templatetags.dates import month_words

MOST_COUNTED = 10_000


class BoundedPaginator(Paginator):
    """Pages of a list that is counted to `MOST_COUNTED` and no further: what lies beyond is reached by filters."""

    @cached_property
    def counted(self) -> int:
        """Return the number of rows, or one more than `MOST_COUNTED` where there are more."""
        rows: QuerySet = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        """Return the number of rows that have a page."""
        return min(self.counted, MOST_COUNTED)

    def page(self, number: int | str) -> Page:
        """Return a page of rows; their keys are found first, and the rows with all that they show read by these.

        Databases are led astray where they have to choose the rows of a page and join others to them at the same time.
        """
        page = super().page(number)
        keys = keys_of(page.object_list)  # type: ignore[arg-type]
        rows: QuerySet = self.object_list  # type: ignore[assignment]
        found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
        page.object_list = [found[key] for key in keys if key in found]
        return page

    @property
    def more(self) -> bool:
        """Return whether the list goes on after the last page."""
        return self.counted > MOST_COUNTED


def keys_of(rows: QuerySet) -> list[Any]:
    """Return the keys of the rows."""
    return list(rows.prefetch_related(None).values_list("pk", flat=True))


@dataclass(frozen=True)
class DateChoices:
    """The dates by which a long list can be narrowed: each with its link, and the link back to all."""

    links: list[tuple[str, str]]
    back: str = ""


class DeskChangeList(ChangeList):
    """A list that loads what its columns show, and no long text."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        """Return the rows without the fields that the list leaves out."""
        queryset = super().get_queryset(request, exclude_parameters)
        return queryset.defer(*getattr(self.model_admin, "list_defer", ()))

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows; those of a list of one page are looked for without their order, which need not be walked."""
        super().get_results(request)
        if isinstance(self.result_list, QuerySet):
            self.result_list = self.result_list.filter(pk__in=keys_of(self.result_list.order_by()))

    def get_filters(self, request: HttpRequest) -> Any:
        """Return the filters; a date beyond the calendar is a wrong address, not an error of the server."""
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def years(self) -> list[int]:
        """Return the years to choose from where the list is too long to be asked for them."""
        return []

    def date_choices(self) -> DateChoices | None:
        """Return the years, months or days to choose from where the list is too long to be asked for them."""
        names = [f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")]
        year, month, day = (int(self.params.get(name, 0)) for name in names)
        if not year:
            links = [(str(number), self.get_query_string({names[0]: number})) for number in self.years()]
            return DateChoices(links) if links else None
        back = self.get_query_string(remove=[f"{self.date_hierarchy}__"])
        if day:
            return DateChoices([], back)
        if month:
            days = range(1, monthrange(year, month)[1] + 1)
            return DateChoices([(str(number), self.get_query_string({names[2]: number})) for number in days], back)
        months = [(month_words(year, number), self.get_query_string({names[1]: number})) for number in range(1, 13)]
        return DateChoices(months, back)
