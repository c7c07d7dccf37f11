"""Pages by key: each says where it ends, and the next begins there, at the same cost however deep it lies."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import BaseExpression, Combinable, OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from archive.api.parameters import page_size
from archive.api.problems import BadParameters, Mistaken

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Page:
    """A page of rows, and the address of the next; `count` is exact unless there are `more` than 10,000."""

    rows: Sequence[Any]
    count: int
    more: bool
    next: str | None


@dataclass(frozen=True)
class Column:
    """One column that rows are sorted by; `may_lack`: rows without a value come last."""

    key: str
    expression: Combinable | BaseExpression
    descending: bool
    may_lack: bool = False


def page_of(rows: QuerySet, request: HttpRequest) -> Page:
    """Return the page of `rows`, sorted by columns that tell every two apart, that the parameters ask for."""
    size, place = page_size(request.GET), read_place(request.GET)
    columns = _columns(rows)
    keyed = rows.annotate(**{column.key: column.expression for column in columns})
    if place is not None:
        keyed = keyed.filter(_beyond(columns, _values(keyed, columns, place)))
    found = list(keyed[: size + 1])
    count = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    last = [_plain(getattr(found[size - 1], column.key)) for column in columns] if len(found) > size else None
    return Page(found[:size], min(count, MOST_COUNTED), count > MOST_COUNTED, next_page(request, last))


def read_place(given: QueryDict) -> list[Any] | None:
    """Return where the page begins, as `next_page` wrote it; None for the first page.

    Raises `BadParameters` for what this archive did not write, or wrote for another list.
    """
    text = given.get("after", "").strip()
    if not text:
        return None
    try:
        asked, place = _signer().unsign_object(text)
    except (BadSignature, ValueError, TypeError) as error:
        detail = _(
            "“after” is no place that this archive gave out. Take it from “next”, or leave it out to begin anew."
        )
        raise BadParameters([Mistaken("after", "invalid", detail)]) from error
    if asked != _asked(given):
        detail = _("“after” belongs to another list. Leave it out to begin this one.")
        raise BadParameters([Mistaken("after", "of_another_list", detail)])
    return list(place)


def next_page(request: HttpRequest, last: Sequence[Any] | None) -> str | None:
    """Return the address of the page that begins behind `last`, plain values; None where there is nothing behind."""
    if last is None:
        return None
    given = request.GET.copy()
    given["after"] = _signer().sign_object([_asked(request.GET), list(last)])
    return request.build_absolute_uri(f"{request.path}?{given.urlencode()}")


def _signer() -> Signer:
    return Signer(salt="archive.api.after")


def _asked(given: QueryDict) -> str:
    """Return a digest of what the list was asked for, whatever its pages."""
    asked = sorted((name, value) for name, value in given.items() if value and name not in ("after", "page_size"))
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]


def _columns(rows: QuerySet) -> list[Column]:
    columns = []
    for number, item in enumerate(rows.query.order_by):
        key = f"key_{number}"
        if isinstance(item, OrderBy):
            columns.append(Column(key, item.expression, item.descending, bool(item.nulls_last)))
        elif isinstance(item, str):
            columns.append(Column(key, F(item.lstrip("-")), item.startswith("-")))
        else:
            columns.append(Column(key, item, False))
    return columns


def _values(keyed: QuerySet, columns: Sequence[Column], place: Sequence[Any]) -> list[Any]:
    fields = [keyed.query.annotations[column.key].output_field for column in columns]
    return [field.to_python(value) for field, value in zip(fields, place, strict=True)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _beyond(columns: Sequence[Column], values: Sequence[Any]) -> Q:
    """Return the condition that a row comes behind the one with these values."""
    (column, value), rest = (columns[0], values[0]), columns[1:]
    if value is None:
        same = Q(**{f"{column.key}__isnull": True})
        return same & _beyond(rest, values[1:]) if rest else Q(pk__in=[])
    further = "lt" if column.descending else "gt"
    behind = Q(**{f"{column.key}__{further}": value})
    if rest:
        behind |= Q(**{column.key: value}) & _beyond(rest, values[1:])
    # What all of these have in common stands first: an index finds its beginning there.
    reached = Q(**{f"{column.key}__{further}e": value}) & behind
    return reached | Q(**{f"{column.key}__isnull": True}) if column.may_lack else reached
