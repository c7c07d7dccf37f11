"""Addresses of the list of articles, narrowed by one condition more or less."""

import re
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from django.urls import get_script_prefix, reverse

from archive.lib.words import fold
from archive.search.query import LONGEST, narrowed, without

USUAL_ORDER = "newest"

# Conditions that a query writes as they are: slugs, codes, days.
_PLAIN = re.compile(r"[a-z]+:(?:\w+(?:-\w+)*|[\d.-]+)", re.ASCII)
_LONGEST_CONDITION = 100
# Stand for any condition of their kind; every day and every slug lands in the same place.
_STANDS_FOR = {"published": "published:2222-02-22"}


def list_address(text: str, order: str) -> str:
    """Return the address of the list of what the query `text` finds, in `order`."""
    asked = {"q": text} if text else {}
    if order and order != USUAL_ORDER:
        asked["order"] = order
    path = _path(get_script_prefix())
    return f"{path}?{urlencode(asked)}" if asked else path


@lru_cache(maxsize=8)
def _path(_prefix: str) -> str:
    return reverse("articles")


def address_with(text: str, condition: str, order: str) -> str:
    """Return the address of the list of what the query `text` finds, narrowed by `condition` ("person:sam-altman").

    A page has hundreds of such links, for which the query is read, and quoted, once a kind.
    """
    kind, _colon, value = condition.partition(":")
    if (
        _PLAIN.fullmatch(condition)
        and len(condition) <= _LONGEST_CONDITION
        and value.lower().replace("-", " ") not in _folded(text)
    ):
        around = _around(text, kind, order, get_script_prefix())
        if around is not None:
            return condition.replace(":", "%3A").join(around)
    return list_address(narrowed(text, condition), order)


def address_without(text: str, condition: str, order: str) -> str:
    """Return the address of the list of what the query `text` finds without this `condition` of it."""
    return list_address(without(text, condition), order)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text).text


@lru_cache(maxsize=64)
def _around(text: str, kind: str, order: str, _prefix: str) -> tuple[str, str] | None:
    """Return what stands before and after a new condition of this kind in the address of the narrowed query.

    None where that cannot be told. A plain condition stands in an address as it is, but for its colon.
    """
    stands_for = _STANDS_FOR.get(kind, f"{kind}:zzzzzzzzzz")
    if len(text) + _LONGEST_CONDITION > LONGEST or stands_for in text:
        return None
    address = list_address(narrowed(text, stands_for), order)
    before, found, after = address.partition(quote_plus(stands_for))
    return (before, after) if found else None
