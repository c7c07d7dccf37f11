"""What changed between two texts, word by word and readable: for people, not for machines. Pure.

Typography is no change: apostrophes, quotes, dashes and spaces of whatever kind are alike; letters, case and accents
are not.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, groupby, zip_longest
from operator import itemgetter

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+|[^\w\s]")
_WORD_AND_SPACE = re.compile(rf"({_WORD.pattern})\s*")
_ALIKE = str.maketrans(
    dict.fromkeys("’‘‛ʼʻ′`´＇", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
    | {"…": "..."}
)
# A word that stays between two changes does not make them easier to read: so few are taken as changed with them.
_FEW_WORDS = 3
# Paragraphs of which less than this share of the words stayed were written anew, and are shown whole.
_LEAST_ALIKE = 0.25
# How many comparisons of words, or of paragraphs, one diff may take: less than a second's work.
_MOST_WORK = 4_000_000
# So many characters are not cut into words.
_LONGEST = 400_000
_CONTEXT = 1
_LEAST_FOLDED = 2


class Change(StrEnum):
    """What became of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Part:
    """Words of one paragraph that stayed, went or came together, with the spaces after them."""

    change: Change
    text: str

    @property
    def words(self) -> str:
        """Return the text without the spaces at its end, which no mark should cover."""
        return self.text.rstrip()

    @property
    def space(self) -> str:
        """Return the spaces at the end."""
        return self.text[len(self.words) :]


