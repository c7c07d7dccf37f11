"""What is looked for in a text: every way of writing a person, stored or derived from the parts of the name. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from unicodedata import normalize

from archive.lib.near import one_edit
from archive.lib.words import fold
from archive.mentions.lexicon import PARTICLES, ROMAN_NUMBERS

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe"}
)
_BORDERS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(256))
_WORD = re.compile(r"[^\W_]+")
_MOST_INITIALS = 4
_SHORTEST_VARIANT = 4
_ALIKE = {frozenset(pair) for pair in ("ck", "iy", "sz", "kq", "jy", "vw", "uv", "ij")}
_SHORTEST_WITHOUT = {"de": 7, "von": 5}  # French keeps the particle of a short name: de Gaulle


@dataclass
class Pattern:
    """What a run of folded words may stand for: people by strong form, by weak form, by family name alone."""

    strong: dict[int, str] = field(default_factory=dict)
    weak: dict[int, str] = field(default_factory=dict)
    surname: dict[int, str] = field(default_factory=dict)
    words: int = 1
    lower: bool = True  # some form of it is written without any capital


def bordered(folded: str) -> str:
    """Return `folded` with all that is neither letter nor digit made a space, none collapsed: "o'brien," "o brien "."""
    if folded.isascii():
        return folded.encode().translate(_BORDERS).decode()
    for character in set(folded):
        if not character.isalnum() and character != " ":
            folded = folded.replace(character, " ")
    return folded


def spellings(form: str) -> set[str]:
    """Return how `form` may stand in a bordered text: initials closed up or apart, umlauts written out."""
    found: set[str] = set()
    for written in {form} if form.isascii() else {form, form.translate(_UMLAUTS)}:
        plain = bordered(fold(written).text).strip()
        words = plain.split()
        if not words:
            continue
        found |= {plain, " ".join(words)}
        initials = [len(word) == 1 for word in words]
        if len(words) > 1 and any(initials) and sum(initials) <= _MOST_INITIALS:
            found |= set(_with_initials(words))
    return found


def _with_initials(words: list[str]) -> Iterator[str]:
    """Yield `words` with each gap beside an initial written as text has it: "j k", "j. k.", "jk"."""
    gaps: list[tuple[str, ...]] = []
    for left, right in pairwise(words):
        if len(left) == 1 and len(right) == 1:
            gaps.append((" ", "  ", ""))
        elif len(left) == 1:
            gaps.append((" ", "  "))
        else:
            gaps.append((" ",))
    for chosen in product(*gaps):
        yield "".join(word + gap for word, gap in zip(words, (*chosen, ""), strict=True))


def full_names(given: str, family: str) -> Iterator[str]:
    """Yield the full names that follow from the parts: all given names, and the first without later initials."""
    if not given or not family:
        return
    yield f"{given} {family}"
    parts = given.split()
    kept = [part for index, part in enumerate(parts) if index == 0 or len(part.strip(".")) > 1]
    if len(kept) < len(parts) and len(kept[0].strip(".")) > 1:
        yield " ".join([*kept, family])


def bare_family_names(family: str) -> Iterator[str]:
    """Yield how the `family` name stands alone: whole, and, where it is long, without "de" or "von" (Villepin)."""
    words = fold(family).text.split()
    if not words or len("".join(words)) < 2 or words[-1].strip(".") in ROMAN_NUMBERS:
        return
    yield family
    particle, _, rest = family.partition(" ")
    shortest = _SHORTEST_WITHOUT.get(particle.lower())
    if shortest and len(rest) >= shortest:
        yield rest


def writings(given: str, family: str, forms: Iterable[str]) -> Iterator[str]:
    """Yield the words of which a text that may name the person has some: all stored and derived forms, as spelt."""
    for form in dict.fromkeys([*forms, *full_names(given, family), *bare_family_names(family)]):
        yield from {form, *spellings(form)}


def has_capital(form: str) -> bool:
    """Tell whether `form` is written with any capital."""
    return form != form.lower()


def add_form(patterns: dict[str, Pattern], kind: str, person: int, form: str) -> None:
    """Enter `form` of `person` into `patterns` under each of its spellings; the first form entered stays."""
    for spelling in spellings(form):
        pattern = patterns.get(spelling)
        if pattern is None:
            pattern = patterns[spelling] = Pattern(words=len(spelling.split()), lower=False)
        pattern.lower = pattern.lower or not has_capital(form)
        getattr(pattern, kind).setdefault(person, form)


def capitals_fit(words: str, plain: bool) -> bool | None:
    """Tell whether a name's `words` have their capitals: True, None where only some or none have, False for one word.

    `plain`: the name itself is written without capitals. Small words (de, von) may go without.
    """
    if plain:
        return True
    parts = [part for part in _WORD.findall(normalize("NFC", words)) if part[0].isalpha()]
    counted = [part for part in parts if fold(part).text not in PARTICLES] or parts
    if all(part[0] == part[0].upper() for part in counted):
        return True
    return None if len(counted) > 1 else False


def only_given_names(names: Iterable[str]) -> set[str]:
    """Return the folded first words of the given `names`."""
    return {words[0] for words in (fold(name).text.split() for name in names) if words}


def is_near(word: str, given: str) -> bool:
    """Tell whether the folded `word` may be a slip for the `given` name; other short names are names of their own."""
    first = fold(given).text.partition(" ")[0]
    if min(len(word), len(first)) < _SHORTEST_VARIANT or not one_edit(word, first):
        return False
    if len(word) != len(first) or len(word) > _SHORTEST_VARIANT or sorted(word) == sorted(first):
        return True
    return {frozenset(pair) for pair in zip(word, first, strict=True) if pair[0] != pair[1]} <= _ALIKE
