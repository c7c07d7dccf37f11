"""The parameters of a request: none unknown, none twice, none too long; and how the schema describes them."""

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, Filter, FilterSet
from drf_spectacular.utils import OpenApiParameter

from archive.api.problems import BadParameters, Mistaken, of_form
from archive.filters.fields import PartialDayField

LONGEST = 2000
PAGE_SIZE, LARGEST_PAGE = 20, 100
_DAY = r"^\s*(\d{4}(-\d{2}(-\d{2})?)?\s*)?$"
_MOST_NAMED = 5

AFTER = OpenApiParameter(
    "after",
    {"type": "string", "maxLength": LONGEST},
    description="Where the page begins: taken from `next` of the page before, and of use there alone.",
)
SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
    description="How many results a page has.",
)


def refuse_unknown(given: QueryDict, known: Collection[str]) -> None:
    """Refuse parameters that are not `known`, given more than once, or longer than 2,000 characters."""
    mistaken = [_unknown(name, known) for name in list(given)[:_MOST_NAMED] if name not in known]
    for name in known:
        values = given.getlist(name)
        if len(values) > 1:
            detail = _("“%(name)s” is given %(count)d times; give it once.")
            mistaken.append(Mistaken(name, "repeated", detail % {"name": name, "count": len(values)}))
        elif any(len(value) > LONGEST for value in values):
            detail = _("“%(name)s” has more than %(most)d characters; shorten it.")
            mistaken.append(Mistaken(name, "too_long", detail % {"name": name, "most": LONGEST}))
    if mistaken or any(name not in known for name in given):
        raise BadParameters(mistaken or [_unknown("", known)])


def _unknown(name: str, known: Collection[str]) -> Mistaken:
    name = name[:80]
    if not known:
        return Mistaken(name, "unknown", _("“%(name)s” is unknown: there are no parameters here.") % {"name": name})
    detail = _("“%(name)s” is unknown; the parameters are %(known)s.")
    return Mistaken(name, "unknown", detail % {"name": name, "known": ", ".join(known)})


def valid(asked_for: FilterSet) -> FilterSet:
    """Return the FilterSet, or raise `BadParameters` with what is wrong in its form."""
    if not asked_for.is_valid():
        raise of_form(asked_for.form)
    return asked_for


def page_size(given: QueryDict) -> int:
    """Return how many results a page is asked to have; raises `BadParameters` for what is no number from 1 to 100."""
    text = given.get("page_size", "").strip() or str(PAGE_SIZE)
    if text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= LARGEST_PAGE:
        return int(text)
    detail = _("“page_size” is “%(value)s”; write a whole number from 1 to %(most)d.")
    raise BadParameters([Mistaken("page_size", "invalid", detail % {"value": text[:40], "most": LARGEST_PAGE})])


def described(filterset: type[FilterSet], without: Collection[str] = ()) -> list[OpenApiParameter]:
    """Return the filters of a FilterSet as the schema describes parameters, each with the label of its form."""
    return [_described(name, given) for name, given in filterset.base_filters.items() if name not in without]


def _described(name: str, given: Filter) -> OpenApiParameter:
    schema: dict[str, Any] = {"type": "string", "maxLength": LONGEST}
    if isinstance(given, ChoiceFilter):
        choices = given.extra["choices"]
        schema = {"type": "string", "enum": [value for value, _label in (choices() if callable(choices) else choices)]}
    elif issubclass(given.field_class, PartialDayField):
        schema = {"type": "string", "pattern": _DAY}
    return OpenApiParameter(name, schema, description=given.label, extensions=None)
