"""Names in a text: one pass over it for all name forms of the archive. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.lib.words import Folded, fold
from archive.mentions.forms import (
    Pattern,
    add_form,
    bare_family_names,
    bordered,
    capitals_fit,
    full_names,
    is_near,
    only_given_names,
)
from archive.mentions.lexicon import (
    DETERMINERS,
    FAMILY_BEFORE,
    FOREIGN_PARTICLES,
    GIVEN_NAMES,
    HONORIFICS,
    MONTHS_AND_DAYS,
    OPENERS,
    SUFFIXES,
)
from archive.mentions.surroundings import Place, Token, folded_word

_MOST_SUGGESTED = 5  # a family name that more people than these bear suggests nobody
_BEFORE_PLACES = frozenset({"in", "en", "near"})
_LINE_BREAK = re.compile(r"[-‐¬\xad][^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
# What the word before makes of a name: nothing; perhaps a part of a longer one; a part of somebody else's; no name.
_FREE, _DOUBTFUL, _OTHER, _NOBODY = "free", "doubtful", "other", "nobody"
_WINDOW = 80  # characters beside a word cut in two that are looked at


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
    """A place and who may be meant there; `firm` where nothing beside it speaks against it.

    `near` are the people whose given name is misspelt there, each with the name as it should be. `other`: a family name
    that belongs to the name of somebody else, whom the archive does not know.
    """

    place: Place
    pattern: Pattern
    firm: bool
    near: tuple[tuple[int, str], ...] = ()
    other: bool = False


class NameMatcher:
    """Finds the people of the archive in a text; built once for many texts."""

    def __init__(self, names: Iterable[Name], given_names: Iterable[str] = ()) -> None:
        """Take every person of the archive; or some of them, and the given names of the others."""
        self.names = tuple(names)
        patterns: dict[str, Pattern] = {}
        for name in self.names:
            _enter(patterns, name)
        self._patterns = list(patterns.values())
        # With its border at both ends no pattern fits inside a word, so that none hides a shorter one that fits.
        self._automaton = AhoCorasick([f" {text} " for text in patterns], matchkind=MatchKind.Standard)
        self._families = {text for text, pattern in patterns.items() if pattern.surname}
        self._given = {name.person: name.given for name in self.names if name.given and name.family}
        self._given_names = only_given_names([*self._given.values(), *given_names]) | GIVEN_NAMES

    def match(self, title: str, text: str) -> list[Match]:
        """Return the places where people are named, in order of field (title first) and start."""
        readings = [("title", reading) for reading in self._readings(title)]
        readings += [("text", reading) for reading in self._readings(text)]
        linked: set[int] = set()
        doubtful: set[int] = set()
        for _, reading in readings:
            people = reading.pattern.strong
            (linked if reading.firm and len(people) == 1 else doubtful).update(people)
        doubtful -= linked
        found: list[Match] = []
        hidden: set[int] = set()  # whose family name was last borne by somebody else
        for field, reading in readings:
            if reading.other:
                hidden |= reading.pattern.surname.keys()
                continue
            hidden -= reading.pattern.strong.keys()
            for person, evidence, reason, strong in _people(reading, linked, doubtful):
                links = strong and not (reason == "surname" and person in hidden)
                found.append(Match(person, field, reading.place.start, reading.place.end, evidence, reason, links))
        return found

    # Where a pattern stands

    def _readings(self, text: str) -> list[_Reading]:
        found: list[_Reading] = []
        without_capitals = None
        for start, end, pattern in self._hits(text):
            if without_capitals is None:
                without_capitals = text == text.lower()
            if pattern.words > 1 or pattern.lower or without_capitals or not text[start].islower():
                reading = self._read(Place(text, start, end), pattern, pattern.lower or without_capitals)
                if reading is not None:
                    found.append(reading)
        return _without_overlaps(found)

    def _hits(self, text: str) -> Iterator[tuple[int, int, Pattern]]:
        """Yield every place where a pattern stands between word borders, in the original's places."""
        folded = fold(text)
        for start, end, pattern in self._find(folded):
            yield (*folded.original(start, end), pattern)
        if "\n" in text:
            for cut in _LINE_BREAK.finditer(text):
                if text[cut.start() - 1 : cut.start()].isalpha():
                    yield from self._hits_across(text, cut.start(), cut.end())

    def _find(self, folded: Folded) -> Iterator[tuple[int, int, Pattern]]:
        padded = f" {bordered(folded.text)} "
        for index, start, end in self._automaton.find_matches_as_indexes(padded, overlapping=True):
            yield start, end - 2, self._patterns[index]

    def _hits_across(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, Pattern]]:
        """Yield the patterns in a word that a hyphen (`start`) and a line's end (to `end`) cut in two."""
        begin = max(0, start - _WINDOW)
        before, after = text[begin:start], text[end : end + _WINDOW]
        folded = fold(before + after)
        for left, right, pattern in self._find(folded):
            first, last = folded.original(left, right)
            if first < len(before) < last:
                yield begin + first, last - len(before) + end, pattern

    # What stands beside it

    def _read(self, place: Place, pattern: Pattern, any_case: bool) -> _Reading | None:
        fit = capitals_fit(place.words, any_case)
        if fit is False or place.is_broken or not place.elision_fits or place.is_in_address:
            return None
        if self._is_half_of_compound(place):
            return None
        firm = fit is True and not place.is_named_after
        if pattern.words > 1 and (pattern.strong or not pattern.surname):
            return _Reading(place, pattern, firm and not self._has_other_given_name(place))
        if not firm and not pattern.strong:
            return None
        return self._read_short(_Reading(place, pattern, firm))

    def _read_short(self, reading: _Reading) -> _Reading | None:
        """Read a single word, or a bare family name, which the words beside it may make part of another name."""
        place = reading.place
        if place.before and place.before[0].is_capital and reading.pattern.surname:
            extended = self._with_initials(reading) or self._with_near_given_name(reading)
            if extended is not None:
                return extended
        if self._is_followed_by_name(place) or place.is_date or place.proves_nothing:
            return None
        judged = self._judge_before(place)
        if judged == _OTHER and reading.pattern.surname:
            return _Reading(place, Pattern(surname=reading.pattern.surname), False, other=True)
        if judged in (_OTHER, _NOBODY) or (
            judged == _DOUBTFUL and not (reading.pattern.strong or reading.pattern.surname)
        ):
            return None
        return _Reading(place, reading.pattern, reading.firm and judged == _FREE)

    def _with_near_given_name(self, reading: _Reading) -> _Reading | None:
        """Return the reading of a family name with the misspelt given name before it."""
        token = reading.place.before[0]
        people = reading.pattern.surname
        if token.folded in {folded_word(self._given.get(person, "")) for person in people}:
            return None
        near = tuple(
            (person, f"{self._given[person]} {family}")
            for person, family in people.items()
            if person in self._given and is_near(token.folded, self._given[person])
        )
        if not near:
            return None
        return _Reading(Place(reading.place.text, token.start, reading.place.end), reading.pattern, False, near)

    def _with_initials(self, reading: _Reading) -> _Reading | None:
        """Return the reading of a family name with initials before it, and the given name before these."""
        before, people = reading.place.before, reading.pattern.surname
        initials = _initials(before)
        if not initials:
            return None
        rest = before[len(initials) :]
        if rest and rest[0].is_capital:
            full = {person: family for person, family in people.items() if self._first(person) == rest[0].folded}
            if full:
                strong = {person: f"{self._given[person]} {family}" for person, family in full.items()}
                place = Place(reading.place.text, rest[0].start, reading.place.end)
                return _Reading(place, Pattern(strong=strong), reading.firm)
        fitting = {p: family for p, family in people.items() if self._first(p)[:1] == initials[-1].folded}
        if not fitting or (initials[-1].is_title and len(fitting) < len(people)):
            return None  # M. Moreau is a Monsieur, unless every Moreau is a Marie
        place = Place(reading.place.text, initials[-1].start, reading.place.end)
        return _Reading(place, Pattern(surname=fitting), reading.firm)

    def _first(self, person: int) -> str:
        """Return the first word of the person's given name, folded."""
        return folded_word(self._given.get(person, "")).partition(" ")[0]

    def _is_half_of_compound(self, place: Place) -> bool:
        """Tell whether a hyphen joins the place to another part of the same name (Altman-Smith, not pro-Altman)."""
        beside = [*place.before[:1], *([place.after] if place.after else [])]
        return any(token.is_joined and token.is_capital and token.folded not in self._families for token in beside)

    def _has_other_given_name(self, place: Place) -> bool:
        """Tell whether a given name stands before a full name, which makes it that of somebody else."""
        if not place.before or not place.before[0].is_capital:
            return False
        token = place.before[0]
        return token.is_acronym == place.words.isupper() and self._is_given_name(token.text)

    def _is_given_name(self, words: str) -> bool:
        return not self._given_names.isdisjoint(folded_word(words).split(" "))

    def _is_followed_by_name(self, place: Place) -> bool:
        """Tell whether a capitalised word follows that makes the place the first part of another name."""
        after = place.after
        if after is None or not after.is_capital or after.is_acronym or place.capitals:
            return False
        may_end_line = "\n" in after.gap and not self._is_given_name(place.words)
        return not (may_end_line or after.is_joined or after.folded in SUFFIXES | MONTHS_AND_DAYS | OPENERS)

    def _judge_before(self, place: Place) -> str:
        """Tell what the word before makes of a family name or a name of one word."""
        if not place.before:
            return _FREE
        token = place.before[0]
        if token.folded in FOREIGN_PARTICLES or token.folded in FAMILY_BEFORE:
            return _NOBODY
        if not token.is_capital or token.is_title or token.is_joined or token.text.endswith(("'s", "’s")):
            return _FREE
        if token.is_initial:
            return _OTHER
        return self._judge_capital(place, token)

    def _judge_capital(self, place: Place, token: Token) -> str:
        """Tell the same of a capitalised word, which may be a given name."""
        if token.folded in MONTHS_AND_DAYS or (token.is_acronym and not place.words.isupper()):
            return _FREE
        if place.text[max(0, token.start - 2) : token.start].lower() in ("l'", "l’"):
            return _FREE
        further = place.before[1] if len(place.before) > 1 else None
        if further and further.folded in DETERMINERS and not further.gap.startswith("."):
            return _FREE
        opens = Place(place.text, token.start, token.end).opens_sentence
        if opens and token.folded in OPENERS:
            return _FREE
        if self._is_given_name(token.text):
            return _OTHER
        if place.capitals or place.is_common_in_text(token.text):
            return _FREE
        return _DOUBTFUL if opens else _OTHER


