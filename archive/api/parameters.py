"""The parameters of a request: none unknown, none twice, none too long; and how the schema describes them."""

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, Filter, FilterSet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from archive.api.problems import BadParameters, Mistaken, of_form
from archive.filters.fields import PartialDayField, QueryField, RecordField

LONGEST = 2000
PAGE_SIZE, LARGEST_PAGE = 20, 100
_WITHOUT_NULL = r"^[^\x00]*$"
DAY = r"^\s*(\d{4}(-\d{2}(-\d{2})?)?\s*)?$"
_MOST_NAMED = 5
_QUERY = (
    'words (all of them), "a phrase", -without, OR; title: and byline: for where a word stands; person:, event: and '
    "source: with a slug or a name; language:, evidence:; published:, happened: and captured: with days, such as "
    "2023-11 or 2023-11-19..2023-11-21, open at an end where it is left out."
)
_PARTIAL = "a year, a month or a day."
_SLUGS = {"person": "ada-byron", "event": "the-crisis", "source": "the-harbour-gazette"}

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
    schema: dict[str, Any] = {"type": "string", "maxLength": LONGEST, "pattern": _WITHOUT_NULL}
    hint: Any = ""
    example = ""
    if isinstance(given, ChoiceFilter):
        choices = given.extra["choices"]
        schema = {"type": "string", "enum": [value for value, _label in (choices() if callable(choices) else choices)]}
        hint, example = _choices(given), schema["enum"][0]
    elif issubclass(given.field_class, QueryField):
        del schema["pattern"]  # any text at all is a query
        hint, example = _QUERY, '"open letter" person:ada-byron -rumour'
    elif issubclass(given.field_class, PartialDayField):
        schema, hint, example = {"type": "string", "pattern": DAY}, _PARTIAL, "2023-11"
    elif issubclass(given.field_class, RecordField):
        hint, example = "a slug, or a name that no other has.", _SLUGS[name]
    description = format_lazy("{}: {}", given.label, hint) if hint else given.label
    examples = [OpenApiExample(example, example)] if example else []
    return OpenApiParameter(name, schema, description=description, examples=examples)


def _choices(given: ChoiceFilter) -> Any:
    """Return what each of some choices means; nothing for languages, whose codes are known."""
    choices = given.extra["choices"]
    if callable(choices):
        return ""
    pairs = [text for choice in choices for text in choice]
    return format_lazy(f"{'; '.join(['{} ({})'] * len(choices))}.", *pairs)
