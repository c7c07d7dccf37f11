"""Names in a text: one pass over it for all name forms of the archive. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.lib.near import one_edit
from archive.lib.words import fold
from archive.mentions.forms import Pattern, add_form, bordered, capitals_fit, full_names, only_given_names
from archive.mentions.lexicon import (
    BEFORE_MONTHS,
    COMMON_WORDS,
    DETERMINERS,
    FOREIGN_PARTICLES,
    HONORIFICS,
    MONTHS_AND_DAYS,
    NAMED_AFTER_AFTER,
    NAMED_AFTER_BEFORE,
    OPENERS,
    ROLES,
    SUFFIXES,
)
from archive.mentions.surroundings import (
    Token,
    capitals,
    elision_fits,
    is_broken,
    opens_sentence,
    token_after,
    tokens_before,
)

_MOST_SUGGESTED = 5  # a family name that more people than these bear suggests nobody
_LINE_BREAK = re.compile(r"(?<=[^\W\d_])[-‐¬\xad][^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
_WINDOW = 80
_SHORTEST_VARIANT = 4
_ALIKE = {frozenset(pair) for pair in ("ck", "iy", "sz", "kq", "jy", "vw", "uv", "ij")}


@dataclass(frozen=True)
class Name:
    """A person as the matcher knows them: the row's id, the parts of the name, and the stored forms.

    `strong` and `weak` hold the stored name forms as written.
    """

    person: int
    given: str = ""
    family: str = ""
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A place in an article that tells of a person or event.

    `target` is the row's id, `field` "title" or "text", `start` and `end` (excluded) count code points. `evidence` is
    the form or cue; `reason` names the rule ("form", "surname", "variant", "cue", "day", "day-without-year", ...).
    """

    target: int
    field: str
    start: int
    end: int
    evidence: str
    reason: str
    strong: bool


@dataclass(frozen=True)
class _Reading:
    """A place and who may be meant there. `firm`: nothing beside it speaks against it."""

    field: str
    start: int
    end: int
    pattern: Pattern
    firm: bool
    variants: tuple[tuple[int, str], ...] = ()
    initial: str = ""


