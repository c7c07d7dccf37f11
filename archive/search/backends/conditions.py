"""What is asked as conditions of PostgreSQL: what its index answers, and what is left to read in the rows. Pure."""

from collections.abc import Sequence
from typing import Any

from archive.search.backends import lexemes, pairs
from archive.search.backends.entry import BREAK, has_phrase
from archive.search.facts import ANY
from archive.search.tree import AllOf, AnyOf, Fact, Not, Phrase, Term, Word

_WEIGHTS = {"": "", "title": ":A", "byline": ":B"}
_RUNNING = {
    "": ("words", "byline"),
    "title": (f"substr(words, 1, strpos(words, ' {BREAK} '))",),
    "byline": ("byline",),
}

# So many tokens of a fact are asked for at once, and in so many parts at most.
_FEW_TOKENS, _MOST_PARTS = 8, 64

Statement = tuple[str, list[Any]]


def condition(terms: Sequence[Term], times: Sequence[str]) -> Statement:
    """Return what a row must meet to have all terms and one of the tokens of time: the index first, then phrases."""
    queries: list[str] = []
    codes: set[int] = set()
    conditions: list[str] = []
    params: list[Any] = []
    longest = max((term.tokens for term in terms if isinstance(term, Fact)), key=len, default=())
    many = len(longest) > _FEW_TOKENS
    for term in terms:
        if isinstance(term, Phrase):
            words, more_codes = _signs(term)
            queries += words
            codes |= more_codes
        elif not (many and isinstance(term, Fact) and term.tokens is longest):
            queries.append(_tsquery(term))
        if has_phrase(term) and not (isinstance(term, Phrase) and pairs.is_told(term)):
            sql, more = _exactly(term)
            conditions.append(sql)
            params += more
    if times:
        queries.append("(" + " | ".join(map(lexemes.quoted, times)) + ")")
    elif many or any(map(_has_not, terms)):
        # For GIN there must be something that is wanted; the planner expects too much where one of many is enough.
        queries.append(lexemes.quoted(ANY))
    sql, first = _in_parts(queries, codes, longest) if many else _indexed(queries, codes)
    return " AND ".join([sql, *conditions]), [*first, *params]


def _in_parts(queries: Sequence[str], codes: set[int], tokens: Sequence[str]) -> Statement:
    """Return the condition that one of many tokens is met, too, some at a time: GIN compares all with each article."""
    size = max(_FEW_TOKENS, -(-len(tokens) // _MOST_PARTS))
    found = [
        _indexed([*queries, _tsquery(Fact(tuple(tokens[start : start + size])))], codes)
        for start in range(0, len(tokens), size)
    ]
    return f"({' OR '.join(f'({sql})' for sql, _ in found)})", [param for _, params in found for param in params]


def candidates(phrase: Phrase) -> Statement:
    """Return the condition that every article with the phrase meets, and few others."""
    return _indexed(*_signs(phrase))


def _signs(phrase: Phrase) -> tuple[list[str], set[int]]:
    """Return what every article with the phrase has in the index: lexemes as queries, and codes of pairs of words."""
    told = len(phrase.words) > 1 and not phrase.column
    words = [word for word in dict.fromkeys(phrase.words) if not (told and pairs.is_frequent(word))]
    return [lexemes.quoted(lexemes.within(phrase.column, word)) for word in words], pairs.codes_of(phrase.words)


def _indexed(queries: Sequence[str], codes: set[int]) -> Statement:
    """Return the condition that the index answers: all the queries, and all the codes of pairs."""
    conditions: list[str] = []
    params: list[Any] = []
    if queries:
        conditions.append("vector @@ %s::tsquery")
        params.append(" & ".join(queries))
    if codes:
        conditions.append("pairs @> %s::smallint[]")
        params.append(sorted(codes))
    return " AND ".join(conditions), params


def _tsquery(term: Term) -> str:
    """Return the term as a tsquery, in which a phrase stands for its words: it finds all that match, and some more."""
    if isinstance(term, Word):
        return "(" + " | ".join(lexemes.quoted(lexemes.within(term.column, choice)) for choice in term.choices) + ")"
    if isinstance(term, Phrase):
        words = dict.fromkeys(term.words)
        return "(" + " & ".join(lexemes.quoted(lexemes.within(term.column, word)) for word in words) + ")"
    if isinstance(term, Fact):
        return "(" + " | ".join(map(lexemes.quoted, term.tokens or ("¤none",))) + ")"
    if isinstance(term, Not):
        return lexemes.quoted(ANY) if has_phrase(term) else f"!{_tsquery(term.term)}"
    if isinstance(term, AllOf | AnyOf):
        sign = " & " if isinstance(term, AllOf) else " | "
        return "(" + sign.join(_tsquery(inner) for inner in term.terms) + ")"
    raise TypeError(f"{term} was not resolved")  # a name is looked up before the index is asked


def _has_not(term: Term) -> bool:
    """Return whether there is something unwanted in `term`."""
    return isinstance(term, Not) or (isinstance(term, AllOf | AnyOf) and any(map(_has_not, term.terms)))


def _exactly(term: Term) -> Statement:
    """Return the condition on a row that the term is met, phrases to the letter."""
    if isinstance(term, Phrase):
        sought = running(*term.words)
        places = _RUNNING[term.column]
        return "(" + " OR ".join(f"strpos({place}, %s) > 0" for place in places) + ")", [sought] * len(places)
    if isinstance(term, Not):
        sql, params = _exactly(term.term)
        return f"NOT {sql}", params
    if isinstance(term, AllOf | AnyOf):
        inner = [_exactly(one) for one in term.terms]
        sign = " AND " if isinstance(term, AllOf) else " OR "
        return "(" + sign.join(sql for sql, _ in inner) + ")", [param for _, params in inner for param in params]
    return "(vector @@ %s::tsquery)", [_tsquery(term)]


def weighed(term: Word | Phrase) -> str:
    """Return the word or phrase as a tsquery that is weighed where it stands in its column."""
    choices, sign = (term.choices, " | ") if isinstance(term, Word) else (tuple(dict.fromkeys(term.words)), " & ")
    return "(" + sign.join(lexemes.quoted(choice) + _WEIGHTS[term.column] for choice in choices) + ")"


def running(*words: str) -> str:
    """Return the words in their order with a space on both sides of each."""
    return f" {' '.join(words)} "
