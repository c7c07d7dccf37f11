"""Corpora of made-up news of any size: `python -m tests.benchmarks.corpus ARTICLES [--seed S] [--keep]`.

The same number and seed give the same rows. Their statistics are those of news: words and people by Zipf's law, texts
of 350 words or so (lognormal), events whose coverage decays in the days after them with the same people and words, two
people who often appear together, sources of different size. Every mention's words stand where its span says. The rows
are written past the ORM, then counted and indexed by the project itself; the command prints how long each step took.
With --keep the database stays (SQLite: /tmp/archive_corpus_<ARTICLES>.sqlite3; with TEST_DATABASE_URL: that name on
the server), and is taken again by the next run, and by `tests.benchmarks.search`.
"""

import os
import random
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tests.environment  # noqa: F401  (before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from archive import pipeline  # noqa: E402
from archive.models import (  # noqa: E402
    Article,
    Authorship,
    Capture,
    Mention,
    Person,
    Source,
    Span,
)
from archive.search import index  # noqa: E402
from tests.benchmarks import records  # noqa: E402
from tests.benchmarks.bulk import Table, hasty, unguarded  # noqa: E402
from tests.benchmarks.prose import RARITIES, Prose, names, prose  # noqa: E402
from tests.benchmarks.records import DAYS, FIRST_DAY, SOURCES, zipf  # noqa: E402
from tests.benchmarks.story import Evidence, Happening, Story  # noqa: E402

# Words with a known share of the articles, beside those that Zipf draws.
MARKERS = (("partout", 0.4), ("parfois", 0.01))
# Somebody whom a hundred articles name, and who is no person of the archive yet.
PLANTED = ("Ondine Vauquelon", "Ondine de Vauquelon", "O. Vauquelon")
PLANTED_ARTICLES = 100
BATCH = 20_000
_WORDS_OF_A_SENTENCE = 18
_JOINTS = ("selon", "avec", "pour", "contre", "sans", "chez")


@dataclass
class Made:
    """The rows of one batch of articles, by their table."""

    articles: list[tuple] = field(default_factory=list)
    captures: list[tuple] = field(default_factory=list)
    authorships: list[tuple] = field(default_factory=list)
    mentions: list[tuple] = field(default_factory=list)
    spans: list[tuple] = field(default_factory=list)


# Captures and articles point to each other; PostgreSQL checks that at the end of the transaction.
TABLES = {
    "articles": (
        Article,
        "id title slug byline source_id language lead text published published_earliest published_latest published_at "
        "published_order undated status text_capture_id url",
    ),
    "captures": (
        Capture,
        "id article_id target_uri captured_at sha256 media_type warc_file warc_offset warc_length record_id "
        "payload_length refers_to_id",
    ),
    "authorships": (Authorship, "article_id name person_id"),
    "mentions": (Mention, "id article_id person_id event_id relation status decision"),
    "spans": (Span, "mention_id field start end words before after evidence reason strength decision"),
}


