"""What readers ask an archive: different questions of each kind, each in the forms of all who answer it.

The words, people and days are taken from the archive itself: words by how many articles of a sample have them, people
by how many articles tell of them.
"""

import random
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from archive.models import Article, Event, Mention, Person
from archive.search.analysis import choices, exact_words
from archive.search.backends import backend
from archive.search.backends.entry import Asked
from archive.search.backends.expressions import expression_of
from archive.search.tree import Phrase, Word
from tests.benchmarks.prose import function_words
from tests.benchmarks.records import DAYS, FIRST_DAY

SAMPLE = 600
_WORD = re.compile(r"[a-zéèêàç]{4,}")


@dataclass(frozen=True)
class Question:
    """One question: `q` as the site takes it, `order`, and the same for SQL by hand and for Datasette.

    `fts` is an expression of FTS5 in the words of our index, `ts` one of tsquery, `exact` a phrase that must stand
    there to the letter; `search` is an expression for Datasette's own FTS table.
    """

    q: str
    order: str = "newest"
    fts: str = ""
    ts: str = ""
    exact: str = ""
    search: str = ""
    people: tuple[int, ...] = ()
    days: tuple[date, date] | None = None
    happened: tuple[date, date] | None = None

    def with_(self, other: "Question") -> "Question":
        """Return the question for what meets both."""
        both: dict[str, Any] = {"people": self.people + other.people}
        for name, joint in (("q", " "), ("fts", " AND "), ("ts", " & "), ("search", " AND ")):
            both[name] = joint.join(filter(None, (getattr(self, name), getattr(other, name))))
        for name in ("exact", "days", "happened"):
            both[name] = getattr(self, name) or getattr(other, name)
        return replace(self, **both)


