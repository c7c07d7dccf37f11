"""Texts and queries become the same words: Unicode words, elision split, stemmed by language, accents and case folded.

Stems: Snowball (M. F. Porter, 2001, https://snowballstem.org), by the language of the article. A query has no language:
a word of it stands for its stems in every language of the archive and for itself, unstemmed.

Beside its parts a compound is found whole, with and without hyphens (vice-président, GPT-4, GPT4), and a number as one
(3,5 and 3.5; 1.000, 1,000 and 1000). Signs of money and percent are words: "70 %" is not 70. Emoji are none.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.lib import words as lib

# Change it when the analysis changes: every entry of the index is then stale, and `manage.py index` makes it anew.
VERSION = 2

# The languages of the archive; an article in another one is indexed by its words as they stand, folded.
LANGUAGES = ("fr", "en")
LONGEST_WORD = 255  # characters; PostgreSQL refuses lexemes of more than 2,046 bytes
_MOST_CACHED = 100_000
_LONGEST_CACHED = 40
# What often stands at a word and is no part of it.
_AROUND = '.,;:!?()[]«»“”"'
# Signs that are words, in a form that both databases keep: FTS5 as we set it up drops what is ASCII and no letter.
SIGNS = {"%": "％", "‰": "‰", "€": "€", "$": "＄", "£": "£", "¥": "￥", "％": "％", "＄": "＄", "￥": "￥"}
_SIGN = re.compile(f"[{''.join(SIGNS)}]")
_AMOUNT = re.compile(r"(?<![\w.,])(?:[€$£¥￥＄] ?\d(?:[\d.,]*\d)?|\d(?:[\d.,]*\d)? ?[" + "".join(SIGNS) + r"])(?!\w)")
HYPHENS = ("-", "\u2010", "\u2011")
_HYPHEN = re.compile(f"[{''.join(HYPHENS)}]")
# Thousands in groups, or a number with a decimal comma or point; no date, version or address.
_NUMBER = re.compile(
    r"(?<![\w.,/:])(?:(?P<thousands>[1-9]\d{0,2}(?:(?P<point>[.,])\d{3})(?:(?P=point)\d{3})*)(?:[.,](?P<rest>\d+))?"
    r"|(?P<whole>\d+)[.,](?P<decimals>\d+))(?![\w/:-]|[.,]\d)"
)
_POINT = "·"
# What French puts behind a verb or a noun with a hyphen, and makes no compound of it.
_CLITICS = frozenset(
    ["il", "elle", "on", "ils", "elles", "je", "tu", "nous", "vous", "ce", "t", "y", "en", "le", "la", "les", "lui",
     "leur", "moi", "toi", "ci"]
)  # fmt: skip
_MOST_PARTS = 6  # of a compound; what is longer is an address or a phrase


@dataclass(frozen=True)
class Token:
    """A word of a text: its stem, its exact folded form, and where it stands (end excluded)."""

    stem: str
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Analysed:
    """The words of a text in their order: stems and exact folded forms, one of each for every word.

    `beside` are the stems of compounds and the numbers that are found as a whole, too; they belong to no phrase.
    """

    stems: list[str]
    words: list[str]
    beside: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sought:
    """What somebody looks for who writes `text`: all of the `words`, or one of the choices `whole` that stand for them.

    `exact` says that the words must stand side by side.
    """

    text: str
    words: tuple[str, ...]
    whole: tuple[str, ...] = ()
    exact: bool = False


def fold_word(word: str) -> str:
    """Return `word` without case, accents, apostrophes and a possessive 's; empty where nothing is left of it."""
    if word.isascii() and word.isalnum():  # most words, and nothing to fold in them but their case
        return word[:LONGEST_WORD].lower()
    folded = lib.fold(word[:LONGEST_WORD]).text.removesuffix("'s")
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c)[0] == "M")[:LONGEST_WORD]


class _Initials(dict):
    """Letters, and what words that begin with them begin with when they are folded."""

    def __missing__(self, letter: str) -> str:
        """Return the first letter of `letter` folded."""
        self[letter] = initial = fold_word(letter)[:1]
        return initial


