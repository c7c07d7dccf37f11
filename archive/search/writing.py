"""Conditions of a query as text. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.lib.words import fold
from archive.search.analysis import HYPHENS
from archive.search.tree import AllOf, AnyOf, Days, Fact, Named, Not, Phrase, Term, Word

_BARE = re.compile(r"\w+(?:['’.&·-]\w+)*")

Node = Term | Days


def together(terms: Sequence[Term], days: Sequence[Days]) -> tuple[str, ...]:
    """Return each condition as a text of its own that means the same beside the others."""
    several = len(terms) + len(days) > 1
    return (*(written(term, grouped=several) for term in terms), *(written(one) for one in days))


def written(node: Node, *, grouped: bool = False) -> str:
    """Return the text of a condition; `grouped`: in parentheses where it would mean something else among others."""
    if isinstance(node, Not):
        return f"-{written(node.term, grouped=True)}"
    if isinstance(node, Days):
        return f"{node.kind}:{node.text}"
    if isinstance(node, Named):
        return f"{node.kind}:{node.text if _BARE.fullmatch(node.text) else _quoted(node.text)}"
    if isinstance(node, Word | Phrase):
        return f"{node.column}{':' if node.column else ''}{node.text if isinstance(node, Word) else _quoted(node.text)}"
    if isinstance(node, Fact):
        raise TypeError("a fact has no text")
    if whole := whole_of(node):
        return written(whole)
    if len(node.terms) == 1:
        return written(node.terms[0], grouped=True)
    text = (" OR " if isinstance(node, AnyOf) else " ").join(written(term, grouped=True) for term in node.terms)
    return f"({text})" if grouped or isinstance(node, AllOf) else text


def whole_of(node: Node) -> Word | None:
    """Return the whole of a compound word, written with its hyphens, where `node` asks for it or its parts."""
    whole = node.terms[1] if isinstance(node, AnyOf) and len(node.terms) == 2 else None
    return whole if isinstance(whole, Word) and any(hyphen in whole.text for hyphen in HYPHENS) else None


def key(node: Node) -> object:
    """Return what two conditions have in common that mean the same, however they are written."""
    if isinstance(node, Not):
        return Not, key(node.term)
    if isinstance(node, Named):
        return node.kind, fold(node.text).text
    if isinstance(node, AllOf | AnyOf):
        return type(node), tuple(key(term) for term in node.terms)
    return replace(node, text="") if not isinstance(node, Fact) else node


def is_resolved(term: Term) -> bool:
    """Return whether a fact stands in `term`, which has no text."""
    if isinstance(term, AllOf | AnyOf):
        return any(is_resolved(inner) for inner in term.terms)
    return isinstance(term, Fact) or (isinstance(term, Not) and is_resolved(term.term))


def _quoted(text: str) -> str:
    return f'"{text}"'
