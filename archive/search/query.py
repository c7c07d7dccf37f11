"""The text of a query becomes a tree, or an error that says what is wrong and where. Pure."""

import re
from dataclasses import dataclass

from archive.search.analysis import choices, exact_words, sought_words

LONGEST = 500
MOST_WORDS = 40

_PART = re.compile(r'(?P<without>-?)(?:"(?P<quoted>[^"]*)(?:"|$)|(?P<plain>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\0": " "})


class QueryError(ValueError):
    """A query that cannot be answered: `code` names the reason, `params` what and where; the page has the sentence.

    Codes: "too_long" (length, most), "too_many_words" (count, most), "no_words" (text).
    """

    def __init__(self, code: str, **params: object) -> None:
        """Take the reason and what the sentence about it needs."""
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Word:
    """One word: an article has it when it has one of the `choices`, as a stem or as a word."""

    choices: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """Exact folded words that stand side by side."""

    words: tuple[str, ...]


Term = Word | Phrase


@dataclass(frozen=True)
class Query:
    """What is looked for: an article has all `wanted` terms and none of the `unwanted`."""

    text: str
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def parse(text: str) -> Query:
    """Return the tree of words, "phrases" and -without; a quote that is not closed reaches to the end.

    Raises `QueryError` for a text without a word, or with more than one query may hold.
    """
    if len(text) > LONGEST:
        raise QueryError("too_long", length=len(text), most=LONGEST)
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    for match in _PART.finditer(text.translate(_QUOTES)):
        terms = _terms(match["quoted"], match["plain"], bool(match["without"]))
        (unwanted if match["without"] else wanted).update(dict.fromkeys(terms))
    if not wanted and not unwanted:
        raise QueryError("no_words", text=text.strip())
    count = sum(len(term.words) if isinstance(term, Phrase) else 1 for term in (*wanted, *unwanted))
    if count > MOST_WORDS:
        raise QueryError("too_many_words", count=count, most=MOST_WORDS)
    return Query(text.strip(), tuple(wanted), tuple(unwanted))


def _terms(quoted: str | None, plain: str | None, without: bool) -> list[Term]:
    words = sought_words(plain or "")
    if quoted is not None or (without and len(words) > 1):  # -vice-président is not: neither vice nor président
        phrase = exact_words(quoted if quoted is not None else " ".join(words))
        return [Phrase(phrase)] if phrase else []
    return [Word(choices(word)) for word in words]
