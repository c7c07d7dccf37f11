"""A place in a text: what stands before and after it, and what its capitals are worth there. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from archive.lib.words import fold
from archive.mentions.lexicon import (
    BEFORE_MONTHS,
    COMMON_WORDS,
    ELIDED,
    HONORIFICS,
    MONTHS_AND_DAYS,
    NAMED_AFTER_AFTER,
    NAMED_AFTER_BEFORE,
    NAMED_AFTER_NEXT,
    ROLES,
)

_REACH = 56  # characters before and after a place that are looked at
_SENTENCE = 150  # characters to either side that are taken for the sentence
_NEAR = 20_000
_LONGEST_ADDRESS = 300
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP = re.compile(r"\.?(?:[^\S\n]|\n(?![^\S\n]*\n))*[-‐‑–]?")
_ELISION = re.compile(r"(\w+)['’](?=\w)")
_BROKEN = re.compile(r"\n[^\S\n]*\n|\s[-–—]+\s|[—–@/_|;:!?()…«»\"“”]")
_LINE_BREAK = re.compile(r"(?<=[^\W\d_])[-‐¬\xad][^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
_EDGE = re.compile(r"\n[^\S\n]*\n|[!?…;]|(?<=\w\w)\.\s|[«»“”\"]")
_QUOTES = "'\"’‘“”«»‹›([{*_•-–—"
_OPENING = '«“"•(['
_APOSTROPHES = "'’‘ʼ′`´"
_HYPHENS = ("-", "‐", "‑", "–")
_MOSTLY = 0.7
_NEARLY_ALL = 0.85
_FEWEST_WORDS = 4


@lru_cache(maxsize=1 << 15)
def folded_word(word: str) -> str:
    """Return `word` folded; remembered, for the same words stand beside names again and again."""
    return fold(word).text


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
        return folded_word(self.text)

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

    @property
    def is_title(self) -> bool:
        """Tell whether it says that a person's name follows: Mr, M., président."""
        return self.folded in HONORIFICS or self.folded in ROLES

    @property
    def is_joined(self) -> bool:
        """Tell whether a hyphen joins it to the place."""
        return self.gap.startswith(_HYPHENS)


