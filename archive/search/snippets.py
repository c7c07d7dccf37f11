"""What a list shows of an article that a search found: the sentence that matches best, and what to mark in it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.lib.words import sentences
from archive.search.analysis import Token, analyse, pieces_with, tokens, whole_tokens
from archive.search.tree import Phrase, Query, Word, worded

LONGEST = 320  # characters of a snippet
_BEFORE = 80  # characters kept before the first mark, where a sentence is cut
_LONGEST_READ = 100_000  # characters; who looks further opens the article
_LONGEST_SENTENCE = 4 * LONGEST  # what is longer is looked at in stretches of this length, each by half over the next
_ELLIPSIS = "…"
_PARAGRAPH = "\n\n"
_PIECE = re.compile(r"\S+")
_SPACES = re.compile(r"[ \t\n\r\f\v]+")  # but those that keep a line from breaking: they are typography

Range = tuple[int, int]


@dataclass(frozen=True)
class Snippet:
    """A piece of a text and the ranges (end excluded) of the words in it that were asked for."""

    text: str
    marks: tuple[Range, ...] = ()


@dataclass(frozen=True)
class _Best:
    """A stretch of a text with how many of the terms it answers; `before` and `after`: its sentence goes on there."""

    text: str = ""
    answered: int = 0
    before: bool = False
    after: bool = False


def marks(text: str, language: str, query: Query | None, column: str = "") -> tuple[Range, ...]:
    """Return where `text` has the wanted words and phrases of `query`, in order, apart from each other.

    `column` says what the text is: "title" or "byline" for those, for which some words may be meant alone.
    """
    terms = _terms(query, column)
    words = frozenset(choice for term in terms if isinstance(term, Word) for choice in term.choices)
    places = list(_word_places(text, language, words)) if words else []
    phrases = [term.words for term in terms if isinstance(term, Phrase)]
    if phrases:
        found = list(tokens(text, language))
        places += [place for phrase in phrases for place in _phrase_places(found, phrase)]
    merged: list[Range] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def snippet(texts: Sequence[str], language: str, query: Query | None) -> Snippet:
    """Return the sentence of `texts` (lead, text: those that a reader may see) with most of the wanted terms, marked.

    Of equals the first; where there is none, or nothing was asked, the beginning.
    """
    looker = _Looker(_terms(query, ""), language)
    best = _Best()
    for text in texts if looker.tokens else ():
        best = looker.best(text[:_LONGEST_READ], best)
    if not best.answered:
        return Snippet(_beginning(next((text for text in texts if text.strip()), "")))
    return _cut(best, language, query)


def _terms(query: Query | None, column: str) -> list[Word | Phrase]:
    """Return the terms that `query` looks for in such a text."""
    return [term for term in worded(query.terms) if term.column in ("", column)] if query else []


def _word_places(text: str, language: str, words: frozenset[str]) -> Iterator[Range]:
    for piece, _ in pieces_with(text, language, words):
        inner = [
            (token.start, token.end)
            for some in (tokens(piece, language), whole_tokens(piece, language))
            for token in some
            if token.stem in words or token.word in words
        ]
        for match in _PIECE.finditer(text) if inner else ():
            if match.group() == piece:
                yield from ((match.start() + start, match.start() + end) for start, end in inner)


def _phrase_places(found: Sequence[Token], words: Sequence[str]) -> Iterator[Range]:
    length = len(words)
    for place in range(len(found) - length + 1):
        if all(found[place + step].word == word for step, word in enumerate(words)):
            yield found[place].start, found[place + length - 1].end


@dataclass
class _Looker:
    """Looks for terms in texts, word by word only where one of them can be.

    Each term has a bit. `tokens` are what answers words, `exact` the words of phrases, each with the bits of its terms;
    a phrase is answered by words that stand side by side, and can be where a text has all of them.
    """

    terms: Sequence[Word | Phrase]
    language: str
    tokens: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each term its bit, and each word of a phrase one more."""
        self.phrases: list[tuple[int, int, str]] = []
        next_bit = 1 << len(self.terms)
        for place, term in enumerate(self.terms):
            if isinstance(term, Word):
                for choice in term.choices:
                    self.tokens[choice] = self.tokens.get(choice, 0) | 1 << place
                continue
            needed = 0
            for word in dict.fromkeys(term.words):
                self.tokens[word] = self.tokens.get(word, 0) | next_bit
                needed |= next_bit
                next_bit <<= 1
            self.phrases.append((1 << place, needed, _running(term.words)))
        self.words = (1 << len(self.terms)) - 1
        self.sought = frozenset(self.tokens)

    def best(self, text: str, best: _Best) -> _Best:
        """Return the first stretch of `text` that answers more terms than `best`, or `best`."""
        for paragraph in text.split(_PARAGRAPH):
            if best.answered == len(self.terms):
                break
            bits = {piece: self.bits(forms) for piece, forms in pieces_with(paragraph, self.language, self.sought)}
            held = 0
            for some in bits.values():
                held |= some
            if self.most(held) <= best.answered:
                continue
            for stretch, before, after in _stretches(paragraph):
                answered = self.answered(stretch, bits, best.answered)
                if answered > best.answered:
                    best = _Best(stretch, answered, before, after)
        return best

    def bits(self, forms: Sequence[str]) -> int:
        """Return what a piece with these forms answers."""
        held = 0
        for form in forms:
            held |= self.tokens.get(form, 0)
        return held

    def most(self, held: int) -> int:
        """Return how many terms can be answered at the most where a text has these bits."""
        answered = held & self.words
        for bit, needed, _ in self.phrases:
            if held & needed == needed:
                answered |= bit
        return answered.bit_count()

    def answered(self, stretch: str, bits: dict[str, int], least: int) -> int:
        """Return how many terms the stretch answers; no more than `least` may be told too high."""
        held = 0
        for piece in stretch.split():
            held |= bits.get(piece, 0)
        most = self.most(held)
        if most <= least or not self.phrases:
            return most
        answered = held & self.words
        running = _running(analyse(stretch, "").words)
        for bit, _, words in self.phrases:
            if words in running:
                answered |= bit
        return answered.bit_count()