@dataclass
class Known:
    """Words, phrases and people of an archive, by how common they are."""

    rare: list[str] = field(default_factory=list)
    middling: list[str] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    few: list[Person] = field(default_factory=list)
    many: list[Person] = field(default_factory=list)
    pairs: list[tuple[Person, Person]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def known(seed: int, number: int) -> Known:
    """Look the archive of so many articles through for what can be asked."""
    chance = random.Random(seed)
    ids = chance.sample(range(1, number + 1), min(SAMPLE, number))
    texts = list(Article.objects.filter(pk__in=ids, language="fr").order_by("pk").values_list("text", flat=True))
    found = Known()
    functional = function_words("fr")
    have: Counter[str] = Counter()
    for text in texts:
        have.update(set(_WORD.findall(text)) - functional)
    found.common = [word for word, times in have.items() if 0.3 * len(texts) <= times]
    found.middling = [word for word, times in have.items() if 0.005 <= times / len(texts) <= 0.015]
    found.rare = [word for text in texts for word in re.findall(r"à (\w+)\.", text) if 1 <= _times(word) <= 200]
    found.phrases = [" ".join(pair) for text in texts if (pair := _pair(text, functional, chance))]
    found.few = list(Person.objects.filter(article_count__range=(2, 40)).order_by("pk")[:400])
    found.many = list(Person.objects.public().most_covered()[:8])
    found.pairs = _pairs(found.many)
    found.events = list(Event.objects.public().order_by("pk")[:400])
    return found


def _times(word: str) -> int:
    """Return how many articles have a word, counted to 1,000."""
    return len(backend("default").places(Asked((Word(choices(word), word),)), 1_000))


def _pair(text: str, functional: set[str], chance: random.Random) -> tuple[str, ...] | None:
    """Return two words that stand side by side in a text."""
    pairs = [
        pair
        for pair in re.findall(r"(?<!\w)([a-zéèêàç]{4,}) ([a-zéèêàç]{4,})(?!\w)", text)
        if not functional & set(pair)
    ]
    return chance.choice(pairs) if pairs else None


def _pairs(people: list[Person]) -> list[tuple[Person, Person]]:
    """Return those of the people who appear together, most often first."""
    found = []
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            together = Mention.objects.shown().filter(person=one, article__mentions__person=other)
            found.append((together.count(), one, other))
    found.sort(key=lambda row: -row[0])
    return [(one, other) for times, one, other in found if times][:10]


# Questions


def word(text: str, column: str = "") -> Question:
    """Return the question for one word."""
    weight = ":A" if column else ""
    return Question(
        q=f"{column}:{text}" if column else text,
        fts=expression_of((Word(choices(text), text, column),)),
        ts="(" + " | ".join(f"'{choice}'{weight}" for choice in choices(text)) + ")",
        search=f'{column}:"{text}"' if column else f'"{text}"',
    )


def phrase(text: str) -> Question:
    """Return the question for words side by side."""
    words = exact_words(text)
    return Question(
        q=f'"{text}"',
        fts=expression_of((Phrase(words, text),)),
        ts="(" + " & ".join(f"'{one}'" for one in words) + ")",
        exact=f" {' '.join(words)} ",
        search=f'"{text}"',
    )


def either(one: Question, other: Question) -> Question:
    """Return the question for what meets one or the other."""
    return Question(
        q=f"{one.q} OR {other.q}",
        fts=f"({one.fts} OR {other.fts})",
        ts=f"({one.ts} | {other.ts})",
        search=f"({one.search} OR {other.search})",
    )


def without(one: Question, other: Question) -> Question:
    """Return the question for what meets one and not the other."""
    return Question(
        q=f"{one.q} -{other.q}",
        fts=f"{one.fts} NOT {other.fts}",
        ts=f"{one.ts} & !{other.ts}",
        search=f"{one.search} NOT {other.search}",
    )


def person(*people: Person) -> Question:
    """Return the question for what tells of all of them."""
    return Question(q=" ".join(f"person:{one.slug}" for one in people), people=tuple(one.pk for one in people))


def a_day(chance: random.Random) -> Question:
    """Return the question for a day of publication."""
    day = _day(chance)
    return Question(q=f"published:{day}", days=(day, day))


def _day(chance: random.Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randrange(DAYS))


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def a_month(chance: random.Random) -> Question:
    """Return the question for a month of publication."""
    day = _day(chance)
    return Question(q=f"published:{day:%Y-%m}", days=_month(day))


def happened(event: Event) -> Question:
    """Return the question for what happened in the month of an event."""
    day = event.happened_earliest or FIRST_DAY
    return Question(q=f"happened:{day:%Y-%m}", happened=_month(day))


Maker = Callable[[Known, random.Random], Question]
KINDS: dict[str, Maker] = {
    "no condition": lambda known, chance: Question(""),
    "a rare word": lambda known, chance: word(chance.choice(known.rare)),
    "a middling word": lambda known, chance: word(chance.choice(known.middling)),
    "a common word": lambda known, chance: word(chance.choice(known.common)),
    "a stop word": lambda known, chance: word(chance.choice(("dans", "pour", "avec", "que", "est", "sur"))),
    "a phrase": lambda known, chance: phrase(chance.choice(known.phrases)),
    "a phrase of stop words": lambda known, chance: phrase(chance.choice(("dans les", "pour le", "par des", "et la"))),
    "a word in titles": lambda known, chance: word(chance.choice(known.common), "title"),
    "a common or a middling word": lambda known, chance: either(
        word(chance.choice(known.common)), word(chance.choice(known.middling))
    ),
    "a common word without another": lambda known, chance: without(*map(word, chance.sample(known.common, 2))),
    "a frequent person": lambda known, chance: person(chance.choice(known.many)),
    "a rare person": lambda known, chance: person(chance.choice(known.few)),
    "two people together": lambda known, chance: person(*chance.choice(known.pairs)),
    "a day": lambda known, chance: a_day(chance),
    "a month": lambda known, chance: a_month(chance),
    "a person in a month": lambda known, chance: person(chance.choice(known.many)).with_(a_month(chance)),
    "a common word with a person": lambda known, chance: word(chance.choice(known.common)).with_(
        person(chance.choice(known.many))
    ),
    "happened in a month": lambda known, chance: happened(chance.choice(known.events)),
    "a rare word by relevance": lambda known, chance: replace(word(chance.choice(known.rare)), order="relevance"),
    "a common word by relevance": lambda known, chance: replace(word(chance.choice(known.common)), order="relevance"),
}


def ask(name: str, number: int, known: Known, seed: int) -> list[Question]:
    """Return so many questions of one kind."""
    chance = random.Random(f"{name} {seed}")
    return [KINDS[name](known, chance) for _ in range(number)]
