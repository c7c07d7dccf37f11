"""Words of a text: folded with a map back to the exact characters, cut into sentences, stemmed."""

import re
import threading
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

_APOSTROPHES = "'’‘‛ʼʻ′`´＇"
# Letters that Unicode does not decompose, although readers take them for a plain letter with a mark, or for two.
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "þ": "th"}
_LETTERS |= {"ı": "i", "ŋ": "n"}
_HYPHENS_BESIDE_DASHES = "\u2043\u2212"  # hyphen bullet and minus sign are no dashes to Unicode
_MANY_CHARACTERS = 100  # above this many different ones, a table is faster than one replacement for each
_LONGEST_RUN = 1 << 20


@dataclass(frozen=True)
class Folded:
    """A folded text, and for each of its characters (and its end) the index in the original text."""

    text: str
    places: array

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where folded characters `start` to `end` (excluded) stand in the original text.

        Marks that belong to the last letter, and were folded away, are within.
        """
        if end <= start:
            return self.places[start], self.places[start]
        return self.places[start], max(self.places[end], self.places[end - 1] + 1)


class _Table(dict):
    """What each character folds to, found out when it is first met; readable by `str.translate` too."""

    def __missing__(self, character: str | int) -> str:
        letter = character if isinstance(character, str) else chr(character)
        self[letter] = self[ord(letter)] = folded = _fold_character(letter)
        return folded


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    plain = "".join(_LETTERS.get(part, part) for part in character.casefold())
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    kept = "".join(_LETTERS.get(part, part) for part in decomposed if not _is_dropped(part))
    spaced = "".join(" " if _is_space(part) else part for part in unicodedata.normalize("NFC", kept))
    return " ".join(spaced.split()) or spaced[:1]


def _is_dropped(character: str) -> bool:
    """Tell accents, and what has no width: soft hyphen, joiners, marks of direction, variation selectors."""
    return (
        unicodedata.combining(character) > 0
        or unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
    )


def _is_space(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Pd" or character in _HYPHENS_BESIDE_DASHES


_TABLE = _Table()
_count_up = array("l", range(1 << 14))


def _indexes(start: int, end: int) -> array:
    """Return the whole numbers from `start` to `end` (excluded); copied, which is faster than counting."""
    global _count_up
    if end > _LONGEST_RUN:
        return array("l", range(start, end))
    known = _count_up
    if end > len(known):
        known = _count_up = array("l", range(min(2 * end, _LONGEST_RUN)))
    return known[start:end]


def fold(text: str) -> Folded:
    """Return `text` without case, accents and typographic variants, hyphens and spaces alike, with its map back.

    Apostrophes become `'`; hyphens, dashes and white space one space, none at either end; ligatures their letters;
    what has no width is dropped.
    """
    plain, uneven = _replace_even(text)
    if not uneven and "  " not in plain:
        folded, places = plain, _indexes(0, len(plain))
    else:
        folded, places = _replace_uneven(plain, uneven)
    end = len(text)
    if folded.endswith(" "):
        folded, end = folded[:-1], places.pop()
    if folded.startswith(" "):
        folded, places = folded[1:], places[1:]
    places.append(end)
    return Folded(folded.lower(), places)


def _replace_even(text: str) -> tuple[str, str]:
    """Return `text` with each character that folds to one other replaced, and the characters that do not."""
    uneven: list[str] = []
    even: dict[str, str] = {}
    for character in set(text):
        if not ("0" <= character <= "z") or character == "`":
            folded = _TABLE[character]
            if len(folded) != 1:
                uneven.append(character)
            elif folded != character:
                even[character] = folded
    if len(even) > _MANY_CHARACTERS:
        return text.translate({ord(character): folded for character, folded in even.items()}), "".join(sorted(uneven))
    for character, folded in even.items():
        text = text.replace(character, folded)
    return text, "".join(sorted(uneven))


@lru_cache(maxsize=1024)
def _uneven_pattern(uneven: str) -> re.Pattern[str]:
    """Return a pattern for runs of spaces and dropped characters, and for each that folds to several."""
    dropped = "".join(re.escape(character) for character in uneven if not _TABLE[character])
    several = "".join(re.escape(character) for character in uneven if _TABLE[character])
    pattern = f"[ {dropped}]{{2,}}" + (f"|[{dropped}]" if dropped else "") + (f"|[{several}]" if several else "")
    return re.compile(pattern)


def _replace_uneven(plain: str, uneven: str) -> tuple[str, array]:
    parts: list[str] = []
    places = array("l")
    done = 0
    for match in _uneven_pattern(uneven).finditer(plain):
        start, end = match.span()
        parts.append(plain[done:start])
        places += _indexes(done, start)
        space = plain.find(" ", start, end)
        folded, place = (" ", space) if space >= 0 else (_TABLE[plain[start]], start)
        parts.append(folded)
        places.extend([place] * len(folded))
        done = end
    parts.append(plain[done:])
    places += _indexes(done, len(plain))
    return "".join(parts), places


class Word(NamedTuple):
    """A word of a text as it is written, and where it stands (end excluded)."""

    text: str
    start: int
    end: int


def _marks() -> str:
    """Return the characters, for a class of a pattern, that stand inside a word although they are no letters."""
    marks = (chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M")
    return "\xad\u200c\u200d\u2060" + "".join(marks)


_LETTERS_RUN = rf"[^\W_]+(?:[{_marks()}]+[^\W_]*)*"
_APOSTROPHE = f"[{_APOSTROPHES}]"
_WORD = re.compile(rf"{_LETTERS_RUN}(?:{_APOSTROPHE}{_LETTERS_RUN})*")
_ELISION = re.compile(
    rf"(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|entr){_APOSTROPHE}(?=[^\W\d_])", re.IGNORECASE
)
# Chinese and Japanese put no space between words: there, each character is one.
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def words(text: str) -> list[Word]:
    """Return the words of `text` in order: l'école is two (l', école), so is vice-président; don't is one."""
    found: list[Word] = []
    ideographs = _IDEOGRAPH.search(text) is not None
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        elided = _ELISION.match(word)
        if elided:
            found.append(Word(elided.group(), start, start + elided.end()))
            word, start = word[elided.end() :], start + elided.end()
        if ideographs:
            found += _cut_ideographs(word, start)
        else:
            found.append(Word(word, start, match.end()))
    return found


