"""Pairs of words that stand side by side, by which an index knows a phrase without looking where its words stand. Pure.

A pair of frequent words ("dans les") is told by itself; of others PostgreSQL has codes that several pairs share, which
bring a phrase down to the articles that may have it.
"""

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive.search.backends.entry import Entry
from archive.search.tree import Phrase

_CODES = 1 << 15
# The words of French and English of which most phrases consist that most articles could have. Of a pair of them nobody
# need look whether its words stand together. Who changes the list must rebuild the index.
_FREQUENT = """
a ai ainsi alors apres au aussi aux avait avant avec avoir c ce cela ces cet cette ceux chez comme contre d dans de
depuis des deux dit dont du elle elles en encore entre est et etait ete etre eu fait il ils j je jusqu l la le les
leur leurs lui m mais me meme moins n ne nos notre nous on ont ou par pas peu peut plus pour qu quand que qui quoi s
sa sans se selon ses si son sont sous sur t tous tout toute toutes tres tu un une va vers vous y about after all also
an and are as at be been but by can do for from had has have he her his i if in into is it its more new no not of one
or our out over said she so than that the their there they this to up was we were what when which who will with would
you
"""
_NUMBERS = {word: number for number, word in enumerate(_FREQUENT.split())}


def codes(entry: Entry) -> list[int]:
    """Return the codes of all pairs of words that stand side by side in title, byline, lead or text."""
    found: set[int] = set()
    for words in (entry.title.words, entry.byline, entry.body.words):
        found.update(codes_of(words))
    return sorted(found)


def codes_of(words: Sequence[str]) -> set[int]:
    """Return the codes of the pairs in a run of words, each from -32,768 to 32,767; less than 0 of frequent words."""
    keys = [-1 - _NUMBERS[word] if word in _NUMBERS else zlib.crc32(word.encode()) for word in words]
    frequent = len(_NUMBERS)
    return {
        one * frequent + other + frequent if one < 0 and other < 0 else (31 * one + other) % _CODES
        for one, other in pairwise(keys)
    }


def is_frequent(word: str) -> bool:
    """Return whether the word is one of those whose pairs are told by themselves."""
    return word in _NUMBERS


def is_told(phrase: Phrase) -> bool:
    """Return whether its one pair tells which articles have the phrase: of frequent words, in any column."""
    return not phrase.column and len(phrase.words) == 2 and all(map(is_frequent, phrase.words))


def frequent_pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of frequent words in a run of words, each as often as it stands there."""
    before = False
    for place, word in enumerate(words):
        frequent = word in _NUMBERS
        if frequent and before:
            yield words[place - 1], word
        before = frequent