def _running(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _stretches(paragraph: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield the sentences, long ones in stretches, and whether the sentence goes on before and after."""
    for start, end in sentences(paragraph):
        place = start
        while end - place > _LONGEST_SENTENCE:
            stop = paragraph.find(" ", place + _LONGEST_SENTENCE, end)
            if stop < 0:
                break
            yield paragraph[place:stop], place > start, True
            place = paragraph.rfind(" ", place, place + _LONGEST_SENTENCE // 2) + 1 or stop + 1
        yield paragraph[place:end], place > start, False


def _beginning(text: str) -> str:
    text = _SPACES.sub(" ", text[: 4 * LONGEST].strip())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} {_ELLIPSIS}"


def _cut(best: _Best, language: str, query: Query | None) -> Snippet:
    """Return the sentence, or where it is long the part of it around the first mark."""
    sentence = _SPACES.sub(" ", best.text)
    places = marks(sentence, language, query)
    start, end = 0, len(sentence)
    if len(sentence) > LONGEST:
        start = max(0, places[0][0] - _BEFORE) if places else 0
        if start:
            start = sentence.find(" ", start, places[0][0]) + 1 or places[0][0]
        end = min(len(sentence), start + LONGEST)
        if end < len(sentence):
            end = max(sentence.rfind(" ", start, end), min(places[0][1], end) if places else 0, start + 1)
    before = f"{_ELLIPSIS} " if start or best.before else ""
    after = f" {_ELLIPSIS}" if end < len(sentence) or best.after else ""
    shift = len(before) - start
    kept = tuple((max(s, start) + shift, min(e, end) + shift) for s, e in places if s < end and e > start)
    return Snippet(f"{before}{sentence[start:end]}{after}", kept)
