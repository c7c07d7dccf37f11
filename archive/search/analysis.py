"""Texts and queries become the same words: Unicode words, elision split, stemmed by language, accents and case folded.

Stems: Snowball (M. F. Porter, 2001, https://snowballstem.org), by the language of the article. A query has no language:
a word of it stands for its stems in every language of the archive and for itself, unstemmed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import Stemmer

from archive.lib.words import fold

# Change it when the analysis changes: every entry of the index is then stale, and `manage.py index` makes it anew.
VERSION = 1

# The languages of the archive; an article in another one is indexed by its words as they stand, folded.
LANGUAGES = {"fr": "french", "en": "english"}
LONGEST_WORD = 255  # characters; PostgreSQL refuses lexemes of more than 2,046 bytes
_CACHED_WORDS = 200_000

# What French elides before a vowel, and what English adds after an apostrophe: no word that anybody looks for.
_ELIDED = frozenset({"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"})
_POSSESSIVE = "s"


def _marks() -> str:
    """Return the characters, for a class of a pattern, that stand inside a word although they are no letters."""
    marks = [code for code in range(0x300, 0x1F000) if unicodedata.category(chr(code))[0] == "M"]
    ranges: list[list[int]] = []
    for code in (0xAD, *marks, 0x200C, 0x200D):  # soft hyphen and the two joiners
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_marks()}])*")
_COMPOUND = re.compile(rf"{_WORD.pattern}(?:['’‘ʼ′`´‐-–./&@+]{_WORD.pattern})*")


@dataclass(frozen=True)
class Token:
    """A word of a text: its stem, its exact folded form, and where it stands (end excluded)."""

    stem: str
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Analysed:
    """The words of a text in their order: stems and exact folded forms, one of each for every word."""

    stems: list[str]
    words: list[str]


def fold_word(word: str) -> str:
    """Return `word` without case, accents and joiners; empty where nothing is left of it."""
    folded = fold(word[:LONGEST_WORD]).text
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c)[0] == "M")[:LONGEST_WORD]


class _Language(dict):
    """Words of one language and what they are indexed as, remembered: the same words come again and again."""

    def __init__(self, algorithm: str | None) -> None:
        """Take the name of a Snowball algorithm, or None for no stemming."""
        self._stem = Stemmer.Stemmer(algorithm).stemWord if algorithm else None
        self._lock = Lock()  # a stemmer serves one thread at a time

    def __missing__(self, word: str) -> tuple[str, str]:
        """Return stem and folded form of `word`."""
        if len(self) >= _CACHED_WORDS:
            self.clear()
        folded = fold_word(word)
        stem = folded
        if self._stem is not None:
            plain = unicodedata.normalize("NFC", word[:LONGEST_WORD].replace("\xad", "")).lower()
            with self._lock:
                stem = self._stem(plain)
            stem = fold_word(stem) or folded
        self[word] = stem, folded
        return stem, folded


_UNSTEMMED = _Language(None)
_LANGUAGES = {code: _Language(algorithm) for code, algorithm in LANGUAGES.items()}


def _language(code: str) -> _Language:
    return _LANGUAGES.get(code[:2].lower(), _UNSTEMMED)


def analyse(text: str, language: str) -> Analysed:
    """Return the words of `text` in `language` (ISO 639; empty or not among `LANGUAGES`: without stemming)."""
    known = _language(language)
    pairs = [known[word] for word in _WORD.findall(text)]
    return Analysed([stem for stem, word in pairs if word], [word for _, word in pairs if word])


def tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the words of `text` as `analyse` sees them, with their places, for highlighting."""
    known = _language(language)
    for match in _WORD.finditer(text):
        stem, word = known[match.group()]
        if word:
            yield Token(stem, word, match.start(), match.end())


def exact_words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`, as an exact phrase looks for them."""
    return tuple(analyse(text, "").words)


def choices(word: str) -> tuple[str, ...]:
    """Return what one `word` of a query stands for: its stems in every language, and itself."""
    found = [known[word][0] for known in _LANGUAGES.values()] + [fold_word(word)]
    return tuple(dict.fromkeys(choice for choice in found if choice))


def sought_words(text: str) -> list[str]:
    """Return the words that somebody looks for who writes `text`: elided articles and possessives left out.

    "l'école" asks for école, "Altman's" for Altman; a text that has nothing else is taken as it stands.
    """
    found: list[str] = []
    for compound in _COMPOUND.findall(text):
        parts = _WORD.findall(compound)
        while len(parts) > 1 and fold_word(parts[0]) in _ELIDED:
            parts = parts[1:]
        if len(parts) > 1 and fold_word(parts[-1]) == _POSSESSIVE and compound[-2] in "'’":
            parts = parts[:-1]
        found += [part for part in parts if fold_word(part)]
    return found
