"""Texts that are nearly one another's: told by their runs of five words, and found by a few keys for each text.

A text is taken as the set of its runs of five words ("shingles"), folded, without punctuation. How alike two texts are
is the Jaccard index of their sets, |A ∩ B| / |A ∪ B|; where one is a shortened copy of the other, the share of the
smaller set that is in the larger tells it better. Source: A. Z. Broder, "On the resemblance and containment of
documents", Compression and Complexity of Sequences (1997).

Nobody can compare a text with a million others. The least values of a set under some hash functions agree between two
sets each with the probability of their Jaccard index s. Such a signature of BANDS * ROWS values is cut into BANDS bands
of ROWS values, and two texts that agree in one whole band are worth comparing. They do so with the probability
1 - (1 - s**ROWS)**BANDS: with 12 bands of 3, that is .994 at s = .7, .946 at .6, .799 at .5, .279 at .3, .012 at .1,
and one in 83,000 at .01 (J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, ch. 3.4).
"""

import hashlib
import re
from collections.abc import Set
from dataclasses import dataclass
from struct import pack

from rensa import RMinHash

from archive.lib.words import fold

BANDS = 12
ROWS = 3
LEAST_WORDS = 30
MOST_CHARACTERS = 100_000
LEAST_SHARED = 0.5
LEAST_CONTAINED = 0.8
LEAST_SHARED_IF_SHORTENED = 0.3
MOST_SHARED_IF_SHORTENED = 0.75

_SEED = 1997
# Stands in every key. Whoever changes what keys are made of counts it up, so that old and new ones never meet.
_SCHEME = 1
# Chinese and Japanese put no space between words: there, each character is one.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are, each 0 to 1: the share of all their runs of words that both have (the Jaccard index),
    and the share of the shorter one's runs that the longer one has.
    """

    shared: float
    contained: float

    @property
    def is_same(self) -> bool:
        """Return whether the two are nearly one text, or one is a shortened copy of the other."""
        return self.shared >= LEAST_SHARED or (self.is_shortened and self.shared >= LEAST_SHARED_IF_SHORTENED)

    @property
    def is_shortened(self) -> bool:
        """Return whether one is a shortened copy of the other, rather than both about as long."""
        return self.contained >= LEAST_CONTAINED and self.shared < MOST_SHARED_IF_SHORTENED * self.contained

    @property
    def is_identical(self) -> bool:
        """Return whether every run of words is in both."""
        return self.shared == 1.0

    @property
    def percent(self) -> int:
        """Return the whole percents to tell people: of a shortened copy what is in the other, else what is in both."""
        return int(100 * (self.contained if self.is_shortened else self.shared))


def shingles(text: str) -> frozenset[str]:
    """Return the runs of five words of `text`, of a very long one those of its first 100,000 characters.

    None where it has fewer than 30 words, which say too little.
    """
    words = _WORD.findall(fold(text[:MOST_CHARACTERS]).text)
    if len(words) < LEAST_WORDS:
        return frozenset()
    runs = zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)
    return frozenset(map(" ".join, runs))


def band_keys(runs: Set[str]) -> list[int]:
    """Return the keys of a text's runs, one a band, as signed numbers of 64 bits; none for no runs.

    The same runs give the same keys in every process and on every machine.
    """
    if not runs:
        return []
    signature = RMinHash(num_perm=BANDS * ROWS, seed=_SEED)
    signature.update(list(runs))
    values = signature.digest()
    return [_key(band, values[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def _key(band: int, values: list[int]) -> int:
    packed = pack(f"<HH{ROWS}I", _SCHEME, band, *values)
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big", signed=True)


def likeness(one: Set[str], other: Set[str]) -> Likeness:
    """Return how alike two texts are, by their runs; not at all where one has none."""
    if not one or not other:
        return Likeness(0.0, 0.0)
    both = len(one & other)
    return Likeness(both / (len(one) + len(other) - both), both / min(len(one), len(other)))
