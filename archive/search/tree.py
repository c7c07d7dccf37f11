"""The tree that a query becomes, and what was wrong in its text. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Word:
    """One word, as `text` writes it: an article has it when it has one of the `choices`, as a stem or as a word.

    `column`: where it must stand ("title", "byline"); empty for anywhere.
    """

    choices: tuple[str, ...]
    text: str
    column: str = ""


@dataclass(frozen=True)
class Phrase:
    """Exact folded words that stand side by side."""

    words: tuple[str, ...]
    text: str
    column: str = ""


@dataclass(frozen=True)
class Named:
    """A record or a value that is named: `kind` is one of "person", "event", "source", "language", "evidence"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Fact:
    """What a `Named` turned out to mean: the article has one of the tokens of `archive.search.facts`."""

    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """The article has not what `term` asks for."""

    term: "Term"


@dataclass(frozen=True)
class AllOf:
    """All of the terms; stands inside `AnyOf` alone."""

    terms: tuple["Term", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of the terms."""

    terms: tuple["Term", ...]


Term = Word | Phrase | Named | Fact | Not | AllOf | AnyOf


@dataclass(frozen=True)
class Days:
    """A condition on days: `kind` is "published", "happened" or "captured"; None for an open end.

    `text` is the interval as it is written: 2023-11, 2023-11-19..2023-11-21, ..2023-11-20.
    """

    kind: str
    first: date | None
    last: date | None
    text: str


@dataclass(frozen=True)
class Mistake:
    """What could not be understood as it stands: the `part` of the text, why (`code`), and what was searched `instead`.

    `instead` is empty where the part was left out.
    """

    code: str
    part: str
    instead: str = ""


@dataclass(frozen=True)
class Query:
    """What is looked for: an article has all `terms`, and meets all `days`."""

    text: str
    terms: tuple[Term, ...] = ()
    days: tuple[Days, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def in_common(self, kind: str) -> tuple[date | None, date | None] | None:
        """Return the first and the last day that all conditions on days of the `kind` leave; None without any.

        None for an open end; conditions that exclude each other leave a last day before the first.
        """
        some = [days for days in self.days if days.kind == kind]
        if not some:
            return None
        firsts = [days.first for days in some if days.first]
        lasts = [days.last for days in some if days.last]
        return max(firsts, default=None), min(lasts, default=None)


def worded(terms: tuple[Term, ...]) -> tuple[Word | Phrase, ...]:
    """Return the wanted words and phrases among `terms`, those inside others too: they are marked and weighed."""
    found: list[Word | Phrase] = []
    for term in terms:
        if isinstance(term, Word | Phrase):
            found.append(term)
        elif isinstance(term, AllOf | AnyOf):
            found += worded(term.terms)
    return tuple(found)