def _people(reading: _Reading, linked: set[int], doubtful: set[int]) -> Iterator[tuple[int, str, str, bool]]:
    """Yield who is meant, by which form, by which rule, and whether it links; `linked` are named in the article."""
    pattern = reading.pattern
    if reading.near:
        yield from ((person, form, "variant", False) for person, form in reading.near)
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
        if named or (len(people) <= _MOST_SUGGESTED and _may_stand_alone(reading.place)):
            yield from ((person, pattern.surname[person], "surname", False) for person in people)


def _may_stand_alone(place: Place) -> bool:
    """Tell whether a family name may name somebody whom the article names nowhere in full.

    A given name on its own is somebody's given name, after "in" stands a place, and in capitals any word looks so.
    """
    nearest = place.before[0] if place.before else None
    if nearest and nearest.is_title:
        return True
    if nearest and nearest.folded in _BEFORE_PLACES:
        return False
    return folded_word(place.words) not in GIVEN_NAMES and place.capitals != "all"


def _enter(patterns: dict[str, Pattern], name: Name) -> None:
    """Enter all that `name` may be written as; what is stored goes before what is derived."""
    for form in name.strong:
        add_form(patterns, "strong", name.person, form)
    for form in name.weak:
        add_form(patterns, "weak", name.person, form)
    weak = {fold(form).text for form in name.weak}
    for form in full_names(name.given, name.family):
        if form not in name.strong and fold(form).text not in weak:
            add_form(patterns, "strong", name.person, form)
    for family in bare_family_names(name.family):
        add_form(patterns, "surname", name.person, family)


def _without_overlaps(readings: list[_Reading]) -> list[_Reading]:
    """Return the longest of the readings that overlap, the first where they are equally long, in order of start."""
    taken: list[tuple[int, int, _Reading]] = []  # in order; none overlaps another
    for reading in sorted(readings, key=lambda reading: (reading.place.start - reading.place.end, reading.place.start)):
        start, end = reading.place.start, reading.place.end
        index = bisect_left(taken, start, key=itemgetter(0))
        fits_before = index == 0 or taken[index - 1][1] <= start
        if fits_before and (index == len(taken) or end <= taken[index][0]):
            taken.insert(index, (start, end, reading))
    return [reading for _, _, reading in taken]


def _initials(before: list[Token]) -> list[Token]:
    """Return the initials directly before a name, the nearest first."""
    found: list[Token] = []
    for token in before:
        if not token.is_initial:
            break
        found.append(token)
    if len(found) > 1 and found[-1].folded in HONORIFICS:
        found.pop()  # M. F. Honegger
    return found
