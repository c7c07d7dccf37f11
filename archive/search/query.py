"""The text of a query becomes a tree and a tree becomes a text, the same one for everybody who means the same. Pure.

    altman shear            both words
    "sam altman"            these words side by side
    -musk  -"elon musk"     not the word, not the phrase
    altman OR shear         either of them (OU, too)
    (sam altman) OR shear   a group; OR binds tighter than the space between words
    person: event: source: language: evidence:     a record or a value, by name or by slug
    title: byline:                                 words that stand there
    published: happened: captured:                 2023, 2023-11, 2023-11-20, 2023-11-19..2023-11-21, ..2023-11-20

Any text at all has a meaning: what cannot be understood is left out or taken for words, and a `Mistake` says so.
"""

from dataclasses import replace

from archive.search.parsing import LONGEST, MOST_WORDS, parse, plain
from archive.search.tree import Named, Not, Query
from archive.search.writing import is_resolved, key, together, written

__all__ = ["LONGEST", "MOST_WORDS", "narrowed", "parse", "parts", "plain", "without", "write"]


def write(query: Query) -> str:
    """Return the canonical text of the query; what was resolved is written as it was given."""
    query = _as_given(query)
    return " ".join(together(query.terms, query.days))


def parts(query: Query) -> tuple[str, ...]:
    """Return each condition of the query as a text of its own."""
    query = _as_given(query)
    return (*(written(term) for term in query.terms), *(written(days) for days in query.days))


def narrowed(text: str, condition: str) -> str:
    """Return the query `text` with `condition` (a query, too) added.

    A condition on days replaces one of its kind, so do a source, a language and an evidence: no article has two.
    """
    query, added = parse(text), parse(condition)
    kinds = {days.kind for days in added.days}
    single = {term.kind for term in added.terms if isinstance(term, Named)} - {"person", "event"}
    kept, denied = {key(term) for term in added.terms}, {key(Not(term)) for term in added.terms}
    terms = [
        term
        for term in query.terms
        if key(term) in kept or not (key(term) in denied or (isinstance(term, Named) and term.kind in single))
    ]
    known = {key(term) for term in terms}
    more = tuple(term for term in added.terms if key(term) not in known)
    days = tuple(days for days in query.days if days.kind not in kinds)
    result = Query("", (*terms, *more), (*days, *added.days))
    while terms and len(write(result)) > LONGEST:
        terms.pop()
        result = replace(result, terms=(*terms, *more))
    return write(result)


def without(text: str, condition: str) -> str:
    """Return the query `text` with all left out that `condition` (one of its `parts`) says."""
    query, dropped = parse(text), parse(condition)
    keys = {key(term) for term in dropped.terms}
    terms = tuple(term for term in query.terms if key(term) not in keys)
    return write(Query("", terms, tuple(days for days in query.days if days not in dropped.days)))


def _as_given(query: Query) -> Query:
    return parse(query.text) if any(is_resolved(term) for term in query.terms) else query
