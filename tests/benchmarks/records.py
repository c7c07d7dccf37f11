"""The records of a made-up archive: sources, people with a name form each, events in trees with cue and people."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from archive.lib.words import fold
from archive.models import Cue, Event, NameForm, Participation, Person, Source, SourceName
from tests.benchmarks.prose import names
from tests.benchmarks.story import Happening

SOURCES = 200
MOST_PEOPLE, MOST_EVENTS = 20_000, 2_000
ROOTS, BRANCHES = 8, 100  # events with events inside them, and those inside that have some in turn
FIRST_DAY, DAYS = date(2014, 1, 1), 3_652
_BATCH = 20_000


def make(number: int, seed: int) -> tuple[list[Person], list[Happening]]:
    """Make the records of an archive of so many articles; returns the people, and the events to tell of."""
    chance = random.Random(f"records {seed}")
    _sources()
    people = _people(min(MOST_PEOPLE, max(200, number // 5)), chance)
    return people, _happenings(min(MOST_EVENTS, max(2 * BRANCHES, number // 50)), people, chance)


def zipf(size: int, flatter: float) -> list[float]:
    """Return cumulative weights by Zipf-Mandelbrot's law."""
    total = 0.0
    return [total := total + 1 / (rank + flatter) for rank in range(size)]


def _people(number: int, chance: random.Random) -> list[Person]:
    """Make the people, each with a name form."""
    given, family = names(400, chance), names(2_600, chance)
    known: dict[tuple[str, str], None] = {}
    while len(known) < number:
        known[chance.choice(given), chance.choice(family)] = None
    people = [
        Person(given_name=one, family_name=two, slug=f"p{n}", name=f"{one} {two}", sort_name=f"{two}, {one}")
        for n, (one, two) in enumerate(known)
    ]
    Person.objects.bulk_create(people, batch_size=_BATCH)
    forms = [NameForm(person=one, text=one.name, folded=fold(one.name).text) for one in people]
    NameForm.objects.bulk_create(forms, batch_size=_BATCH)
    return people


def _sources() -> None:
    sources = [Source(name=f"Journal {n}", slug=f"s{n}") for n in range(SOURCES)]
    Source.objects.bulk_create(sources)
    SourceName.objects.bulk_create([SourceName(source=one, text=one.name, folded=one.name.lower()) for one in sources])


def _happenings(number: int, people: Sequence[Person], chance: random.Random) -> list[Happening]:
    """Make the events in trees, with cue and participants; returns them as articles tell of them."""
    words, weights = names(number + 9_000, chance), zipf(len(people), 5)
    happenings, events = [], []
    for n in range(number):
        cast = dict.fromkeys(chance.choices(range(len(people)), cum_weights=weights, k=chance.randint(3, 7)))
        own = tuple(word.lower() for word in chance.sample(words[number:], 6))
        day = chance.randrange(DAYS)
        happenings.append(Happening(n, day, chance.lognormvariate(2, 0.7), tuple(cast), f"Affaire {words[n]}", own))
        parent = None if n < ROOTS else n % ROOTS + 1 if n < BRANCHES else n % (BRANCHES - ROOTS) + ROOTS + 1
        written = str(FIRST_DAY + timedelta(days=day))
        event = Event(
            pk=n + 1,
            title=f"Affaire {words[n]}",
            slug=f"e{n}",
            happened=written[:7] if n % 20 == 19 else written,
            parent_id=parent,
        )
        event.compute_days()
        events.append(event)
    Event.objects.bulk_create(events, batch_size=_BATCH)
    Cue.objects.bulk_create([Cue(event_id=one.number + 1, words=one.cue.lower()) for one in happenings])
    parts = [
        Participation(event_id=one.number + 1, person=people[who], role="witness")
        for one in happenings
        for who in one.people
    ]
    Participation.objects.bulk_create(parts, batch_size=_BATCH)
    return happenings
