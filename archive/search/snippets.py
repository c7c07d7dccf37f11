"""What a list shows of an article that a search found: the sentence that matches best, and what to mark in it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.lib.words import sentences
from archive.search.analysis import Token, tokens
from archive.search.tree import Phrase, Query, Word, worded

LONGEST = 320  # characters of a snippet
_BEFORE = 80  # characters kept before the first mark, where a sentence is cut
_LONGEST_READ = 100_000  # characters; who looks further opens the article
_ELLIPSIS = "…"

Range = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    """A piece of a text and the ranges (end excluded) of the words in it that were asked for."""

    text: str
    marks: tuple[Range, ...] = ()


def marks(text: str, language: str, query: Query | None) -> tuple[Range, ...]:
    """Return where `text` has the wanted words and phrases of `query`, in order, apart from each other."""
    if query is None:
        return ()
    found = list(tokens(text, language))
    places = sorted(place for term in worded(query.terms) for place in _places(found, term))
    merged: list[Range] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def snippet(texts: Sequence[str], language: str, query: Query | None) -> Snippet:
    """Return the sentence of `texts` (lead, text: those that a reader may see) with most of the wanted terms, marked.

    Of equals the first; where there is none, or nothing was asked, the beginning.
    """
    best, most = "", 0
    for text in texts if query is not None and worded(query.terms) else ():
        text = text[:_LONGEST_READ]
        found = list(tokens(text, language))
        held = [[start for start, _ in _places(found, term)] for term in worded(query.terms)] if query else []
        for start, end in sentences(text):
            terms = sum(1 for starts in held if any(start <= place < end for place in starts))
            if terms > most:
                best, most = text[start:end], terms
    if not best:
        return Snippet(_beginning(next((text for text in texts if text.strip()), "")))
    return _cut(" ".join(best.split()), language, query)


def _places(found: Sequence[Token], term: Word | Phrase) -> list[Range]:
    if not isinstance(term, Phrase):
        choices = set(term.choices)
        return [(token.start, token.end) for token in found if token.stem in choices or token.word in choices]
    length = len(term.words)
    return [
        (found[place].start, found[place + length - 1].end)
        for place in range(len(found) - length + 1)
        if all(found[place + step].word == word for step, word in enumerate(term.words))
    ]


def _beginning(text: str) -> str:
    text = " ".join(text[: 4 * LONGEST].split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} {_ELLIPSIS}"


def _cut(sentence: str, language: str, query: Query | None) -> Snippet:
    """Return the sentence, or where it is long the part of it around the first mark."""
    places = marks(sentence, language, query)
    if len(sentence) <= LONGEST:
        return Snippet(sentence, places)
    start = max(0, places[0][0] - _BEFORE) if places else 0
    if start:
        start = sentence.find(" ", start, places[0][0]) + 1 or places[0][0]
    end = min(len(sentence), start + LONGEST)
    if end < len(sentence):
        end = max(sentence.rfind(" ", start, end), min(places[0][1], end) if places else 0, start + 1)
    before = f"{_ELLIPSIS} " if start else ""
    after = f" {_ELLIPSIS}" if end < len(sentence) else ""
    shift = len(before) - start
    kept = tuple((max(s, start) + shift, min(e, end) + shift) for s, e in places if s < end and e > start)
    return Snippet(f"{before}{sentence[start:end]}{after}", kept)