def _cut_ideographs(word: str, start: int) -> list[Word]:
    cuts = {0, len(word)}
    for match in _IDEOGRAPH.finditer(word):
        cuts |= {match.start(), match.end()}
    edges = sorted(cuts)
    return [Word(word[left:right], start + left, start + right) for left, right in pairwise(edges)]


# Snowball's languages by ISO 639-1 code (https://snowballstem.org/algorithms/).
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}
_stemmers = threading.local()  # a stemmer keeps state while it works: each thread has its own


def _stemmer(code: str) -> Stemmer.Stemmer | None:
    known = _stemmers.__dict__
    if code not in known:
        known[code] = Stemmer.Stemmer(_ALGORITHMS[code]) if code in _ALGORITHMS else None
    return known[code]


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """Return the stem of `word`, folded; `language` is an ISO 639 code, and one without a stemmer leaves it whole.

    Source: Snowball (M. F. Porter, 2001). An elided article's apostrophe and a possessive 's are no part of a stem.
    """
    plain = unicodedata.normalize("NFC", word).lower().replace("\xad", "")
    for apostrophe in _APOSTROPHES:
        plain = plain.replace(apostrophe, "'")
    plain = plain.removesuffix("'s").strip("'") or plain
    stemmer = _stemmer(language[:2].lower())
    return fold(stemmer.stemWord(plain) if stemmer else plain).text


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a full stop these never end a sentence: a name, a number or a place must follow.
_NEVER_LAST = _listed(
    "m mm mr mrs ms mme mmes mlle mlles mgr me dr drs prof pr st ste sts jr. gen gén col cdt capt lt sgt cpl adm amb "
    "sen sén rep dép gov hon rev rév fr sr. pres prés dir vs cf p pp art al fig vol chap ch no nos n° nº n num éd ed "
    "env av apr éts bd boul vte mad sir messrs maj brig supt insp ph j.-c c.-à-d p.ex e.g i.e ex"
)
# These may end one: what follows decides.
_SOMETIMES_LAST = _listed(
    "etc inc corp co ltd llc bros jr sr u.s u.k u.n e.u u.s.a d.c ph.d m.d b.a m.a a.m p.m s.a r.-u é.-u e.-u "
    "jan janv feb fév févr mar avr apr jun juin jul juil août aug sept sep oct nov dec déc lun mar mer jeu ven sam "
    "dim mon tue wed thu fri sat sun min sec éd dept univ"
)
_STARTERS = _listed(
    "the a an this that these those he she it they we you i his her its their our my there here but and or so yet "
    "in on at by for from with as if when while after before since although though however meanwhile what who why "
    "how where not no one le la les l un une des du ce cet cette ces il elle on ils elles nous vous je j c s son sa "
    "ses leur leurs mais et ou or donc car en dans sur par pour avec sans sous selon après avant depuis si quand "
    "lorsque lorsqu comme alors ainsi enfin puis de d à au aux qui que qu pourquoi comment tout tous toutes"
)
_END = re.compile(
    r"(?P<stop>[.!?…]+)(?P<closing>(?:[\"'”’)\]]|[^\S\n]?»)*)(?=\s)\s*"
    r"|\n[^\S\n]*\n\s*"
    r"|\n\s*(?=[-–—•*▪◦·]\s)"
)
_LAST_WORD = re.compile(r"[^\s(\[«\"“”'’]+$")
_FIRST_WORD = re.compile(r"[\W_]*([^\W_]+)")
_LONGEST_ABBREVIATION = 24


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of `text` stand, without the white space around them; nothing else is left out.

    An empty line ends a sentence, and so does a line break before a list item; a single line break does not.
    """
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text, start):
        if match["stop"] is not None and not _ends(text, match):
            continue
        end = match.start() if match["stop"] is None else match.end("closing")
        if end > start:
            found.append((start, end))
        start = match.end()
    end = len(text.rstrip())
    if end > start:
        found.append((start, end))
    return found


def _ends(text: str, match: re.Match[str]) -> bool:
    """Tell whether the full stop, or the like, of `match` ends a sentence."""
    if match.end() >= len(text) or "\n\n" in match.group() or match["stop"] is None:
        return True
    after = _FIRST_WORD.match(text, match.end(), match.end() + 40)
    following = after[1] if after else ""
    if following[:1].islower():
        return False
    if match["stop"] != "." or match["closing"]:
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - _LONGEST_ABBREVIATION), match.start())
    return not before or not _is_abbreviation(before.group(), following)


def _is_abbreviation(word: str, following: str) -> bool:
    """Tell whether the full stop after `word` belongs to an abbreviation within a sentence."""
    plain = word.lower()
    if plain in _NEVER_LAST:
        return plain != "no" or following[:1].isdigit()
    last = re.split(r"[.\-‐‑]", word)[-1]
    if plain in _SOMETIMES_LAST or (len(last) == 1 and last.isupper()):
        return following.lower() not in _STARTERS
    return False
