"""Words of a text: folded with a map back to the exact characters, cut into sentences, stemmed."""

import re
import threading
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

_APOSTROPHES = "'’‘‛ʼʻ′`´＇"
_QUOTES = '"“”„‟«»″'
# Letters that Unicode does not decompose, although readers take them for a plain letter with a mark, or for two.
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "þ": "th"}
_LETTERS |= {"ı": "i", "ŋ": "n"}
_HYPHENS_BESIDE_DASHES = "\u2043\u2212"  # hyphen bullet and minus sign are no dashes to Unicode
_MOST_WIDE = 16  # different characters beyond Latin-1 that a text may have to be folded the fast way


@dataclass(frozen=True)
class Folded:
    """A folded text, and by runs where its characters stand in the original text.

    Run n begins at the folded text's character `starts[n]`, which stands at `origins[n]` of the original. What follows
    it stands behind it there, too, or, where `stays[n]`, comes from the same character (œ, oe). A last run is the end.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    stays: tuple[bool, ...]

    def place(self, index: int) -> int:
        """Return where the folded character `index`, or the end, stands in the original text."""
        run = bisect_right(self.starts, index) - 1
        return self.origins[run] + (0 if self.stays[run] else index - self.starts[run])

    @cached_property
    def places(self) -> array:
        """Return for each folded character, and for the end, the index in the original text."""
        return array("l", map(self.place, range(len(self.text) + 1)))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where folded characters `start` to `end` (excluded) stand in the original text.

        Marks that belong to the last letter, and were folded away, are within.
        """
        first = self.place(start)
        return first, max(self.place(end), self.place(end - 1) + 1) if end > start else first


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _QUOTES:
        return '"'
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


class _Table(dict):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, character: str) -> str:
        self[character] = folded = _fold_character(character)
        return folded


_TABLE = _Table()
_LATIN = {chr(code): _TABLE[chr(code)] for code in range(256)}
_LATIN_EVEN = {character: folded for character, folded in _LATIN.items() if len(folded) == 1 and folded < "\u0100"}
_LATIN_TABLE = bytes(ord(_LATIN_EVEN.get(character, character.lower())) for character in _LATIN)
_LATIN_UNEVEN = {c: folded for c, folded in _LATIN.items() if c not in _LATIN_EVEN and c == c.lower()}
_STAND_INS = "".join(chr(code) for code in range(0x80, 0xA0) if not chr(code).isspace())  # controls that no text has


def fold(text: str) -> Folded:
    """Return `text` without case, accents and typographic variants, hyphens and spaces alike, with its map back.

    Apostrophes become `'` and quotes `"`; hyphens, dashes and white space one space, none at either end; ligatures
    their letters; what has no width is dropped.
    """
    plain, uneven = _replace_latin(text) or _replace_any(text)
    blank = {" ", *(character for character, letters in uneven.items() if not letters)}
    first, last = 0, len(plain)
    while first < last and plain[first] in blank:
        first += 1
    while last > first and plain[last - 1] in blank:
        last -= 1
    end = last
    while end < len(plain) and plain[end] != " " and plain[end] in blank:
        end += 1  # marks of the last letter
    folded, runs = _expand(plain, uneven, blank, first, last)
    runs.append((len(folded), end, False))
    starts, origins, stays = zip(*runs, strict=True)
    return Folded(folded, starts, origins, stays)


def _replace_latin(text: str) -> tuple[str, dict[str, str]] | None:
    """Return `text` with every character replaced that folds to one, and what the others in it fold to.

    The fast way, by a table of bytes: None for a text that has many characters beyond Latin-1.
    """
    uneven = _LATIN_UNEVEN
    for _ in range(_MOST_WIDE):
        try:
            raw = text.encode("latin-1")
        except UnicodeEncodeError as error:
            wide = text[error.start]
            folded = _TABLE[wide]
            if len(folded) != 1 or folded > "\xff":
                stand_in = _STAND_INS[len(uneven) - len(_LATIN_UNEVEN)]
                if stand_in in text:
                    return None
                uneven = {**uneven, stand_in: folded}
                folded = stand_in
            text = text.replace(wide, folded)
        else:
            return raw.translate(_LATIN_TABLE).decode("latin-1"), uneven
    return None


def _replace_any(text: str) -> tuple[str, dict[str, str]]:
    folded = {character: _TABLE[character] for character in set(text)}
    even = {ord(character): letters for character, letters in folded.items() if len(letters) == 1}
    return text.translate(even), {character: letters for character, letters in folded.items() if len(letters) != 1}


def _irregular(plain: str, uneven: dict[str, str]) -> list[int]:
    """Return where `plain` has two spaces or one of the `uneven` characters, in order."""
    found: list[int] = []
    for sought in ("  ", *uneven):
        place = plain.find(sought)
        while place >= 0:
            found.append(place)
            place = plain.find(sought, place + len(sought))
    return sorted(found)


def _expand(
    plain: str, uneven: dict[str, str], blank: set[str], first: int, last: int
) -> tuple[str, list[tuple[int, int, bool]]]:
    """Return `plain` from `first` to `last` with each uneven character folded and each run of spaces made one.

    With it come the runs of the map back. `blank` are the characters of which runs of spaces are made.
    """
    parts: list[str] = []
    runs: list[tuple[int, int, bool]] = []
    done, length = first, 0
    for start in _irregular(plain, uneven):
        if not done <= start < last:
            continue
        end, folded, place = start + 1, uneven.get(plain[start], " "), start
        if plain[start] in blank:
            start -= start > done and plain[start - 1] == " "
            while end < last and plain[end] in blank:
                end += 1
            place = plain.find(" ", start, end)
            folded = " " if place >= 0 else ""
        runs += ((length, done, False), (length + start - done, place, True))
        parts += (plain[done:start], folded)
        length += start - done + len(folded)
        done = end
    runs.append((length, done, False))
    parts.append(plain[done:last])
    return "".join(parts), runs


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
        elided = None if word.isalpha() else _ELISION.match(word)
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
    stemmer = _stemmer(language[:2].lower())
    if word.isascii() and word.isalpha():  # most words, and nothing to fold in them but their case
        return stemmer.stemWord(word.lower()) if stemmer else word.lower()
    plain = unicodedata.normalize("NFC", word).lower().replace("\xad", "")
    for apostrophe in _APOSTROPHES:
        plain = plain.replace(apostrophe, "'")
    plain = plain.removesuffix("'s").strip("'") or plain
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
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<closing>(?:[\"'”’)\]]|[^\S\n]?»)*+)(?=\s|\Z)\s*"
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
        end = match.end("closing") if match["stop"] is not None else match.start()
        _add_trimmed(found, text, start, end)
        start = match.end()
    _add_trimmed(found, text, start, len(text))
    return found


def _add_trimmed(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


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