_INITIALS = _Initials()
# From this letter on, what is written together may be several words, or begin otherwise when it is folded.
_BEYOND = "ŉ"

_Pieces = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class _Language(dict):
    """Pieces of text between spaces and the words in them, remembered: the same come again and again."""

    def __init__(self, code: str) -> None:
        """Take an ISO 639 code; empty for no stemming."""
        self.code = code

    def __missing__(self, piece: str) -> _Pieces:
        """Return stems and folded forms of the words of `piece`, and what stands beside them."""
        core = piece.strip(_AROUND)
        if core != piece and core.isalpha() and not core.isupper():
            return self[core]  # kept once, however it is punctuated
        if piece.isascii() and piece.isalpha():
            stem, word = self.analyse_word(piece)
            analysed: _Pieces = ((stem,), (word,), ())
        else:
            pairs = [pair for word, _, _ in _words(piece) if (pair := self.analyse_word(word))[1]]
            beside = tuple(token.stem for token in self.wholes(piece))
            analysed = (tuple(stem for stem, _ in pairs), tuple(word for _, word in pairs), beside)
        if len(piece) <= _LONGEST_CACHED:
            if len(self) >= _MOST_CACHED:
                self.clear()
            self[piece] = analysed
        return analysed

    def analyse_word(self, word: str) -> tuple[str, str]:
        """Return stem and folded form of one word."""
        if word in SIGNS:
            return SIGNS[word], SIGNS[word]
        folded = fold_word(word)
        if not self.code:
            return folded, folded
        word = word[:LONGEST_WORD]
        if self.code == "fr" and folded.endswith("issions"):  # not of one that commits, but several commissions
            word = word[:-1]
        stem = fold_word(lib.stem(word, self.code)) or folded
        # The French stemmer takes Emmett for a form of Emmet, and Bonn for one of bon.
        if self.code == "fr" and len(folded) - len(stem) == 1 and folded[-2:] == stem[-1:] * 2:
            stem = folded
        return stem, folded

    def wholes(self, text: str) -> Iterator[Token]:
        """Yield the compounds and the numbers in `text`, each as one word."""
        for compound in _compounds(text):
            stem, word = self.analyse_word("".join(part.text for part in compound))
            yield Token(stem, word, compound[0].start, compound[-1].end)
        for match in _numbers(text):
            number = _number(match)
            yield Token(number, number, match.start(), match.end())


def _words(text: str) -> list[lib.Word]:
    """Return the words of `text` and the signs among them, in order."""
    found = lib.words(text)
    if not _SIGN.search(text):
        return found
    signs = [lib.Word(match.group(), match.start(), match.end()) for match in _SIGN.finditer(text)]
    return sorted([*found, *signs], key=lambda word: word.start)


def _compounds(text: str) -> Iterator[list[lib.Word]]:
    """Yield the words in runs that hyphens join, if letters are among them: 2023-2024 is none, nor is dit-il."""
    if not _HYPHEN.search(text):
        return
    run: list[lib.Word] = []
    for word in lib.words(text):
        if run and text[run[-1].end : word.start] in HYPHENS:
            run.append(word)
            continue
        if _is_compound(run):
            yield run
        run = [word]
    if _is_compound(run):
        yield run


def _is_compound(run: list[lib.Word]) -> bool:
    return (
        2 <= len(run) <= _MOST_PARTS
        and fold_word(run[-1].text) not in _CLITICS
        and not all(part.text.isdigit() for part in run)
        and all(fold_word(part.text) for part in run)
    )


def _numbers(text: str) -> Iterator[re.Match[str]]:
    return _NUMBER.finditer(text) if "," in text or "." in text else iter(())


def _number(match: re.Match[str]) -> str:
    """Return the number without marks between thousands, and with one mark before decimals."""
    whole, decimals = match["whole"], match["decimals"]
    if match["thousands"]:
        whole, decimals = match["thousands"].replace(match["point"], ""), match["rest"]
    return (f"{whole}{_POINT}{decimals}" if decimals else whole)[:LONGEST_WORD]


