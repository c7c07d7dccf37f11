"""What stands before and after a place in a text, and what its capitals are worth there. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property

from archive.lib.words import fold
from archive.mentions.lexicon import ELIDED, HONORIFICS, ROLES

_REACH = 72
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP = re.compile(r"\.?(?:[^\S\n]|\n(?![^\S\n]*\n))*[-‐‑–]?")
_ELISION = re.compile(r"(\w+)['’](?=\w)")
_BROKEN = re.compile(r"\n[^\S\n]*\n|\s[-–—]+\s|[—–@/_|;:!?()…«»\"“”]")
_QUOTES = "'\"’‘“”«»‹›([{*_•-–—"
_APOSTROPHES = "'’‘ʼ′`´"
_MOSTLY = 0.7
_FEWEST_WORDS = 4


@dataclass(frozen=True)
class Token:
    """A word beside a place: as written, where, and the full stop, spaces or hyphen between it and the place."""

    text: str
    start: int
    end: int
    gap: str

    @cached_property
    def folded(self) -> str:
        """Return the word folded."""
        return fold(self.text).text

    @property
    def is_capital(self) -> bool:
        """Tell whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Tell whether it is all capitals, two at least."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_initial(self) -> bool:
        """Tell whether it is a single capital letter."""
        return len(self.text) == 1 and self.is_capital


def tokens_before(text: str, start: int, most: int = 3) -> list[Token]:
    """Return up to `most` words that lead to `start` without punctuation between, the nearest first.

    A sentence's end and a paragraph's end stop it; a full stop after an initial or an abbreviated title does not.
    """
    begin = max(0, start - _REACH)
    found: list[Token] = []
    edge = start
    for match in reversed(list(_TOKEN.finditer(text, begin, start))):
        gap = text[match.end() : edge]
        if not _GAP.fullmatch(gap) or (match.start() == begin > 0 and text[begin - 1].isalnum()):
            break
        elided = _ELISION.match(match.group())
        first = match.start() + (elided.end() if elided and elided[1].lower() in ELIDED else 0)
        token = Token(text[first : match.end()], first, match.end(), gap)
        if gap.startswith(".") and not _is_abbreviation(token):
            break
        found.append(token)
        edge = first
        if len(found) == most or first > match.start():
            break
    return found


def _is_abbreviation(token: Token) -> bool:
    return token.is_initial or token.folded in HONORIFICS or token.folded in ROLES


def token_after(text: str, end: int) -> Token | None:
    """Return the word that follows `end` with nothing but a space, a line break or a hyphen between."""
    match = _TOKEN.search(text, end, end + _REACH)
    if not match:
        return None
    gap = text[end : match.start()]
    if not gap or gap.startswith(".") or not _GAP.fullmatch(gap):
        return None
    return Token(match.group(), match.start(), match.end(), gap)


def is_broken(words: str) -> bool:
    """Tell whether a paragraph's end or a dash stands between the `words`."""
    return _BROKEN.search(words) is not None


def opens_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence, a quotation or a line of its own begins at `start`."""
    index = start - 1
    while index >= 0 and (text[index] in _QUOTES or text[index].isspace()):
        if text[index] in '«“"•([' or text[max(0, index - 1) : index + 1] == "\n\n":
            return True
        index -= 1
    if index < 0:
        return True
    return text[index] in "!?…:;" or (text[index] == "." and not text[max(0, index - 1)].isupper())


def elision_fits(text: str, start: int) -> bool:
    """Tell whether what is joined to `start` by an apostrophe, if anything, is an elided French word.

    With a capital (D'Angelo) it is part of a name, unless it opens a sentence or all is in capitals.
    """
    if start == 0 or text[start - 1] not in _APOSTROPHES:
        return True
    begin = start - 1
    while begin > 0 and text[begin - 1].isalpha():
        begin -= 1
    prefix = text[begin : start - 1]
    if not prefix:
        return True
    if prefix.lower() not in ELIDED:
        return False
    return prefix.islower() or opens_sentence(text, begin) or capitals(text, start) == "all"


def capitals(text: str, place: int) -> str:
    """Return how the line around `place` is written: "all" in capitals, "title" (most words have one), "" plainly."""
    begin = max(text.rfind("\n", 0, place), place - _REACH * 2, -1) + 1
    end = text.find("\n", place)
    end = min(len(text) if end < 0 else end, place + _REACH * 2)
    line = text[begin:end]
    found = [word for word in _TOKEN.findall(line) if len(word) > 3]
    letters = [letter for letter in line if letter.isalpha()]
    if letters and sum(map(str.isupper, letters)) > _MOSTLY * len(letters):
        return "all"
    if len(found) >= _FEWEST_WORDS and sum(word[0].isupper() for word in found) > _MOSTLY * len(found):
        return "title"
    return ""
