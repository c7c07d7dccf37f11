"""Texts and queries become the same words: Unicode words, elision split, stemmed by language, accents and case folded.

Stems: Snowball (M. F. Porter, 2001, https://snowballstem.org), by the language of the article. A query has no language:
a word of it stands for its stems in every language of the archive and for itself, unstemmed.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from archive.lib import words as lib

# Change it when the analysis changes: every entry of the index is then stale, and `manage.py index` makes it anew.
VERSION = 1

# The languages of the archive; an article in another one is indexed by its words as they stand, folded.
LANGUAGES = ("fr", "en")
LONGEST_WORD = 255  # characters; PostgreSQL refuses lexemes of more than 2,046 bytes
_MOST_CACHED = 100_000
_LONGEST_CACHED = 40
# What often stands at a word and is no part of it.
_AROUND = '.,;:!?()[]«»“”"'


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
    """Return `word` without case, accents, apostrophes and a possessive 's; empty where nothing is left of it."""
    if word.isascii() and word.isalnum():  # most words, and nothing to fold in them but their case
        return word[:LONGEST_WORD].lower()
    folded = lib.fold(word[:LONGEST_WORD]).text.removesuffix("'s")
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c)[0] == "M")[:LONGEST_WORD]


class _Language(dict):
    """Pieces of text between spaces and the words in them, remembered: the same come again and again."""

    def __init__(self, code: str) -> None:
        """Take an ISO 639 code; empty for no stemming."""
        self.code = code

    def __missing__(self, piece: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return stems and folded forms of the words of `piece`."""
        core = piece.strip(_AROUND)
        if core != piece and core.isalpha() and not core.isupper():
            analysed = self[core]
        elif piece.isascii() and piece.isalpha():
            stem, word = self.analyse_word(piece)
            analysed = ((stem,), (word,))
        else:
            pairs = [pair for word, _, _ in lib.words(piece) if (pair := self.analyse_word(word))[1]]
            analysed = (tuple(stem for stem, _ in pairs), tuple(word for _, word in pairs))
        if len(piece) <= _LONGEST_CACHED:
            if len(self) >= _MOST_CACHED:
                self.clear()
            self[piece] = analysed
        return analysed

    def analyse_word(self, word: str) -> tuple[str, str]:
        """Return stem and folded form of one word."""
        folded = fold_word(word)
        stem = fold_word(lib.stem(word[:LONGEST_WORD], self.code)) if self.code else folded
        return stem or folded, folded


_UNSTEMMED = _Language("")
_LANGUAGES = {code: _Language(code) for code in LANGUAGES}


def _language(code: str) -> _Language:
    return _LANGUAGES.get(code[:2].lower(), _UNSTEMMED)


def analyse(text: str, language: str) -> Analysed:
    """Return the words of `text` in `language` (ISO 639; empty or not among `LANGUAGES`: without stemming)."""
    known = _language(language)
    stems: list[str] = []
    words: list[str] = []
    for piece in text.split():
        more_stems, more_words = known[piece]
        stems += more_stems
        words += more_words
    return Analysed(stems, words)


def tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the words of `text` as `analyse` sees them, with their places, for highlighting."""
    known = _language(language)
    for written, start, end in lib.words(text):
        stems, folded = known[written]
        if folded:
            yield Token(stems[0], folded[0], start, end)


def exact_words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`, as an exact phrase looks for them."""
    return tuple(analyse(text, "").words)


def choices(word: str) -> tuple[str, ...]:
    """Return what one `word` of a query stands for: its stems in every language, and itself."""
    found = [known.analyse_word(word)[0] for known in _LANGUAGES.values()] + [fold_word(word)]
    return tuple(dict.fromkeys(choice for choice in found if choice))


def sought_words(text: str) -> list[str]:
    """Return the words that somebody looks for who writes `text`: "l'école" asks for école, its article left out."""
    found = [word for word, _, _ in lib.words(text) if fold_word(word)]
    kept = [word for word in found if not _is_elided(word)] or found
    # What is left of l'd'école is two words again.
    return [part for word in kept for part in ((word,) if word == text else sought_words(word))]


def _is_elided(word: str) -> bool:
    return lib.fold(word[-1]).text == "'"