class Maker:
    """Draws articles, each with captures, an author, and mentions of people and an event with their spans."""

    def __init__(self, number: int, seed: int, people: Sequence[Person], happenings: Sequence[Happening]) -> None:
        """Take how many articles there will be, the people, and the events to tell of."""
        self.chance = chance = random.Random(f"articles {seed}")
        self.number, self.people, self.happenings = number, people, happenings
        sentences = max(4_000, min(220_000, 4 * number))
        self.prose = {
            "fr": prose("fr", sentences, chance),
            "en": prose("en", sentences // 3, chance),
            "de": prose("de", sentences // 10, chance),
        }
        self.rarities = names(min(RARITIES, 10 * number), random.Random(f"rarities {seed}"), longest=4)
        self.days = [str(FIRST_DAY + timedelta(days=day)) for day in range(DAYS + 400)]
        size = min(1_000_000, 4 * number)
        self.drawn_people = chance.choices(range(len(people)), cum_weights=zipf(len(people), 1), k=size)
        self.drawn_events = chance.choices(happenings, cum_weights=zipf(len(happenings), 3), k=size)
        self.drawn_sources = chance.choices(range(1, SOURCES + 1), cum_weights=zipf(SOURCES, 2), k=size)
        self.total = number + number // 200
        self.mention, self.revisit = 0, self.total

    def batches(self) -> Iterator[Made]:
        """Yield the rows of all articles: the published ones, then drafts, one to two hundred."""
        for first in range(1, self.total + 1, BATCH):
            made = Made()
            for pk in range(first, min(first + BATCH, self.total + 1)):
                self._article(made, pk)
            yield made

    def _article(self, made: Made, pk: int) -> None:
        chance = self.chance
        happening = chance.choice(self.drawn_events) if chance.random() < 0.65 else None
        draw = chance.random()
        language = "fr" if draw < 0.8 else "en" if draw < 0.99 else "de"
        story = self._story(pk, self.prose[language], happening)
        day = self._day(happening)
        dates, order = self._dates(day)
        source = chance.choice(self.drawn_sources)
        author, byline = self._author(source)
        url = f"https://www{pk % SOURCES}.example.org/{pk}"
        status = "published" if pk <= self.number else "draft"
        lead = chance.choice(self.prose[language].whole) if chance.random() < 0.4 else ""
        made.articles.append(
            (pk, story.title, "made", byline, source, language, lead, story.text, *dates, status, pk, url)
        )
        made.authorships.append((pk, byline, author))
        self._mentions(made, pk, story)
        self._captures(made, pk, url, order or f"{self.days[day]} 09:00:00", day)

    def _day(self, happening: Happening | None) -> int:
        """Return a day's number: soon after the event's, or any; Sundays have half as many."""
        chance = self.chance
        if happening is not None:
            day = happening.day + int(chance.expovariate(1 / happening.lasts))
            if day < DAYS:
                return day
        day = chance.randrange(DAYS)
        return chance.randrange(DAYS) if day % 7 == 4 and chance.random() < 0.5 else day

    def _dates(self, day: int) -> tuple[tuple[Any, ...], str | None]:
        """Return EDTF text, earliest, latest, instant, order, undated; and the order: 1 % undated, 2 % intervals."""
        chance = self.chance
        draw = chance.random()
        first = self.days[day]
        if draw < 0.01:
            return ("", None, None, None, None, True), None
        if draw < 0.02:
            last = self.days[day + chance.choice((1, 2, 6, 30))]
            return (f"{first}/{last}", first, last, None, f"{first} 00:00:00", False), f"{first} 00:00:00"
        if draw < 0.03:
            month = date.fromisoformat(f"{first[:7]}-01")
            last = str((month + timedelta(days=31)).replace(day=1) - timedelta(days=1))
            order = f"{month} 00:00:00"
            return (first[:7], str(month), last, None, order, False), order
        if draw < 0.25:
            return (first, first, first, None, f"{first} 00:00:00", False), f"{first} 00:00:00"
        clock = f"{chance.randrange(5, 24):02}:{chance.randrange(60):02}"
        order = f"{first} {clock}:00"
        seconds = chance.randrange(60)
        return (f"{first}T{clock}:{seconds:02}", first, first, f"{first} {clock}:{seconds:02}", order, False), order

    def _author(self, source: int) -> tuple[int | None, str]:
        """Return a journalist of the source: a person of the archive in two articles of ten, and the name."""
        who = (source * 7 + self.chance.randrange(12)) % len(self.people)
        return who + 1 if self.chance.random() < 0.2 else None, self.people[who].name

    def _cast(self, happening: Happening | None) -> list[int]:
        """Return who is in an article: some of the event's people, others as often as they are anywhere, a pair."""
        chance = self.chance
        found: list[int] = []
        if happening is not None:
            found += happening.people[: chance.choice((0, 1, 1, 2, 2, 3, 5))]
        found += [chance.choice(self.drawn_people) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
        if chance.random() < 0.04:
            found += [0, 1]
        return list(dict.fromkeys(found))

    def _story(self, pk: int, words: Prose, happening: Happening | None) -> Story:
        """Return an article's words: sentences that tell of people and event among plain ones, in paragraphs."""
        chance = self.chance
        story = Story(chance.choice(words.bare))
        told: list[Callable[[], None]] = [
            lambda who=who: self._tell_of(story, words, who) for who in self._cast(happening)
        ]
        if happening is not None:
            told.append(lambda: self._tell_what_happened(story, words, happening))
            chance.shuffle(told)
        told.append(lambda: self._tell_rarities(story, words))
        if self.number >= pk and pk % (step := max(1, self.number // PLANTED_ARTICLES)) == 0:
            name = PLANTED[pk // step % len(PLANTED)]
            told.append(lambda: story.add(f"{chance.choice(words.whole)[:-1]}, avec {name}."))
        plain = round(chance.lognormvariate(5.72, 0.5) / _WORDS_OF_A_SENTENCE) - len(told)
        for number, tell in enumerate(told):
            tell()
            share = max(1, plain) * (number + 1) // len(told) - max(1, plain) * number // len(told)
            if share:
                start = chance.randrange(len(words.whole) - share)
                story.add(" ".join(words.whole[start : start + share]))
            story.end_paragraph()
        story.finish(happening, [self.people[who].name for who in story.people], chance)
        return story

    def _tell_of(self, story: Story, words: Prose, who: int) -> None:
        """Add a sentence that names the person, and in one of four one with the family name alone."""
        chance, person = self.chance, self.people[who]
        if chance.random() < 0.5:
            start = story.add(f"{person.name} {chance.choice(words.bare)}.")
        else:
            begun = f"{chance.choice(words.whole)[:-1]}, {chance.choice(_JOINTS)} "
            start = story.add(f"{begun}{person.name}.") + len(begun)
        story.people[who] = [Evidence("text", start, person.name, "form")]
        if chance.random() < 0.25:
            start = story.add(f"{person.family_name} {chance.choice(words.bare)}.")
            story.people[who].append(Evidence("text", start, person.family_name, "surname"))

    def _tell_what_happened(self, story: Story, words: Prose, happening: Happening) -> None:
        """Add a sentence with the event's cue, and some of its words."""
        one, other = self.chance.sample(happening.words, 2)
        sentence = f"{happening.cue} : {one} {self.chance.choice(words.bare)} {other}."
        story.event = happening.number
        story.told = [Evidence("text", story.add(sentence), sentence, "cue")]

    def _tell_rarities(self, story: Story, words: Prose) -> None:
        """Add a sentence with a name that few articles have, and words with a known share of them."""
        chance = self.chance
        rarity = self.rarities[int(len(self.rarities) * chance.random() ** 3)]
        markers = [word for word, share in MARKERS if chance.random() < share]
        story.add(f"{' '.join([chance.choice(words.whole)[:-1], *markers])} à {rarity}.")

    def _mentions(self, made: Made, article: int, story: Story) -> None:
        for who, evidence in story.people.items():
            self._mention(made, article, story, (who + 1, None), evidence)
        if story.told:
            self._mention(made, article, story, (None, story.event + 1), story.told)

    def _mention(
        self, made: Made, article: int, story: Story, target: tuple[int | None, int | None], found: list[Evidence]
    ) -> None:
        """Add a mention with its spans: 5 % suggested, 4 % confirmed, 1 % rejected, the others automatic."""
        self.mention += 1
        draw = self.chance.random()
        decision, strength, status = "", "strong", "automatic"
        if draw < 0.05:
            strength, status = "weak", "suggested"
        elif draw < 0.1:
            decision = status = "confirmed" if draw < 0.09 else "rejected"
        relation = "about" if any(one.place == "title" or one.start < story.first for one in found) else "mentions"
        made.mentions.append((self.mention, article, *target, relation, status, decision))
        for one in found:
            text = story.title if one.place == "title" else story.text
            end = one.start + len(one.words)
            around = text[max(0, one.start - 40) : one.start], text[end : end + 40]
            made.spans.append(
                (
                    self.mention,
                    one.place,
                    one.start,
                    end,
                    one.words,
                    *around,
                    one.words[:200],
                    one.reason,
                    strength,
                    decision,
                )
            )

    def _captures(self, made: Made, pk: int, url: str, order: str, day: int) -> None:
        """Add the capture of the day, and in 5 % of articles another days later, of the same bytes."""
        digest = f"{pk:064x}"
        one = (digest, "text/html", "made.warc.gz", pk * 900, 900, f"<{pk}>", 2000, None)
        made.captures.append((pk, pk, url, f"{self.days[day + self.chance.choice((0, 0, 0, 1, 3))]}{order[10:]}", *one))
        if self.chance.random() < 0.05:
            self.revisit += 1
            again = (digest, "text/html", "made.warc.gz", self.revisit * 900, 900, f"<{self.revisit}>", 2000, pk)
            later = self.days[day + self.chance.randrange(4, 300)]
            made.captures.append((self.revisit, pk, url, f"{later} 03:00:00", *again))


def fill(number: int, seed: int = 1) -> None:
    """Make `number` published articles, drafts beside them, and the records that they tell of; nothing is indexed."""
    people, happenings = records.make(number, seed)
    with unguarded(model for model, _columns in TABLES.values()):
        write(Maker(number, seed, people, happenings))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('archive_event', 'id'), max(id)) FROM archive_event")


def write(maker: Maker) -> None:
    """Write the rows of all articles, a batch a transaction."""
    tables = {name: Table(model, columns.split()) for name, (model, columns) in TABLES.items()}
    for made in maker.batches():
        with transaction.atomic():
            for one in fields(made):
                tables[one.name].write(getattr(made, one.name))


def take(number: int, seed: int = 1, *, keep: bool, name: str = "archive_corpus") -> None:
    """Make the test database of a corpus, or take the one that was kept; prints how long each step took."""
    database = f"{name}_{number}"
    if connection.vendor == "sqlite":
        folder = Path(tempfile.gettempdir()) if keep else Path(settings.ARCHIVE_DATA)
        database = str(folder / f"{database}.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = database
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    if Source.objects.exists() and Article.objects.count() != number + number // 200:  # an earlier run was ended
        connection.close()
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    if not Article.objects.exists():
        _told("filled", lambda: fill(number, seed) or number)
        _told("counted", lambda: pipeline.rebuild_counts() or number)
    if _indexed() != Article.objects.count():
        with hasty():
            _told("indexed", index.rebuild)


def _indexed() -> int:
    table = "archive_search_entry" if connection.vendor == "sqlite" else "archive_search"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def _told(step: str, work: Callable[[], int]) -> None:
    """Do a step, and print how long it took for as many articles as it says, by the clock and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    number = work()
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    rates = f"{number / seconds:,.0f} articles a second, {1000 * busy / number:.2f} ms of CPU each"
    print(f"{step} in {seconds:.0f} s: {rates}", flush=True)


def let_go(*, keep: bool) -> None:
    """Drop the test database on a server unless it is kept; SQLite's file goes with its folder."""
    if not keep and connection.vendor != "sqlite":
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def main() -> None:
    """Make a corpus."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the database, or take the one that was kept")
    arguments = parser.parse_args()
    take(arguments.articles, arguments.seed, keep=arguments.keep)
    print(f"{Article.objects.count():,} articles, {Mention.objects.count():,} mentions, {Span.objects.count():,} spans")
    let_go(keep=arguments.keep)


if __name__ == "__main__":
    main()
