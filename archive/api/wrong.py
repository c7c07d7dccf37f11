"""What could not be understood in a query, as the answers tell it."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.search.tree import Mistake
from archive.templatetags.reasons import mistake_words


@dataclass(frozen=True)
class Explained:
    """A mistake in a query with its sentence."""

    code: str
    part: str
    instead: str
    message: str


def explained(mistakes: Iterable[Mistake]) -> list[Explained]:
    """Return the mistakes with their sentences, in the language of the request."""
    return [Explained(one.code, one.part, one.instead, mistake_words(one)) for one in mistakes]