@dataclass(frozen=True)
class Stretch:
    """Paragraphs, each as its parts. `folded`: all of them stayed, and stand far from any change."""

    paragraphs: tuple[tuple[Part, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Diff:
    """Two texts as one: stretches of paragraphs in order. `coarse`: too long to be compared word by word."""

    stretches: tuple[Stretch, ...]
    coarse: bool = False

    @property
    def parts(self) -> Iterable[Part]:
        """Yield all parts in order."""
        return (part for stretch in self.stretches for paragraph in stretch.paragraphs for part in paragraph)

    @cached_property
    def removed(self) -> int:
        """Return how many words went."""
        return _count_words(part.text for part in self.parts if part.change is Change.REMOVED)

    @cached_property
    def added(self) -> int:
        """Return how many words came."""
        return _count_words(part.text for part in self.parts if part.change is Change.ADDED)

    @property
    def differs(self) -> bool:
        """Return whether anything went or came."""
        return any(part.change is not Change.SAME for part in self.parts)


@dataclass(frozen=True)
class _Word:
    """A word or a sign with the spaces after it, what it is compared by, and whether a paragraph ends there."""

    text: str
    key: str
    ends: bool = False


Block = tuple[int, int, int]
Code = tuple[bool, int, int, int, int]


class _Comparer:
    """Compares sequences within a bound: what is found too late to be compared counts as changed."""

    def __init__(self) -> None:
        self.left = _MOST_WORK

    @property
    def spent(self) -> bool:
        """Return whether the bound was met."""
        return self.left < 0

    def codes(self, old: Sequence[str], new: Sequence[str]) -> list[Code]:
        """Return in order what stayed (True) and what changed (False), with its bounds in `old` and in `new`."""
        codes: list[Code] = []
        i = j = 0
        for start, other, size in [*self._blocks(old, new), (len(old), len(new), 0)]:
            if i < start or j < other:
                codes.append((False, i, start, j, other))
            if size:
                codes.append((True, start, start + size, other, other + size))
            i, j = start + size, other + size
        return codes

    def _blocks(self, old: Sequence[str], new: Sequence[str]) -> list[Block]:
        """Return the places and sizes of what both have, in order; what they begin and end with is found first."""
        most = min(len(old), len(new))
        head = next((place for place in range(most) if old[place] != new[place]), most)
        tail = next((n for n in range(most - head) if old[-1 - n] != new[-1 - n]), most - head)
        inner = self._inner_blocks(old[head : len(old) - tail], new[head : len(new) - tail])
        inner = [(head + i, head + j, size) for i, j, size in inner]
        return [(0, 0, head), *inner, (len(old) - tail, len(new) - tail, tail)]

    def _inner_blocks(self, old: Sequence[str], new: Sequence[str]) -> list[Block]:
        """Return what `SequenceMatcher.get_matching_blocks` would, and less where that is more work than is left."""
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        times = Counter(new)
        # One search looks, for each element of its part of `old`, at all places in `new` that have the same.
        work = list(accumulate((times[key] + 1 for key in old), initial=0))
        blocks: list[Block] = []
        open_parts = [(0, len(old), 0, len(new))]
        while open_parts and not self.spent:
            i, k, j, m = open_parts.pop()
            self.left -= work[k] - work[i]
            if i == k or j == m or self.spent:
                continue
            found = matcher.find_longest_match(i, k, j, m)
            if found.size:
                blocks.append((found.a, found.b, found.size))
                open_parts += [(i, found.a, j, found.b), (found.a + found.size, k, found.b + found.size, m)]
        return _side_by_side(sorted(blocks))


def _side_by_side(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with those joined that follow each other without a gap."""
    joined: list[Block] = []
    for i, j, size in blocks:
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            i, j, size = joined[-1][0], joined[-1][1], joined.pop()[2] + size
        joined.append((i, j, size))
    return joined


def words_digest(*texts: str) -> str:
    """Return a SHA-256 that is the same for the same words, whatever their typography, spaces and paragraphs."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(_key(text).encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()


def compare(old: str, new: str) -> Diff:
    """Return what changed from `old` to `new`, texts with an empty line between paragraphs.

    Paragraphs are compared first, then the words of those that changed, by `difflib` (Ratcliff and Metzener, "Pattern
    Matching: The Gestalt Approach", Dr. Dobb's Journal, July 1988). The work is bounded: what lies beyond it is shown
    by whole paragraphs.
    """
    befores, afters = _paragraphs(old), _paragraphs(new)
    comparer = _Comparer()
    by_words = len(old) + len(new) <= _LONGEST
    keys = [[_key(text) for text in texts] if by_words else texts for texts in (befores, afters)]
    paragraphs: list[tuple[Part, ...]] = []
    for same, i, k, j, m in comparer.codes(keys[0], keys[1]):
        if same:
            paragraphs += [(Part(Change.SAME, text),) for text in afters[j:m]]
        elif by_words and i < k and j < m and not comparer.spent:
            paragraphs += _changed(befores[i:k], afters[j:m], comparer)
        else:
            paragraphs += _whole(befores[i:k], afters[j:m])
    return Diff(tuple(_fold(paragraphs)), coarse=comparer.spent or (not by_words and old != new))


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in _PARAGRAPH_BREAK.split(text) if part.strip()]


def _key(text: str) -> str:
    """Return what a text, or a word, is compared by: its words and signs without their typography."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).translate(_ALIKE)))


def _words(paragraph: str) -> list[_Word]:
    """Return the words and signs of a paragraph, the last one with the mark that it ends there."""
    keys = {word: _key(word) for word in set(_WORD.findall(paragraph))}
    found = [_Word(match[0], keys[match[1]]) for match in _WORD_AND_SPACE.finditer(paragraph)]
    if found:
        found[-1] = replace(found[-1], ends=True)
    return found


def _changed(befores: list[str], afters: list[str], comparer: _Comparer) -> list[tuple[Part, ...]]:
    """Return the paragraphs, old and new as one, word by word; whole ones where too little of them stayed."""
    old = [word for text in befores for word in _words(text)]
    new = [word for text in afters for word in _words(text)]
    codes = comparer.codes([word.key for word in old], [word.key for word in new])
    codes = [(code[0] and not _is_lost(codes, place, old), *code[1:]) for place, code in enumerate(codes)]
    stayed = sum(_count_words(word.text for word in old[i:k]) for same, i, k, _j, _m in codes if same)
    if comparer.spent or stayed < _LEAST_ALIKE * min(_count_words(befores), _count_words(afters)):
        return _whole(befores, afters)
    parts: list[tuple[Change, _Word]] = []
    for same, run in groupby(codes, key=itemgetter(0)):
        together = list(run)
        i, k, j, m = together[0][1], together[-1][2], together[0][3], together[-1][4]
        parts += [(Change.SAME, word) for word in new[j:m]] if same else _replaced(old[i:k], new[j:m])
    return _joined(parts)


def _is_lost(codes: Sequence[Code], place: int, old: Sequence[_Word]) -> bool:
    """Return whether what stayed at `place` is lost between changes: few words, and fewer than changed on each side.

    At the end of all these are signs alone, such as a full stop that may well belong to what changed before it.
    """
    same, i, k, _j, _m = codes[place]
    if not same or place == 0 or k - i >= _FEW_WORDS:
        return False
    if place == len(codes) - 1:
        return _size(codes[place - 1]) > _FEW_WORDS and not _count_words(word.text for word in old[i:k])
    return k - i < min(_size(codes[place - 1]), _size(codes[place + 1]))


def _size(code: Code) -> int:
    return max(code[2] - code[1], code[4] - code[3])


def _replaced(old: Sequence[_Word], new: Sequence[_Word]) -> Iterable[tuple[Change, _Word]]:
    """Yield words that went with those that came in their place, paragraph beside paragraph."""
    for gone, come in zip_longest(_by_paragraph(old), _by_paragraph(new), fillvalue=()):
        if gone and come:  # they stand in one paragraph, which ends where the newer one does, with a space between
            gone = [*gone[:-1], replace(gone[-1], text=f"{gone[-1].text.rstrip()} ", ends=False)]
        yield from ((Change.REMOVED, word) for word in gone)
        yield from ((Change.ADDED, word) for word in come)


def _by_paragraph(words: Sequence[_Word]) -> Iterable[Sequence[_Word]]:
    begin = 0
    for place, word in enumerate(words, start=1):
        if word.ends or place == len(words):
            yield words[begin:place]
            begin = place


def _joined(parts: Sequence[tuple[Change, _Word]]) -> list[tuple[Part, ...]]:
    """Return the words as paragraphs of parts."""
    paragraphs, begin = [], 0
    for place, (_change, word) in enumerate(parts, start=1):
        if word.ends or place == len(parts):
            runs = groupby(parts[begin:place], key=itemgetter(0))
            paragraphs.append(tuple(Part(kind, "".join(word.text for _kind, word in run)) for kind, run in runs))
            begin = place
    return paragraphs


def _whole(befores: Iterable[str], afters: Iterable[str]) -> list[tuple[Part, ...]]:
    parts = [Part(Change.REMOVED, text) for text in befores] + [Part(Change.ADDED, text) for text in afters]
    return [(part,) for part in parts]


def _fold(paragraphs: list[tuple[Part, ...]]) -> Iterable[Stretch]:
    """Yield the paragraphs as stretches; of those that stayed, all but the ones next to a change are folded."""
    changed = [place for place, parts in enumerate(paragraphs) if any(part.change is not Change.SAME for part in parts)]
    near = {place + step for place in changed for step in range(-_CONTEXT, _CONTEXT + 1)}
    for shown, run in groupby(range(len(paragraphs)), key=lambda place: place in near or not changed):
        found = tuple(paragraphs[place] for place in run)
        yield Stretch(found, folded=not shown and len(found) >= _LEAST_FOLDED)


def _count_words(texts: Iterable[str]) -> int:
    return sum(1 for text in texts for word in _WORD.findall(text) if word[0].isalnum())
