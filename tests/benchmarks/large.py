"""A large archive of made-up articles, for measurements: written row by row past the ORM, then counted and indexed."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from archive.lib.words import fold
from archive.models import (
    Article,
    Authorship,
    Capture,
    Event,
    Mention,
    NameForm,
    Participation,
    Person,
    Source,
    SourceName,
    Span,
)

SOURCES, PEOPLE, EVENTS = 200, 20_000, 2_000
ROOTS, BRANCHES = 8, 100
FIRST_DAY, DAYS = date(2014, 1, 1), 3_652
# The first person is in three articles of ten, the last thousand in about five each, the others as Zipf would have it.
MANY_SHARE, RARE = 0.3, 1_000
WORDS = 40
# Words with a known share of the articles, beside those that Zipf draws.
MARKERS = (("partout", 0.4), ("parfois", 0.01))
BATCH = 20_000
_SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "é", "i", "o", "u", "ou", "ion", "er")]


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """Return made-up words, each once."""
    known: dict[str, None] = {}
    while len(known) < size:
        known["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4)))] = None
    return list(known)


@dataclass
class Table:
    """A table that rows are written to, many at once; columns that no row gives have the field's default."""

    model: type[Model]
    columns: Sequence[str]
    sql: str = field(init=False)
    constants: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Find the columns that are not given, and what they get."""
        fields = [one for one in self.model._meta.concrete_fields if one.column not in self.columns]
        now = timezone.now()
        self.names = [*self.columns, *(one.column for one in fields)]
        self.constants = tuple(
            one.get_db_prep_save(
                now if one.get_internal_type() == "DateTimeField" and not one.null else one.get_default(), connection
            )
            for one in fields
        )
        names = ", ".join(f'"{name}"' for name in self.names)
        places = ", ".join(["%s"] * len(self.names))
        table = self.model._meta.db_table
        self.sql = f"INSERT INTO {table} ({names}) VALUES ({places})"
        self.copy = f"COPY {table} ({names}) FROM STDIN"

    def write(self, rows: Iterable[tuple]) -> None:
        """Write the rows: in one prepared statement on SQLite, by COPY on PostgreSQL."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(self.sql, [row + self.constants for row in rows])
                return
            constants = tuple(getattr(value, "dumps", lambda value=value: value)() for value in self.constants)
            with cursor.copy(self.copy) as copy:
                for row in rows:
                    copy.write_row(row + constants)


@dataclass
class Made:
    """The rows of one batch of articles, by their table."""

    articles: list[tuple] = field(default_factory=list)
    authorships: list[tuple] = field(default_factory=list)
    captures: list[tuple] = field(default_factory=list)
    mentions: list[tuple] = field(default_factory=list)
    spans: list[tuple] = field(default_factory=list)


# Captures and articles point to each other; PostgreSQL checks that at the end of the transaction.
TABLES = {
    "articles": (
        Article,
        "id title slug byline source_id language text published published_earliest published_latest published_at "
        "published_order undated status text_capture_id url",
    ),
    "captures": (
        Capture,
        "id article_id target_uri captured_at sha256 media_type warc_file warc_offset warc_length record_id "
        "payload_length",
    ),
    "authorships": (Authorship, "article_id name person_id"),
    "mentions": (Mention, "id article_id person_id event_id relation status"),
    "spans": (Span, "mention_id field start end words before after evidence reason strength"),
}


class Maker:
    """Draws articles, each with a capture, an author, three people and an event, a span a mention."""

    def __init__(self, number: int, people: Sequence[str], events: Sequence[str]) -> None:
        """Take how many articles there will be, and the names and cue words to put into them."""
        self.chance = random.Random(7)
        self.number, self.people, self.events = number, people, events
        known = vocabulary(40_000, self.chance)
        total = 0.0
        weights = [total := total + 1 / (rank + 3) for rank in range(len(known))]
        self.drawn = self.chance.choices(known, cum_weights=weights, k=1_000_000)
        self.mention = 0

    def batch(self, first: int, size: int) -> Made:
        """Return the rows of articles `first` to `first + size - 1`."""
        made = Made()
        for pk in range(first, first + size):
            self._article(made, pk)
        return made

    def _dates(self) -> tuple[Any, ...]:
        """Return EDTF text, earliest, latest, instant, order, undated: 1 % undated, 2 % intervals, 60 % with a time."""
        draw = self.chance.random()
        day = FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))
        start = f"{day} 00:00:00"
        if draw < 0.01:
            return "", None, None, None, None, True
        if draw < 0.03:
            last = day + timedelta(days=self.chance.choice([1, 2, 6, 30]))
            return f"{day}/{last}", str(day), str(last), None, start, False
        if draw < 0.4:
            return str(day), str(day), str(day), None, start, False
        at = datetime(day.year, day.month, day.day, self.chance.randrange(24), self.chance.randrange(60), tzinfo=UTC)
        instant = f"{at:%Y-%m-%d %H:%M:%S}"
        return f"{at:%Y-%m-%dT%H:%M:%S}", str(day), str(day), instant, instant, False

    def _people(self) -> set[int]:
        chance, last = self.chance, len(self.people) - 1
        found = {int((last - RARE) * chance.random() ** 4) + 1 for _ in range(2)}
        if chance.random() < MANY_SHARE:
            found.add(0)
        if chance.random() < 5 * RARE / self.number:
            found.add(last - chance.randrange(RARE))
        while len(found) < 3:
            found.add(int((last - RARE) * chance.random() ** 4) + 1)
        return found

    def _article(self, made: Made, pk: int) -> None:
        chance = self.chance
        start = chance.randrange(len(self.drawn) - WORDS)
        words = self.drawn[start : start + WORDS]
        for marker, share in MARKERS:
            if chance.random() < share:
                words[chance.randrange(8, WORDS)] = marker
        event = int(len(self.events) * chance.random() ** 2)
        told: list[tuple] = [(person, None, self.people[person]) for person in sorted(self._people())]
        told.append((None, event, self.events[event]))
        pieces = [" ".join(words[place * 10 : place * 10 + 10]) for place in range(4)]
        text = self._text(made, pk, pieces, told)
        person = chance.randrange(200) + 1 if chance.random() < 0.2 else None
        name = self.people[person - 1] if person else "Jeanne Martin"
        state = "published" if pk <= self.number else "draft"
        url = f"https://www{pk % SOURCES}.example.org/{pk}"
        title = " ".join(words[:7])
        language = chance.choices(["fr", "en", "de"], [80, 19, 1])[0]
        made.articles.append(
            (pk, title.capitalize(), "made", name, pk % SOURCES + 1, language, text, *self._dates(), state, pk, url)
        )
        made.authorships.append((pk, name, person))
        digest = f"{pk:064x}"
        made.captures.append(
            (pk, pk, url, "2025-01-01 00:00:00", digest, "text/html", "made.warc.gz", pk * 900, 900, f"<{pk}>", 2000)
        )

    def _text(self, made: Made, article: int, pieces: list[str], told: list[tuple]) -> str:
        """Return the text: a sentence a mention, whose rows are added."""
        text = ""
        for place, (piece, (person, event, words)) in enumerate(zip(pieces, told, strict=False)):
            self.mention += 1
            start = len(text)
            text += f"{words} {piece}. "
            weak = self.chance.random() < 0.05
            status = "suggested" if weak else "automatic"
            person_id, event_id = (None, event + 1) if person is None else (person + 1, None)
            relation = "about" if place == 0 else "mentions"
            made.mentions.append((self.mention, article, person_id, event_id, relation, status))
            strength = "weak" if weak else "strong"
            around = text[max(0, start - 40) : start], piece[:40]
            made.spans.append(
                (self.mention, "text", start, start + len(words), words, *around, words, "form", strength)
            )
        return text.strip()