@dataclass(frozen=True)
class Place:
    """Characters `start` to `end` (excluded) of a text, and what can be said of them."""

    text: str
    start: int
    end: int

    @cached_property
    def words(self) -> str:
        """Return the words there, one that a line's end cuts in two made whole."""
        written = self.text[self.start : self.end]
        return _LINE_BREAK.sub("", written) if "\n" in written else written

    @cached_property
    def before(self) -> list[Token]:
        """Return up to three words that lead there without punctuation between, the nearest first.

        A sentence's end and a paragraph's end stop it; a full stop after an initial or a title does not.
        """
        begin = max(0, self.start - _REACH)
        found: list[Token] = []
        edge = self.start
        for match in reversed(list(_TOKEN.finditer(self.text, begin, self.start))):
            gap = self.text[match.end() : edge]
            if not _GAP.fullmatch(gap) or (match.start() == begin > 0 and self.text[begin - 1].isalnum()):
                break
            elided = _ELISION.match(match.group())
            first = match.start() + (elided.end() if elided and elided[1].lower() in ELIDED else 0)
            token = Token(self.text[first : match.end()], first, match.end(), gap)
            if gap.startswith(".") and not (token.is_initial or token.is_title):
                break
            found.append(token)
            edge = first
            if len(found) == 3 or first > match.start():
                break
        return found

    @cached_property
    def after(self) -> Token | None:
        """Return the word that follows with nothing but spaces, a line break or a hyphen between."""
        match = _TOKEN.search(self.text, self.end, self.end + _REACH)
        if not match:
            return None
        gap = self.text[self.end : match.start()]
        if not gap or gap.startswith(".") or not _GAP.fullmatch(gap):
            return None
        return Token(match.group(), match.start(), match.end(), gap)

    @cached_property
    def opens_sentence(self) -> bool:
        """Tell whether a sentence, a quotation or a list item begins there."""
        index = self.start - 1
        while index >= max(0, self.start - _REACH) and (self.text[index] in _QUOTES or self.text[index].isspace()):
            if self.text[index] in _OPENING or self.text[max(0, index - 1) : index + 1] == "\n\n":
                return True
            index -= 1
        if index < 0:
            return True
        return self.text[index] in "!?…:;" or (self.text[index] == "." and not self.text[max(0, index - 1)].isupper())

    @cached_property
    def capitals(self) -> str:
        """Return how the sentence around is written: "all" in capitals, "title" (each word has one), ""."""
        sentence = self.text[self._sentence_start() : self._sentence_end()]
        words = _TOKEN.findall(sentence)
        if sum(len(word) for word in words if word.isupper()) > _MOSTLY * sum(map(len, words)):
            return "all"
        long = [word for word in words if len(word) > 4]
        capital = sum(word[0].isupper() for word in long)
        if capital >= _FEWEST_WORDS and capital > _NEARLY_ALL * len(long) and sentence.count(",") < 2:
            return "title"
        return ""

    def _sentence_start(self) -> int:
        begin = max(0, self.start - _SENTENCE)
        edges = [match.end() for match in _EDGE.finditer(self.text, begin, self.start)]
        return edges[-1] if edges else begin

    def _sentence_end(self) -> int:
        match = _EDGE.search(self.text, self.end, self.end + _SENTENCE)
        return match.start() if match else min(len(self.text), self.end + _SENTENCE)

    @property
    def is_broken(self) -> bool:
        """Tell whether a paragraph's end, a dash or other punctuation stands between the words."""
        return _BROKEN.search(self.words) is not None

    @property
    def is_in_address(self) -> bool:
        """Tell whether it lies within a web or mail address, or right behind a # or @."""
        near = self.text[max(0, self.start - _LONGEST_ADDRESS) : self.start]
        before = near[max(near.rfind(" "), near.rfind("\n")) + 1 :]
        if not before and self.text[self.end : self.end + 1] != "@":
            return False
        return "@" in before or "://" in before or "www." in before or before[-1:] in ("#", "")

    @property
    def elision_fits(self) -> bool:
        """Tell whether what an apostrophe joins to it from before, if anything, is an elided French word.

        With a capital (D'Angelo) it is part of a name, unless it opens a sentence or all is in capitals.
        """
        if self.start == 0 or self.text[self.start - 1] not in _APOSTROPHES:
            return True
        begin = self.start - 1
        while begin > max(0, self.start - _REACH) and self.text[begin - 1].isalpha():
            begin -= 1
        prefix = self.text[begin : self.start - 1]
        if prefix and prefix.lower() not in ELIDED:
            return False
        return prefix == prefix.lower() or Place(self.text, begin, self.start).opens_sentence or self.capitals == "all"

    @property
    def is_named_after(self) -> bool:
        """Tell whether the words beside say that a street, a prize or a company bears the name."""
        if self.after and self.after.is_capital and self.after.folded in NAMED_AFTER_AFTER:
            return True
        if not self.before:
            return False
        nearest = self.before[0].folded
        if nearest in NAMED_AFTER_BEFORE or nearest in NAMED_AFTER_NEXT:
            return True
        return len(self.before) > 1 and nearest in {"de", "du"} and self.before[1].folded in NAMED_AFTER_BEFORE

    @property
    def is_date(self) -> bool:
        """Tell whether a name that is also a month's or a day's stands as that there."""
        if self.words.lower() not in MONTHS_AND_DAYS:
            return False
        if self.text[self.end : self.end + 3].strip(" ,")[:1].isdigit():
            return True
        return bool(self.before) and (self.before[0].text[0].isdigit() or self.before[0].folded in BEFORE_MONTHS)

    @property
    def proves_nothing(self) -> bool:
        """Tell whether any word has a capital there, and this one is a common word, in the language or in the text."""
        if self.before and self.before[0].is_title:
            return False
        if folded_word(self.words) not in COMMON_WORDS and not self.is_common_in_text(self.words):
            return False
        return self.opens_sentence or self.capitals != ""

    def is_common_in_text(self, word: str) -> bool:
        """Tell whether the text has `word` without its capital too, some pages around the place."""
        plain = word.lower()
        if plain == word:
            return False  # written without capitals, or in a script that has none
        near = self.text[max(0, self.start - _NEAR) : self.end + _NEAR]
        return plain in near and re.search(rf"(?<![\w@/.]){re.escape(plain)}(?!\w)", near) is not None
