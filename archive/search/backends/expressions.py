"""What FTS5 is asked, in its own language, and the signs that answer sooner than the words do. Pure.

FTS5 reads all places of a word in an article to tell its column, or whether another word stands behind it. So words of
title and byline ("title¤altman") and pairs of frequent words ("dans¤les") are signs in a column of their own.
"""

from collections.abc import Sequence

from archive.search.backends import pairs
from archive.search.backends.entry import Entry
from archive.search.facts import ANY, MARK
from archive.search.tree import AllOf, AnyOf, Fact, Not, Phrase, Term, Word

_PHRASE_SETS = {"": "{title_words byline body_words}", "title": "{title_words}", "byline": "{byline}"}


def signs(entry: Entry) -> list[str]:
    """Return the signs of an article, each once."""
    found = [_within("title", word) for word in (*entry.title.stems, *entry.title.words, *entry.title.beside)]
    found += [_within("byline", word) for word in entry.byline]
    for words in (entry.title.words, entry.byline, entry.body.words):
        found += [MARK.join(pair) for pair in pairs.frequent_pairs(words)]
    return list(dict.fromkeys(found))


def _within(column: str, word: str) -> str:
    """Return the sign that the column ("title", "byline") has the word; the word itself for any column."""
    return f"{column}{MARK}{word}" if column else word


def is_one(terms: Sequence[Term]) -> bool:
    """Return whether FTS5 reads the rows of one word (or of either of some) and of nothing else."""
    if len(terms) == 1 and isinstance(terms[0], Phrase):
        return pairs.is_told(terms[0])
    return not terms or (len(terms) == 1 and isinstance(terms[0], Word | Fact))


def expression_of(terms: Sequence[Term]) -> str:
    """Return the terms, all of which must be met, in the language of FTS5, in which NOT needs something before it."""
    wanted = [_term(term) for term in terms if not isinstance(term, Not)]
    unwanted = [_term(term.term) for term in terms if isinstance(term, Not)]
    expression = " AND ".join(wanted or [quoted([ANY])])
    return f"({expression}) NOT ({' OR '.join(unwanted)})" if unwanted else expression


def _term(term: Term) -> str:
    if isinstance(term, Word):
        return "(" + " OR ".join(quoted([_within(term.column, choice)]) for choice in term.choices) + ")"
    if isinstance(term, Phrase):
        return _phrase(term)
    if isinstance(term, Fact):
        return "(" + (" OR ".join(quoted([token]) for token in term.tokens) or quoted(["¤none"])) + ")"
    if isinstance(term, Not):
        return f"({quoted([ANY])} NOT {_term(term.term)})"
    if isinstance(term, AllOf):
        return f"({expression_of(term.terms)})"
    if isinstance(term, AnyOf):
        return "(" + " OR ".join(_term(inner) for inner in term.terms) + ")"
    raise TypeError(f"{term} was not resolved")  # a name is looked up before the index is asked


def _phrase(phrase: Phrase) -> str:
    """Return a phrase with the signs that every article has in which it stands."""
    if phrase.column:
        found = [_within(phrase.column, word) for word in phrase.words]
    else:
        found = [MARK.join(pair) for pair in pairs.frequent_pairs(phrase.words)]
    parts = [quoted([sign]) for sign in dict.fromkeys(found)]
    if not pairs.is_told(phrase):
        parts.append(f"{_PHRASE_SETS[phrase.column]} : {quoted(phrase.words)}")
    return "(" + " AND ".join(parts) + ")"


def quoted(words: Sequence[str]) -> str:
    """Return the words as one quoted string of FTS5, in which nothing is an operator."""
    return '"' + " ".join(words).replace('"', '""') + '"'
