"""An article's words as they are put together, and where in them somebody is named or something told. Pure."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Happening:
    """An event as articles tell of it: its number, day, how many days its coverage lasts, people, cue and words."""

    number: int
    day: int
    lasts: float
    people: tuple[int, ...]
    cue: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """A place in an article that a mention rests on."""

    place: str
    start: int
    words: str
    reason: str


class Story:
    """An article's title and text as they are written, and where they tell of whom."""

    def __init__(self, title: str) -> None:
        """Take a sentence, of which the title is made."""
        self.title = title
        self.text = ""
        self.first = 0  # where the first paragraph ends
        self.people: dict[int, list[Evidence]] = {}
        self.event = -1
        self.told: list[Evidence] = []
        self._pieces: list[str] = []
        self._length = 0
        self._before = ""

    def add(self, sentence: str) -> int:
        """Add a sentence; returns where it begins."""
        start = self._length + len(self._before)
        self._pieces += (self._before, sentence)
        self._length = start + len(sentence)
        self._before = " "
        return start

    def end_paragraph(self) -> None:
        """Let the next sentence begin a paragraph."""
        self.first = self.first or self._length
        self._before = "\n\n"

    def finish(self, happening: Happening | None, named: list[str], chance: random.Random) -> None:
        """Write text and title: a third of the titles name somebody, and a quarter of those with an event its cue."""
        self.text = "".join(self._pieces)
        words = " ".join(self.title.split()[: chance.randint(5, 9)]).rstrip(",")
        draw = chance.random()
        if happening is not None and draw < 0.25:
            self.title = f"{happening.cue} : {words}"
            self.told.insert(0, Evidence("title", 0, self.title, "cue"))
        elif named and draw < 0.6:
            self.title = f"{named[0]} : {words}"
            self.people[next(iter(self.people))].insert(0, Evidence("title", 0, named[0], "form"))
        else:
            self.title = f"{words[0].upper()}{words[1:]}" + (f" {happening.words[0]}" if happening else "")
