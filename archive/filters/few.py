"""Few or many: lists of few rows are read by their ids and sorted, lists of many along their order."""

from django.db.models import QuerySet

from archive.search.finding import COMMON


def few_ids(rows: QuerySet, name: str) -> list[int] | None:
    """Return the ids in column `name` of the rows, or None where they are more than `COMMON`.

    Databases choose badly between the two ways of reading when a page has a limit, so the choice is made here.
    """
    ids = list(rows.order_by().values_list(name, flat=True)[: COMMON + 1])
    return ids if len(ids) <= COMMON else None