def _records() -> tuple[list[str], list[str]]:
    """Make sources, people with a name form each, and events in trees; returns the names and the cue words."""
    chance = random.Random(3)
    words = [word.capitalize() for word in vocabulary(3_000, chance)]
    names: dict[tuple[str, str], None] = {}
    while len(names) < PEOPLE:
        names[chance.choice(words[:400]), chance.choice(words[400:])] = None
    people = [
        Person(
            given_name=given, family_name=family, slug=f"p{n}", name=f"{given} {family}", sort_name=f"{family}, {given}"
        )
        for n, (given, family) in enumerate(names)
    ]
    Person.objects.bulk_create(people, batch_size=BATCH)
    NameForm.objects.bulk_create(
        [NameForm(person=one, text=one.name, folded=fold(one.name).text) for one in people], batch_size=BATCH
    )
    sources = [Source(name=f"Journal {n}", slug=f"s{n}") for n in range(SOURCES)]
    Source.objects.bulk_create(sources)
    SourceName.objects.bulk_create([SourceName(source=one, text=one.name, folded=one.name.lower()) for one in sources])
    _events(chance, people)
    return [one.name for one in people], [f"Affaire {word}" for word in words[:EVENTS]]


def _events(chance: random.Random, people: Sequence[Person]) -> None:
    events = []
    for n in range(EVENTS):
        parent = None if n < ROOTS else n % ROOTS + 1 if n < BRANCHES else n % (BRANCHES - ROOTS) + ROOTS + 1
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        event = Event(pk=n + 1, title=f"Event {n}", slug=f"e{n}", happened=str(day), parent_id=parent)
        event.compute_days()
        events.append(event)
    Event.objects.bulk_create(events, batch_size=BATCH)
    parts = [
        Participation(event=event, person=people[place], role="witness")
        for event in events
        for place in chance.sample(range(2_000), 3)
    ]
    Participation.objects.bulk_create(parts, batch_size=BATCH)


def fill(number: int) -> None:
    """Make `number` published articles, and drafts beside them, one to two hundred."""
    people, events = _records()
    maker = Maker(number, people, events)
    tables = {name: Table(model, columns.split()) for name, (model, columns) in TABLES.items()}
    total = number + number // 200
    indexes = _unguarded([table.model._meta.db_table for table in tables.values()])
    for first in range(1, total + 1, BATCH):
        made = maker.batch(first, min(BATCH, total + 1 - first))
        with transaction.atomic():
            for name, table in tables.items():
                table.write(getattr(made, name))
    _guarded(indexes)


def _unguarded(tables: Sequence[str]) -> list[str]:
    """Let SQLite write without checks and without the tables' indexes; returns how they are made again."""
    if connection.vendor != "sqlite":
        return []
    names = ", ".join(f"'{name}'" for name in tables)
    with connection.cursor() as cursor:
        for pragma in ("synchronous=OFF", "cache_size=-500000", "foreign_keys=OFF", "ignore_check_constraints=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({names})"
        )
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in indexes]


def _guarded(indexes: Sequence[str]) -> None:
    """Make the indexes again, set sequences after the ids written, and gather what the planner wants to know."""
    with connection.cursor() as cursor:
        for sql in indexes:
            cursor.execute(sql)
        if connection.vendor == "sqlite":
            for pragma in ("synchronous=NORMAL", "cache_size=-2000", "foreign_keys=ON", "ignore_check_constraints=OFF"):
                cursor.execute(f"PRAGMA {pragma}")
        else:
            for model in (Article, Capture, Mention, Event):
                table = model._meta.db_table
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("ANALYZE")
