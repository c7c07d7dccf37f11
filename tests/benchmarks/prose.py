"""Made-up prose with the statistics of news: real function words, and made-up words drawn as Zipf's law has it. Pure.

Function words have about the share that they have in newspapers; the rest is a vocabulary of 60,000 forms of 20,000
words, by Zipf-Mandelbrot (B. Mandelbrot, 1953): the most frequent is in about 70 % of articles of 350 words, a few are
in 40 %, most in few.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

FORMS = 60_000
# Beside them names of places and people of one article or a few, which grow with the corpus as in any language.
RARITIES = 200_000
_FLATTER = 20  # Mandelbrot's constant: how much flatter than Zipf's the curve begins
_FUNCTION_SHARE, _NUMBER_SHARE = 0.45, 0.015

# Of a thousand function words so many are this one.
_FUNCTION_WORDS = {
    "fr": """de 100 la 64 le 52 les 46 et 42 des 44 à 40 en 33 un 29 du 31 une 27 pour 22 dans 24 qui 20 que 20 par 18
    au 18 est 20 a 20 sur 18 il 15 plus 13 ne 13 pas 13 se 13 ce 11 avec 11 son 9 sa 7 ses 7 sont 7 ont 9 été 9
    mais 9 ou 7 aux 9 comme 7 cette 7 on 7 nous 5 elle 7 leur 5 selon 5 après 7 depuis 5 contre 5 entre 5 deux 6
    tout 5 aussi 5 fait 4 être 4 sans 4 ans 5 dont 4 si 4 même 4 lui 3 avait 4 était 5 ils 6 sous 2 encore 3
    alors 2 très 2 bien 3 peut 3 où 3 là 1""",
    "en": """the 130 of 62 to 60 and 58 a 52 in 50 that 24 is 20 for 22 on 20 was 18 with 16 as 16 he 15 it 14 at 13 by
    13 said 14 his 11 from 11 be 11 has 10 are 10 have 10 an 9 not 9 but 9 they 8 who 8 this 8 will 7 their 7
    were 7 its 7 had 7 which 5 been 6 or 5 more 6 about 5 she 6 her 6 would 5 after 5 we 5 there 3 when 4 up 4
    out 4 than 4 over 3 into 3""",
    "de": """die 90 der 88 und 66 in 52 den 36 von 32 zu 30 das 30 mit 26 sich 24 des 22 auf 24 für 22 ist 20 im 22 dem
    20 nicht 18 ein 18 eine 18 als 15 auch 15 es 15 an 13 werden 12 aus 11 er 12 hat 11 dass 10 sie 12 nach 10
    bei 10 wird 9 um 8 am 8 sind 8 noch 7 wie 7 einem 6 über 7 so 5 zum 6 war 6 haben 5 nur 5 oder 5 aber 5 vor
    5 zur 4 bis 4 mehr 4""",
}
_NUMBERS = (
    "2",
    "3",
    "10",
    "12",
    "20",
    "30",
    "100",
    "200",
    "1 000",
    "2018",
    "2019",
    "2020",
    "2021",
    "50 %",
    "70 %",
    "1,5",
)
_ONSETS = [*"bcdfglmnprstvjvpmrlstd", "br", "ch", "cl", "cr", "fl", "gr", "pl", "pr", "tr", "bl"]
_VOWELS = [*"aeiouéaioé", "ou", "ai", "on", "an", "eu", "oi"]
_ENDINGS = {
    "fr": (
        ("", "s", "é"),
        ("tion", "tions", "tionnel"),
        ("er", "é", "ait"),
        ("eur", "eurs", "euse"),
        ("e", "es", "ement"),
    ),
    "en": (("", "s", "ed"), ("er", "ers", "ing"), ("tion", "tions", "tional"), ("y", "ies", "ily")),
    "de": (("", "e", "en"), ("ung", "ungen", "er"), ("heit", "heiten", "lich")),
}


@dataclass(frozen=True)
class Prose:
    """Sentences of one language, without capital and full stop and with both; its words, the most frequent first."""

    bare: list[str]
    whole: list[str]
    words: list[str]


def function_words(language: str) -> set[str]:
    """Return the words of a language that say little: de, la, the."""
    return set(_FUNCTION_WORDS[language].split()[::2])


def names(number: int, chance: random.Random, longest: int = 3) -> list[str]:
    """Return made-up names of two syllables and more, each once, with a capital."""
    known: dict[str, None] = {}
    while len(known) < number:
        known[_root(chance, chance.randint(2, longest)).capitalize()] = None
    return list(known)


def prose(language: str, sentences: int, chance: random.Random) -> Prose:
    """Return so many sentences of a language: "fr", "en" or "de"."""
    words = _content_words(language, chance)
    drawn: list[str] = []
    weights: list[float] = []
    for word, weight in _weighted(language, words):
        drawn.append(word)
        weights.append(weight)
    lengths = [max(6, min(34, int(chance.gauss(18, 6)))) for _ in range(sentences)]
    tokens = chance.choices(drawn, weights, k=sum(lengths))
    bare = list(_sentences(tokens, lengths))
    return Prose(bare, [f"{one[0].upper()}{one[1:]}." for one in bare], words)


def _sentences(tokens: list[str], lengths: list[int]) -> Iterator[str]:
    start = 0
    for length in lengths:
        words = tokens[start : start + length]
        start += length
        if length > 14:  # long ones have a comma
            words[length // 2] += ","
        yield " ".join(words)


def _weighted(language: str, words: list[str]) -> Iterator[tuple[str, float]]:
    """Yield all that sentences are drawn from, each with its share."""
    parts = _FUNCTION_WORDS[language].split()
    total = sum(map(int, parts[1::2]))
    for word, share in zip(parts[::2], parts[1::2], strict=True):
        yield word, _FUNCTION_SHARE * int(share) / total
    for number in _NUMBERS:
        yield number, _NUMBER_SHARE / len(_NUMBERS)
    whole = sum(1 / (rank + _FLATTER) for rank in range(len(words)))
    for rank, word in enumerate(words):
        share = (1 - _FUNCTION_SHARE - _NUMBER_SHARE) / (rank + _FLATTER) / whole
        if language == "fr" and word[0] in "aeiouéo":
            yield f"l’{word}", 0.2 * share
            yield f"d’{word}", 0.2 * share
            share *= 0.6
        yield word, share


def _content_words(language: str, chance: random.Random) -> list[str]:
    """Return the vocabulary by rank, short words before long ones on the whole; a word's forms lie far apart."""
    taken = set(_FUNCTION_WORDS[language].split())
    words: list[list[str]] = []
    while len(words) < FORMS // 3:
        root = _root(chance, chance.choice((1, 1, 2, 2, 2, 3)))
        forms = [root + ending for ending in chance.choice(_ENDINGS[language])]
        if taken.isdisjoint(forms) and len(forms[0]) > 3:
            taken.update(forms)
            words.append(forms)
    by_length = sorted(words, key=lambda forms: len(forms[0]) + chance.gauss(0, 1.5))
    return [forms[which] for which in range(3) for forms in by_length]


def _root(chance: random.Random, syllables: int) -> str:
    root = "" if chance.random() < 0.85 else chance.choice("aeoié")
    for _ in range(syllables):
        root += chance.choice(_ONSETS) + chance.choice(_VOWELS)
    return root + chance.choice(("", "l", "r", "n", "t"))
