"""Addresses of the list of articles, narrowed by one condition more or less."""

import re
from functools import lru_cache
from urllib.parse import urlencode

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
    """Return the address of the list of what the query `text` finds, narrowed by `condition` ("person:sam-altman")."""
    return list_address(_narrowed(text, condition), order)


def address_without(text: str, condition: str, order: str) -> str:
    """Return the address of the list of what the query `text` finds without this `condition` of it."""
    return list_address(without(text, condition), order)


def _narrowed(text: str, condition: str) -> str:
    """Return what `narrowed` does. A page has hundreds of such links, for which the query is read once a kind."""
    kind, _colon, value = condition.partition(":")
    if (
        not _PLAIN.fullmatch(condition)
        or len(condition) > _LONGEST_CONDITION
        or value.lower().replace("-", " ") in _folded(text)
    ):
        return narrowed(text, condition)
    around = _around(text, kind)
    return condition.join(around) if around else narrowed(text, condition)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text).text


@lru_cache(maxsize=64)
def _around(text: str, kind: str) -> tuple[str, str] | None:
    """Return what stands before and after a new condition of this kind in the query; None where that cannot be told."""
    stands_for = _STANDS_FOR.get(kind, f"{kind}:zzzzzzzzzz")
    if len(text) + _LONGEST_CONDITION > LONGEST or stands_for in text:
        return None
    before, _found, after = narrowed(text, stands_for).partition(stands_for)
    return before, after
