"""How well people are found in news whose every mention of a person is marked, and how fast.

`python -m tests.benchmarks.linking FOLDER` takes a folder of `*.jsonl` files (one object a line: `id`, `text`, and
`mentions`, each with `start`, `end`, `text`, `type` "PER", `qid`, and where known `name` and `coref`).

The marked people of each set are entered as a librarian would who knows nothing but their names: the name that the set
gives, or else the fullest form under which the person is marked anywhere in the set, without titles, appositions and
line breaks; its last word with the small words before it is the family name, the words before are the given name, and
the whole is the one strong form. People without an identifier are not entered, and whoever is found in their place is
a mistake.
"""

import argparse
import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.lib.words import fold
from archive.mentions.lexicon import HONORIFICS, PARTICLES, ROLES, ROMAN_NUMBERS
from archive.mentions.matcher import Match, Name, NameMatcher

_APPOSITION = re.compile(r"\s*[,;:(]\s*")
_TITLE_WITH_NOISE = re.compile(r"^(M|MM|Mad|Mme|[A-Z])\s*[,;:»\".]+\s+")
_PREPOSITIONS = {"a", "en", "au", "aux", "dans", "pour", "sur", "in", "at", "for"}
_MOST_WORDS = 5
_SYLLABLES = ("ba", "ko", "ri", "len", "mar", "tou", "gi", "sel", "dor", "van", "pe", "lu", "ni", "sha", "kel", "bor")
_PEOPLE = 100_000


@dataclass(frozen=True)
class Mark:
    """A place where a person is marked; `named` is false for a pronoun or a description."""

    start: int
    end: int
    words: str
    entity: str
    name: str
    named: bool


@dataclass(frozen=True)
class Text:
    """A text with its marks."""

    id: str
    text: str
    marks: tuple[Mark, ...]


