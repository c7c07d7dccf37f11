"""Words of a text: folded with a map back to the exact characters, cut into sentences, stemmed."""

import unicodedata
from array import array
from dataclasses import dataclass

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ′`´"), "'")


@dataclass(frozen=True)
class Folded:
    """A folded text, and for each of its characters (and its end) the index in the original text."""

    text: str
    places: array

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where folded characters `start` to `end` (excluded) stand in the original text."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


def fold(text: str) -> Folded:
    """Return `text` without case, accents and typographic variants, hyphens and spaces alike, with its map back."""
    characters: list[str] = []
    places = array("l")
    for index, character in enumerate(text):
        for folded in _fold_character(character):
            if folded == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(folded)
            places.append(index)
    while characters and characters[-1] == " ":
        characters.pop()
        places.pop()
    places.append(len(text))
    return Folded("".join(characters), places)


def _fold_character(character: str) -> str:
    plain = character.translate(_APOSTROPHES).casefold()
    plain = {"œ": "oe", "æ": "ae", "ß": "ss"}.get(plain, plain)
    if plain.isspace() or unicodedata.category(plain[0]) == "Pd":
        return " "
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(part for part in decomposed if not unicodedata.combining(part))