_UNSTEMMED = _Language("")
_LANGUAGES = {code: _Language(code) for code in LANGUAGES}


def _language(code: str) -> _Language:
    return _LANGUAGES.get(code[:2].lower(), _UNSTEMMED)


def analyse(text: str, language: str) -> Analysed:
    """Return the words of `text` in `language` (ISO 639; empty or not among `LANGUAGES`: without stemming)."""
    known = _language(language)
    stems: list[str] = []
    words: list[str] = []
    beside: list[str] = []
    # No word ends in these two, and most words that are not yet known have one of them.
    for piece in text.replace(", ", " ").replace(". ", " ").split():
        more_stems, more_words, more_beside = known[piece]
        stems += more_stems
        words += more_words
        if more_beside:
            beside += more_beside
    return Analysed(stems, words, beside)


def tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the words of `text` as `analyse` sees them, with their places, for highlighting."""
    known = _language(language)
    for written, start, end in _words(text):
        stems, folded, _ = known[written]
        if folded:
            yield Token(stems[0], folded[0], start, end)


def pieces_with(text: str, language: str, sought: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each different piece of `text` between spaces that has one of the stems or words `sought`, with all it has.

    Far sooner done than `tokens`: most pieces are one word that does not begin as any of the sought ones, and no stem
    begins otherwise than its word.
    """
    known = _language(language)
    apart = sought.isdisjoint
    initials = {form[:1] for form in sought}
    for piece in set(text.split()):
        word = piece[:-1] if piece[-1] in _AROUND else piece
        if word.isalpha() and _INITIALS[word[0]] not in initials and (word.isascii() or max(word) < _BEYOND):
            continue
        stems, words, beside = known[piece]
        if not (apart(stems) and apart(words)) or (beside and not apart(beside)):
            yield piece, (*stems, *words, *beside)


def whole_tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the compounds and numbers of `text` that are found as a whole, with their places."""
    yield from _language(language).wholes(text)


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


def sought(text: str) -> list[Sought]:
    """Return what somebody looks for who writes `text`: words, compounds, numbers, and amounts (70 %, $5)."""
    units = _units(text)
    if [unit.text for unit in units] == [text]:
        return units
    return [part for unit in units for part in ((unit,) if unit.exact and not unit.whole else sought(unit.text))]


def _units(text: str) -> list[Sought]:
    larger = {word.start: (word.end, unit) for word, unit in _larger_units(text)}
    units: list[Sought] = []
    elided: list[Sought] = []
    done = 0
    for word in _words(text):
        if word.start < done:
            continue
        if word.start in larger:
            done, unit = larger[word.start]
            units.append(unit)
        elif word.text not in SIGNS and fold_word(word.text):
            (elided if _is_elided(word.text) else units).append(Sought(word.text, (word.text,)))
    return units or elided


def _larger_units(text: str) -> Iterator[tuple[lib.Word, Sought]]:
    """Yield compounds, numbers and amounts with their places; of those that begin at one place the last one counts."""
    for compound in _compounds(text):
        word = lib.Word(text[compound[0].start : compound[-1].end], compound[0].start, compound[-1].end)
        whole = choices("".join(part.text for part in compound))
        if any(part.text.isdigit() for part in compound):  # GPT-4 is no GPT beside some 4
            yield word, Sought(word.text, exact_words(word.text), whole, exact=True)
        else:
            yield word, Sought(word.text, tuple(sought_words(word.text)), whole)
    for match in _numbers(text):
        yield lib.Word(match.group(), *match.span()), Sought(match.group(), (), (_number(match),))
    for match in _AMOUNT.finditer(text):
        yield lib.Word(match.group(), *match.span()), Sought(match.group(), exact_words(match.group()), exact=True)


def _is_elided(word: str) -> bool:
    return lib.fold(word[-1]).text == "'"