class NameMatcher:
    """Finds the people of the archive in a text; built once for many texts."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take every person of the archive."""
        self.names = tuple(names)
        patterns: dict[str, Pattern] = {}
        for name in self.names:
            _enter(patterns, name)
        self._patterns = list(patterns.values())
        self._automaton = AhoCorasick([f" {text} " for text in patterns], matchkind=MatchKind.Standard)
        self._families = {text for text, pattern in patterns.items() if pattern.surname}
        with_both = [name for name in self.names if name.given and name.family]
        self._given = {name.person: fold(name.given).text for name in with_both}
        self._written_given = {name.person: name.given for name in with_both}
        self._given_names = only_given_names(name.given for name in self.names if name.family)

    def match(self, title: str, text: str) -> list[Match]:
        """Return the places where people are named, in order of field (title first) and start."""
        readings = [*self._readings("title", title), *self._readings("text", text)]
        linked: set[int] = set()
        doubtful: set[int] = set()
        for reading in readings:
            people = reading.pattern.strong
            (linked if reading.firm and len(people) == 1 else doubtful).update(people)
        return [match for reading in readings for match in self._matches(reading, linked, doubtful - linked)]

    # Places

    def _readings(self, field: str, text: str) -> list[_Reading]:
        found = [
            reading
            for start, end, pattern in self._hits(text)
            if (reading := self._read(field, text, start, end, pattern)) is not None
        ]
        return _without_overlaps(found)

    def _hits(self, text: str) -> Iterator[tuple[int, int, Pattern]]:
        """Yield every place where a pattern stands between word borders, in the original's places."""
        folded = fold(text)
        for index, start, end in self._find(folded.text):
            yield (*folded.original(start, end), self._patterns[index])
        for line_break in _LINE_BREAK.finditer(text):
            yield from self._hits_across(text, line_break.start(), line_break.end())

    def _find(self, folded: str) -> Iterator[tuple[int, int, int]]:
        for index, start, end in self._automaton.find_matches_as_indexes(f" {bordered(folded)} ", overlapping=True):
            yield index, start, end - 2

    def _hits_across(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, Pattern]]:
        """Yield the patterns in a word that a hyphen (`start`) and a line's end (to `end`) cut in two."""
        begin = max(0, start - _WINDOW)
        before, after = text[begin:start], text[end : end + _WINDOW]
        folded = fold(before + after)
        for index, left, right in self._find(folded.text):
            first, last = folded.original(left, right)
            if first < len(before) < last:
                yield begin + first, last - len(before) + end, self._patterns[index]

    # What stands around a place

    def _read(self, field: str, text: str, start: int, end: int, pattern: Pattern) -> _Reading | None:
        words = _LINE_BREAK.sub("", text[start:end])
        if not (words[0].isupper() or pattern.lower or pattern.words > 1 or not words[0].isalpha()):
            return None
        fit = capitals_fit(words, pattern.lower or text == text.lower())
        if fit is False or is_broken(words) or not elision_fits(text, start) or _in_address(text, start, end):
            return None
        before, after = tokens_before(text, start), token_after(text, end)
        if _is_half_of_compound(text, before, after, self._families):
            return None
        firm = fit is True and not _is_named_after(before, after, text, start)
        if pattern.words > 1 and not (pattern.surname and not pattern.strong):
            if before and self._is_other_given_name(text, before):
                firm = False
            return _Reading(field, start, end, pattern, firm)
        return self._read_short(_Reading(field, start, end, pattern, firm), text, before, after)

    def _read_short(self, reading: _Reading, text: str, before: list[Token], after: Token | None) -> _Reading | None:
        """Read a single word, or a bare family name, which the words beside it may make part of another name."""
        if not reading.firm and not reading.pattern.strong:
            return None
        if before and before[0].is_capital:
            extended = self._with_given_name(reading, text, before)
            if extended is not None:
                return extended
        if self._belongs_to_other_name(text, before, after):
            return None
        word = fold(text[reading.start : reading.end]).text
        if _is_date(word, text, reading.start, reading.end, before):
            return None
        if _proves_nothing(word, text, reading.start, before):
            return None
        return reading

    def _with_given_name(self, reading: _Reading, text: str, before: list[Token]) -> _Reading | None:
        """Return the reading of a family name with the initials or the misspelt given name before it."""
        people = reading.pattern.surname
        if not people:
            return None
        initials = _initials(before)
        if initials and not (len(initials) == 1 and initials[0].folded in HONORIFICS):
            return self._with_initials(reading, before, initials)
        known = {self._given.get(person, "") for person in people}
        if before[0].folded in known:
            return None
        near = tuple(
            (person, f"{self._written_given[person]} {family}")
            for person, family in people.items()
            if _is_near(before[0].folded, self._given.get(person, ""))
        )
        if not near:
            return None
        return _Reading(reading.field, before[0].start, reading.end, reading.pattern, False, near)

    def _with_initials(self, reading: _Reading, before: list[Token], initials: list[Token]) -> _Reading | None:
        first = initials[-1]
        letters = "".join(token.folded for token in reversed(initials))
        rest = before[len(initials) :]
        people = reading.pattern.surname
        if rest and rest[0].is_capital:
            full = {p: f for p, f in people.items() if self._given.get(p, "").split(" ")[0] == rest[0].folded}
            if full:
                strong = {person: f"{self._written_given[person]} {family}" for person, family in full.items()}
                return _Reading(
                    reading.field, rest[0].start, reading.end, Pattern(strong=strong, words=3), reading.firm
                )
        fitting = {p: f for p, f in people.items() if self._given.get(p, "").startswith(letters[0])}
        if not fitting:
            return None
        pattern = Pattern(surname=fitting)
        return _Reading(reading.field, first.start, reading.end, pattern, reading.firm, initial=letters)

    def _belongs_to_other_name(self, text: str, before: list[Token], after: Token | None) -> bool:
        if after and after.is_capital and not after.is_acronym and not capitals(text, after.start):
            return after.folded not in SUFFIXES and after.folded not in MONTHS_AND_DAYS
        if not before:
            return False
        token = before[0]
        if token.folded in FOREIGN_PARTICLES:
            return True
        if not token.is_capital or token.folded in HONORIFICS or token.folded in ROLES:
            return False
        if token.is_initial:
            return True
        return not self._is_no_name(text, before)

    def _is_no_name(self, text: str, before: list[Token]) -> bool:
        """Tell whether the capitalised word before a name is no part of a name."""
        token = before[0]
        if token.text.endswith(("'s", "’s")) or token.folded in MONTHS_AND_DAYS:
            return True
        written = capitals(text, token.start)
        if written or token.is_acronym:
            return token.folded not in self._given_names
        if len(before) > 1 and before[1].folded in DETERMINERS and not before[1].is_capital:
            return True
        if token.start and text[token.start - 1] in "'’" and not token.gap.startswith("-"):
            return True
        return opens_sentence(text, token.start) and token.folded in OPENERS

    def _is_other_given_name(self, text: str, before: list[Token]) -> bool:
        token = before[0]
        if not token.is_capital or token.folded not in self._given_names:
            return False
        return not opens_sentence(text, token.start) or token.folded not in OPENERS

    # Who is meant

    def _matches(self, reading: _Reading, linked: set[int], doubtful: set[int]) -> Iterator[Match]:
        for person, evidence, reason, strong in self._people(reading, linked, doubtful):
            yield Match(person, reading.field, reading.start, reading.end, evidence, reason, strong)

    def _people(self, reading: _Reading, linked: set[int], doubtful: set[int]) -> Iterator[tuple[int, str, str, bool]]:
        pattern = reading.pattern
        if reading.variants:
            yield from ((person, form, "variant", False) for person, form in reading.variants)
            return
        named = [person for person in pattern.surname if person in linked or person in doubtful]
        if len(named) == 1 and named[0] in linked and named[0] not in pattern.strong:
            yield named[0], pattern.surname[named[0]], "surname", reading.firm
        elif len(pattern.strong) == 1:
            person, form = next(iter(pattern.strong.items()))
            yield person, form, "form", reading.firm
        elif pattern.strong:
            yield from ((person, form, "homonym", False) for person, form in pattern.strong.items())
        else:
            yield from ((person, form, "weak", False) for person, form in pattern.weak.items())
            people = [person for person in named or pattern.surname if person not in pattern.weak]
            if len(people) <= _MOST_SUGGESTED:
                yield from ((person, pattern.surname[person], "surname", False) for person in people)