@dataclass
class Score:
    """What was found right, what was found, and what was to be found.

    `unmarked` are places of a person whom the text marks elsewhere, but not there: a set that marks only some of the
    places where people are named has many, which are no mistakes; in one that marks all, they are.
    """

    right: int = 0
    found: int = 0
    met: int = 0
    wanted: int = 0
    unmarked: int = 0
    failures: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return precision, recall and F1 as the columns of a table."""
        precision = self.right / self.found if self.found else 1.0
        recall = self.met / self.wanted if self.wanted else 1.0
        both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"{precision:9.3f} {recall:9.3f} {both:9.3f}  {self.found:6} {self.wanted:7} {self.unmarked:9}"


def read_set(path: Path) -> list[Text]:
    """Return the texts of one set."""
    return [_text(json.loads(line)) for line in path.read_text().splitlines() if line.strip()]


def _text(row: dict) -> Text:
    marks = [
        Mark(mark["start"], mark["end"], mark["text"], mark["qid"], mark.get("name") or "", not mark.get("coref"))
        for mark in row["mentions"]
        if mark["type"] == "PER" and mark["start"] < mark["end"]
    ]
    return Text(row["id"], row["text"], tuple(marks))


def names_of(texts: Iterable[Text]) -> tuple[list[Name], list[str]]:
    """Return the marked people as records, and their identifiers, by the number of the record."""
    written: dict[str, list[str]] = defaultdict(list)
    for mark in (mark for text in texts for mark in text.marks if mark.named and mark.entity != "NIL"):
        written[mark.entity].append(mark.name or plain_name(mark.words) or mark.words)
    names: list[Name] = []
    entities: list[str] = []
    for entity, forms in written.items():
        plain = [form for form in forms if len(form.split()) <= _MOST_WORDS] or forms
        fullest = max(plain, key=lambda form: (len(form.split()), len(form)))
        if fullest != fullest.lower():  # "judge", marked as a person, is nobody's name
            given, family = split_name(fullest)
            names.append(Name(len(names), given, family, (fullest,)))
            entities.append(entity)
    return names, entities


def plain_name(words: str) -> str:
    """Return the name in the marked `words`: no titles and functions before it, nothing that explains it after.

    "" where what is left does not look like a name.
    """
    words = _TITLE_WITH_NOISE.sub(r"\1. ", " ".join(words.split()).strip(" .,;:'\""))
    parts = [part for part in _APPOSITION.split(words) if part.strip()]
    titled = [part for part in parts if fold(part.split()[0]).text.strip(".") in HONORIFICS]
    found = [name for part in titled + parts if (name := _without_titles(part))]
    return found[0] if found else ""


def _without_titles(words: str) -> str:
    parts = words.split()
    while parts and (_is_no_name(parts[0]) or (len(parts) > 1 and parts[0].islower() and _is_no_name(parts[1]))):
        parts = parts[1:]  # M. le comte de …
    if not parts or len(parts) > _MOST_WORDS or fold(parts[0]).text in _PREPOSITIONS:
        return ""
    looks = all(part[0].isupper() or fold(part).text in PARTICLES for part in parts)
    return " ".join(parts) if looks and any(part[0].isupper() for part in parts) else ""


def _is_no_name(word: str) -> bool:
    plain = fold(word).text.strip(" .,;'\"°")
    return (word[0].islower() and plain not in PARTICLES) or plain in HONORIFICS or plain in ROLES or not plain


def split_name(name: str) -> tuple[str, str]:
    """Return given and family name; "" and the whole for a name of one word, with a comma or with a number."""
    parts = name.split()
    if "," in name or len(parts) < 2 or parts[-1].strip(".").lower() in ROMAN_NUMBERS or not parts[-1][0].isalpha():
        return "", name
    first = len(parts) - 1
    while first > 1 and fold(parts[first - 1]).text in PARTICLES:
        first -= 1
    if fold(parts[0]).text in PARTICLES and first == 1:
        return "", name
    return " ".join(parts[:first]), " ".join(parts[first:])


def compare(texts: list[Text]) -> dict[tuple[str, str], Score]:
    """Return the scores of links and spans, for what is linked alone and with what is suggested."""
    names, entities = names_of(texts)
    matcher = NameMatcher(names)
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for text in texts:
        found = matcher.match("", text.text)
        for kind, matches in (("linked", [match for match in found if match.strong]), ("linked or suggested", found)):
            _count_links(scores[kind, "links"], text, matches, entities)
            _count_spans(scores[kind, "spans"], text, matches, entities)
    return scores


def _count_links(score: Score, text: Text, matches: list[Match], entities: list[str]) -> None:
    known = set(entities)
    found = {entities[match.target] for match in matches}
    present = {mark.entity for mark in text.marks}
    wanted = {mark.entity for mark in text.marks if mark.named and mark.entity in known}
    score.right += len(found & present)
    score.found += len(found)
    score.met += len(found & wanted)
    score.wanted += len(wanted)


def _count_spans(score: Score, text: Text, matches: list[Match], entities: list[str]) -> None:
    known = set(entities)
    wanted = [mark for mark in text.marks if mark.named and mark.entity in known]
    present = {mark.entity for mark in text.marks}
    for match in matches:
        right = any(_is_at(match, mark, entities) for mark in wanted)
        score.right += right
        if not right:
            score.unmarked += entities[match.target] in present
            where = _shown(text.text, match.start, match.end)
            score.failures.append(f"wrong  {text.id}: {where} {match.evidence!r} {match.reason}")
    for mark in wanted:
        met = any(_is_at(match, mark, entities) for match in matches)
        score.met += met
        if not met:
            where = _shown(text.text, mark.start, mark.end)
            score.failures.append(f"missed {text.id}: {where} {mark.entity} {mark.name}")
    score.found += len(matches)
    score.wanted += len(wanted)


def _is_at(match: Match, mark: Mark, entities: list[str]) -> bool:
    return entities[match.target] == mark.entity and match.start < mark.end and mark.start < match.end


def _shown(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 30) : start]}[{text[start:end]}]{text[end : end + 30]}".replace("\n", "⏎")


def print_speed(texts: list[str]) -> None:
    """Print how fast texts are matched with many names in the archive, beside the automaton alone."""
    chance = random.Random(1)
    names = [_invented(person, chance) for person in range(_PEOPLE)]
    begun = time.process_time()
    matcher = NameMatcher(names)
    built = time.process_time() - begun
    folded = [fold(text).text for text in texts]
    forms = sorted({fold(form).text for name in names for form in name.strong})
    automaton = AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest)
    size = sum(len(text.encode()) for text in texts)
    ours = _fastest(lambda: [matcher.match("", text) for text in texts])
    folding = _fastest(lambda: [fold(text) for text in texts])
    raw = _fastest(lambda: [automaton.find_matches_as_indexes(text) for text in folded])
    print(f"\n{_PEOPLE:,} people ({len(forms):,} forms, built in {built:.1f} s), {size / 1e6:.2f} MB of text")
    print(f"matching with everything  {size / ours / 1e6:7.1f} MB/s")
    print(f"folding alone             {size / folding / 1e6:7.1f} MB/s")
    print(f"the automaton alone       {size / raw / 1e6:7.1f} MB/s, {ours / raw:.1f} times as fast")


def _invented(person: int, chance: random.Random) -> Name:
    given, family = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(2))
    return Name(person, given, family, (f"{given} {family}",))


def _fastest(work: Callable[[], object], times: int = 5) -> float:
    """Return the least processor time that `work` took, in seconds."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


def main() -> None:
    """Print a table for each set in the folder, and the speed over all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", action="store_true", help="print every span that is wrong or missed")
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.jsonl"))
    if not paths:
        sys.exit(f"{options.folder} holds no *.jsonl file.")
    all_texts: list[str] = []
    for path in paths:
        texts = read_set(path)
        all_texts += [text.text for text in texts]
        print(f"\n{path.stem}: {len(texts)} texts\n{'':27}precision    recall        F1   found  marked  unmarked")
        for (kind, what), score in compare(texts).items():
            print(f"{what:6} {kind:20} {score.row()}")
            if options.failures and what == "spans":
                print(*score.failures, sep="\n")
    print_speed(all_texts)


if __name__ == "__main__":
    main()
