"""Words that are worked out once: a page says hundreds of numbers and dates, most of which others said before."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import get_language

Said = ParamSpec("Said")
Words = TypeVar("Words")

MOST_KEPT = 4_096


def kept_by_language(say: Callable[Said, Words]) -> Callable[Said, Words]:
    """Return `say`, which says something in the reader's language, so that it remembers what it said, by language.

    What it says must follow from what it is given and the language alone; what it is given must be hashable.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def said(_language: str | None, *args: Said.args, **kwargs: Said.kwargs) -> Words:
        return say(*args, **kwargs)

    @wraps(say)
    def remember(*args: Said.args, **kwargs: Said.kwargs) -> Words:
        return said(get_language(), *args, **kwargs)  # type: ignore[arg-type]  # they are hashable

    return remember