def _enter(patterns: dict[str, Pattern], name: Name) -> None:
    """Enter all that `name` may be written as; what is stored goes before what is derived."""
    for form in name.strong:
        add_form(patterns, "strong", name.person, form)
    for form in name.weak:
        add_form(patterns, "weak", name.person, form)
    weak = {fold(form).text for form in name.weak}
    for form in full_names(name.given, name.family):
        if fold(form).text not in weak:
            add_form(patterns, "strong", name.person, form)
    if name.family:
        add_form(patterns, "surname", name.person, name.family)


def _without_overlaps(readings: list[_Reading]) -> list[_Reading]:
    """Return the longest of the readings that overlap, the first where they are equally long, in order of start."""
    taken: list[_Reading] = []
    ends: dict[int, int] = {}
    for reading in sorted(readings, key=lambda reading: (reading.start - reading.end, reading.start)):
        places = range(reading.start, reading.end)
        if not any(place in ends for place in places):
            ends |= dict.fromkeys(places, reading.end)
            taken.append(reading)
    return sorted(taken, key=lambda reading: reading.start)


def _in_address(text: str, start: int, end: int) -> bool:
    """Tell whether the place lies within a web or mail address, or behind a @ or #."""
    begin = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    before = text[begin:start]
    return "@" in before or "://" in before or "www." in before or text[end : end + 1] == "@" or before.endswith("#")


def _is_half_of_compound(text: str, before: list[Token], after: Token | None, families: set[str]) -> bool:
    """Tell whether a hyphen joins the place to another part of the same name (Altman-Smith, not pro-Altman)."""
    if before and before[0].gap.startswith("-") and before[0].is_capital and before[0].folded not in families:
        return True
    return bool(after and after.gap.startswith("-") and after.is_capital and after.folded not in families)


def _is_named_after(before: list[Token], after: Token | None, text: str, start: int) -> bool:
    """Tell whether the words beside say that a street, a prize or a company bears the name."""
    if after and after.is_capital and after.folded in NAMED_AFTER_AFTER:
        return True
    for token in before[:2]:
        if token.folded in NAMED_AFTER_BEFORE:
            return True
        if token.folded not in {"de", "du", "of"}:
            return False
    return False


def _initials(before: list[Token]) -> list[Token]:
    """Return the initials directly before a name, the nearest first."""
    found: list[Token] = []
    for token in before:
        if not token.is_initial:
            break
        found.append(token)
    return found


def _is_near(word: str, given: str) -> bool:
    """Tell whether `word` may be a slip for the `given` name; other short names are names of their own."""
    first = given.split(" ")[0]
    if min(len(word), len(first)) < _SHORTEST_VARIANT or not one_edit(word, first):
        return False
    if len(word) != len(first) or len(word) > _SHORTEST_VARIANT or sorted(word) == sorted(first):
        return True
    return {frozenset(pair) for pair in zip(word, first, strict=True) if pair[0] != pair[1]} <= _ALIKE


def _is_date(word: str, text: str, start: int, end: int, before: list[Token]) -> bool:
    """Tell whether a name that is also a month's or a day's stands as that here."""
    if word not in MONTHS_AND_DAYS:
        return False
    if text[end : end + 3].strip(" ,")[:1].isdigit():
        return True
    return bool(before) and (before[0].text[0].isdigit() or before[0].folded in BEFORE_MONTHS)


def _proves_nothing(word: str, text: str, start: int, before: list[Token]) -> bool:
    """Tell whether the capital of `word` is that of any word in its place, and the word a common one."""
    if before and before[0].folded in HONORIFICS | ROLES:
        return False
    if not (opens_sentence(text, start) or capitals(text, start)):
        return False
    return word in COMMON_WORDS or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
