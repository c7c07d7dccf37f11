"""What the index keeps of one article, and what it is asked, on either database."""

from dataclasses import dataclass
from datetime import date

from archive.search.analysis import Analysed
from archive.search.facts import ANY, PUBLIC, Facts
from archive.search.tree import AllOf, AnyOf, Fact, Not, Phrase, Term

# Stands between lead and text, so that no phrase reaches from one into the other; no word of a text is like it.
BREAK = "¶"


@dataclass(frozen=True)
class Entry:
    """An analysed article with its facts: `digest` tells whether its words, or the analysis, have changed since."""

    facts: Facts
    digest: str
    title: Analysed
    byline: tuple[str, ...]
    body: Analysed


@dataclass(frozen=True)
class Asked:
    """What the index is asked: articles that have all `terms` (names resolved), published on one of the days if given.

    `first` and `last`: None for an open end, both None for any day. `public`: articles that readers see alone.
    """

    terms: tuple[Term, ...] = ()
    first: date | None = None
    last: date | None = None
    public: bool = True

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """Return the terms with the one that says whose articles are meant."""
        return (*self.terms, Fact((PUBLIC if self.public else ANY,)))

    @property
    def has_days(self) -> bool:
        """Return whether days were asked for."""
        return self.first is not None or self.last is not None


def has_phrase(term: Term) -> bool:
    """Return whether there is a phrase in `term`."""
    if isinstance(term, AllOf | AnyOf):
        return any(has_phrase(inner) for inner in term.terms)
    return isinstance(term, Phrase) or (isinstance(term, Not) and has_phrase(term.term))
