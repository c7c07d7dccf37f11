"""How fast the index and the article list are: `python -m tests.benchmarks.search [ARTICLES] [--words N] …`.

Makes an archive of made-up articles in a test database of its own (SQLite, or what TEST_DATABASE_URL names), indexes
it, asks the list what readers ask it, and prints each time beside that of SQL written by hand for the same page.
"""

import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import tests.environment  # noqa: F401  (before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from archive.filters import ArticleFilter  # noqa: E402
from archive.models import Article, Event, Mention, Person, Source  # noqa: E402
from archive.search import index  # noqa: E402
from tests.benchmarks.timing import best, run_sql  # noqa: E402

PUBLISHED = "status = 'published'"
NEWEST = "ORDER BY undated, published_order DESC, id DESC LIMIT 20"
CASES: dict[str, tuple[str, str]] = {
    "newest": ("", f"SELECT id, title FROM archive_article WHERE {PUBLISHED} {NEWEST}"),
    "oldest": ("order=oldest", ""),
    "common word": ("q=partout", "{exists:partout}"),
    "middling word": ("q=parfois", "{in:parfois}"),
    "rare word": ("q=rarement", "{in:rarement}"),
    "common and rare word": ("q=partout+rarement", "{in:partout rarement}"),
    "two common words": ("q=partout+souvent", "{exists:partout souvent}"),
    "phrase of common words": ('q="partout+souvent"', ""),
    "common without common": ("q=partout+-souvent", ""),
    "without a common word": ("q=-partout", ""),
    "without a rare word": ("q=-rarement", ""),
    "common word by relevance": ("q=partout&order=relevance", ""),
    "middling word by relevance": ("q=parfois&order=relevance", ""),
    "rare word by relevance": ("q=rarement&order=relevance", ""),
    "person of many": ("person=ada-many", "{person:1}"),
    "person of few": ("person=ada-few", "{person:2}"),
    "event": ("event=event-1", ""),
    "person of many, common word": ("person=ada-many&q=partout", ""),
    "person of few, common word": ("person=ada-few&q=partout", ""),
    "person of many, rare word": ("person=ada-many&q=rarement", ""),
    "source": (
        "source=source-1",
        f"SELECT id, title FROM archive_article WHERE {PUBLISHED} AND source_id = 1 {NEWEST}",
    ),
    "language of many": ("language=fr", ""),
    "language of few": ("language=de", ""),
    "a day": ("published_after=2013-11-20&published_before=2013-11-20", ""),
    "a month": ("published_after=2013-11&published_before=2013-11", ""),
    "ten years": ("published_after=2005&published_before=2014", ""),
    "since a day": ("published_after=2023-06-01", ""),
    "until a day": ("published_before=2006", ""),
    "a month, common word": ("published_after=2013-11&published_before=2013-11&q=partout", ""),
    "happened in a month": ("happened_after=2013-11&happened_before=2013-11", ""),
    "happened in ten years": ("happened_after=2005&happened_before=2014", ""),
}


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """Return made-up words."""
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "é", "i", "o", "u", "ou", "ion", "er")]
    return ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(size)]


def made_articles(number: int, length: int) -> Iterator[Article]:
    """Yield articles of `length` words whose frequencies follow Zipf's law, over twenty years."""
    chance = random.Random(1)
    known = vocabulary(40_000, chance)
    total = 0.0
    cumulative = [total := total + 1 / (rank + 3) for rank in range(len(known))]
    drawn = chance.choices(known, cum_weights=cumulative, k=min(number * length, 1_000_000))
    first = date(2004, 1, 1)
    for place in range(number):
        start = chance.randrange(len(drawn) - length + 1)
        words = drawn[start : start + length]
        for word, share in (("partout", 0.4), ("souvent", 0.3), ("parfois", 0.01), ("rarement", 30 / number)):
            if chance.random() < share:
                words[chance.randrange(length)] = word
        day = first + timedelta(days=chance.randrange(7_300))
        written = chance.choices([f"{day}T12:{place % 60:02}:00", f"{day}", f"{day:%Y-%m}", ""], [60, 33, 5, 2])[0]
        article = Article(
            title=" ".join(words[:8]),
            slug="made",
            byline="Jeanne Martin",
            text=" ".join(words),
            language=chance.choices(["fr", "en", "de"], [80, 19.95, 0.05])[0],
            status="published" if chance.random() < 0.95 else "draft",
            source_id=chance.randint(1, 20),
            published=written,
        )
        article.compute_days()
        yield article


def fill(number: int, length: int) -> None:
    """Make the archive: articles, sources, people, events and mentions."""
    for place in range(20):
        Source.objects.create(name=f"Source {place + 1}", zone="UTC", article_count=1)
    few, many = Person(given_name="Ada", family_name="Few"), Person(given_name="Ada", family_name="Many")
    many.save()
    few.save()
    events = []
    for place in range(500):
        events.append(Event(title=f"Event {place + 1}", happened=f"{2004 + place % 20}-{1 + place % 12:02}-20"))
        events[-1].save()
    made = made_articles(number, length)
    while batch := list(islice(made, 2_000)):
        Article.objects.bulk_create(batch)
    chance = random.Random(2)
    mentions = []
    for pk in Article.objects.values_list("pk", flat=True).iterator():
        if chance.random() < 0.3:
            mentions.append(Mention(article_id=pk, person=many, status="automatic"))
        if chance.random() < 30 / number:
            mentions.append(Mention(article_id=pk, person=few, status="automatic"))
        mentions.append(Mention(article_id=pk, event=chance.choice(events), status="automatic"))
    Mention.objects.bulk_create(mentions, batch_size=5_000)
    Person.objects.filter(pk=many.pk).update(article_count=number * 3 // 10)
    Person.objects.filter(pk=few.pk).update(article_count=30)
    Event.objects.update(article_count=number // 500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def raw(text: str) -> str:
    """Return the SQL by hand of a case, "" where there is none."""
    kind, _, words = text.strip("{}").partition(":")
    rows = f"SELECT id, title FROM archive_article WHERE {PUBLISHED} AND"
    sqlite = connection.vendor == "sqlite"
    wanted = words.split()
    hit = (
        "SELECT rowid FROM archive_search WHERE archive_search MATCH '" + " AND ".join(f'"{w}"' for w in wanted) + "'"
        if sqlite
        else f"SELECT article_id FROM archive_search WHERE vector @@ '{' & '.join(wanted)}'::tsquery"
    )
    if kind == "exists":
        return f"{rows} EXISTS ({hit} AND {'rowid' if sqlite else 'article_id'} = archive_article.id) {NEWEST}"
    if kind == "in":
        return f"{rows} id IN ({hit}) {NEWEST}"
    if kind == "person":
        shown = "status IN ('automatic', 'confirmed')"
        mention = f"SELECT article_id FROM archive_mention m WHERE m.person_id = {words} AND m.{shown}"
        if words == "1":
            return f"{rows} EXISTS ({mention} AND m.article_id = archive_article.id) {NEWEST}"
        return f"{rows} id IN ({mention}) {NEWEST}"
    return text


def page(parameters: str) -> list[Article]:
    """Return the first page of the list, as the site makes it."""
    asked = ArticleFilter(
        QueryDict(parameters), queryset=Article.objects.published().select_related("source").defer("text", "lead")
    )
    assert asked.is_valid(), asked.errors
    return list(asked.articles[:20])


def count(parameters: str) -> int:
    """Return the count above the list."""
    return ArticleFilter(QueryDict(parameters), queryset=Article.objects.published()).count


def show_plan(parameters: str) -> None:
    """Print how the database finds the page."""
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    page(parameters)
    statements = [query["sql"] for query in connection.queries]
    connection.force_debug_cursor = False
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF)"
    for sql in statements:
        print("   ", sql[:2000])
        for row in run_sql(f"{explain} {sql}"):
            print("       ", row[-1])


def measure(plans: bool, only: str) -> None:
    """Print the times of every case."""
    print(f"{'case':32}{'page ms':>10}{'by hand':>10}{'ratio':>8}{'count ms':>10}{'count':>9}")
    for name, (parameters, by_hand) in CASES.items():
        if only not in name:
            continue
        ours = best(lambda parameters=parameters: page(parameters), times=5, long=3)
        floor = best(lambda by_hand=by_hand: run_sql(raw(by_hand)), times=5, long=3) if by_hand else None
        beside = f"{floor:10.1f}{ours / floor:8.1f}" if floor else f"{'':18}"
        counting = best(lambda parameters=parameters: count(parameters), times=5, long=3)
        print(f"{name:32}{ours:10.1f}{beside}{counting:10.1f}{count(parameters):9}", flush=True)
        if plans:
            show_plan(parameters)


def prepare(number: int, length: int, keep: bool) -> None:
    """Make the test database and index it, or take the one that was kept."""
    name = f"archive_benchmark_{number}"
    if connection.vendor == "sqlite":
        folder = Path(tempfile.gettempdir()) if keep else Path(settings.ARCHIVE_DATA)
        name = str(folder / f"{name}.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=keep)
    if Article.objects.count() == number:
        return
    began = time.perf_counter()
    fill(number, length)
    print(f"made {number:,} articles in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    index.rebuild()
    seconds = time.perf_counter() - began
    print(f"indexed in {seconds:.0f} s, {number / seconds:,.0f} a second")


def main() -> None:
    """Read the arguments, and measure."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=350, help="of each article")
    parser.add_argument("--plans", action="store_true", help="print the plan of every query")
    parser.add_argument("--keep", action="store_true", help="keep the database and take it again the next time")
    parser.add_argument("--only", default="", help="the cases whose names have these words")
    arguments = parser.parse_args()
    prepare(arguments.articles, arguments.words, arguments.keep)
    measure(arguments.plans, arguments.only)
    if not arguments.keep and connection.vendor != "sqlite":
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
