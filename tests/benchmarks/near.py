"""How well nearly the same text is found, and how fast: `python -m tests.benchmarks.near FOLDER [--archive ARTICLES]`.

FOLDER holds news pages as `ingest` takes them. The text of each is edited in ways in which copies of a story differ,
and the copy sought by bands and likeness among all the texts. With `--archive`, a test database (SQLite, or what
TEST_DATABASE_URL names) is filled with the bands of so many made-up articles, a third of which have one and the same
text, and a new article's pairs are looked for in it.
"""

import os
import random
import re
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import tests.environment  # noqa: F401  (before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from archive.capture.files import read_file  # noqa: E402
from archive.capture.page import CaptureError  # noqa: E402
from archive.extraction.article import NoArticle  # noqa: E402
from archive.extraction.extract import extract  # noqa: E402
from archive.extraction.sources import KnownSources  # noqa: E402
from archive.lib.minhash import band_keys, likeness, shingles  # noqa: E402
from archive.lib.words import sentences  # noqa: E402
from archive.models import Article, SameText  # noqa: E402
from archive.pipeline.same_text import find_same_text  # noqa: E402

LEAST = 100  # words; of shorter texts a paragraph less or more is another text
NEWEST = 300
DICE = random.Random(1)


def read_texts(folder: Path) -> list[str]:
    """Return the texts of the pages in `folder` that have at least 100 words."""
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            page = read_file(path, limit=64 * 1024 * 1024) if path.is_file() else None
            text = extract(page, KnownSources()).text.value if page else ""
        except (CaptureError, NoArticle):
            continue
        if len(text.split()) >= LEAST:
            found.append(text)
    return found


def changed(share: float, others: list[str]) -> Callable[[str], str]:
    """Return an edit that puts sentences of other texts in the place of that `share` of a text's sentences."""
    stock = [text[start:end] for text in others for start, end in sentences(text)]

    def edit(text: str) -> str:
        places = sentences(text)
        chosen = DICE.sample(places, round(share * len(places)))
        for start, end in sorted(chosen, reverse=True):
            text = text[:start] + DICE.choice(stock) + text[end:]
        return text

    return edit


def retyped(share: float) -> Callable[[str], str]:
    """Return an edit that replaces that `share` of the words."""
    return lambda text: re.sub(r"\w+", lambda word: "another" if DICE.random() < share else word.group(), text)


def edits_of(texts: list[str]) -> dict[str, Callable[[str], str]]:
    """Return the edits by their names."""
    return {
        "the same": lambda text: text,
        "title with the site's name before, copyright line after": lambda text: (
            f"The title of the story | The Name of the Site\n\n{text}\n\n© The Site 2026. All rights reserved."
        ),
        "first paragraph dropped": lambda text: text.partition("\n\n")[2] or text,
        "last paragraph dropped": lambda text: text.rpartition("\n\n")[0] or text,
        "2 % of words changed": retyped(0.02),
        "10 % of sentences changed": changed(0.1, texts),
        "20 % of sentences changed": changed(0.2, texts),
        "30 % of sentences changed": changed(0.3, texts),
        "cut to two thirds": lambda text: text[: len(text) * 2 // 3],
        "cut to a half": lambda text: text[: len(text) // 2],
    }


def measure_edits(texts: list[str]) -> None:
    """Print, for each edit, how many of the copies are found and held to be the same."""
    runs = [shingles(text) for text in texts]
    keys = [set(band_keys(own)) for own in runs]
    print(f"| {len(texts)} texts of {LEAST} words or more | share a band | found | likeness, median | lowest |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, edit in edits_of(texts).items():
        met, found, shared = 0, 0, []
        for text, own, own_keys in zip(texts, runs, keys, strict=True):
            copy = shingles(edit(text))
            how = likeness(own, copy)
            shared.append(how.shared)
            meets = bool(own_keys & set(band_keys(copy)))
            met += meets
            found += meets and how.is_same
        row = (met / len(texts), found / len(texts), statistics.median(shared), min(shared))
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in row) + " |")
    pairs = list(combinations(range(len(texts)), 2))
    met_pairs = [(one, other) for one, other in pairs if keys[one] & keys[other]]
    same = [(one, other) for one, other in pairs if likeness(runs[one], runs[other]).is_same]
    print(f"\nOf {len(pairs):,} pairs of different texts, {len(met_pairs)} share a band, {len(same)} are the same.")
    for one, other in {*met_pairs, *same}:
        print(f"  {likeness(runs[one], runs[other])}: {texts[one][:60]!r} | {texts[other][:60]!r}")


def measure_speed(texts: list[str]) -> None:
    """Print how long it takes to make the keys of a text."""
    began, words = time.process_time(), 0
    for text in texts:
        band_keys(shingles(text))
        words += len(text.split())
    seconds = time.process_time() - began
    print(f"{len(texts) / seconds:,.0f} texts a second, {1e6 * seconds / words:.2f} ms a thousand words")


def fill(number: int, common: str) -> None:
    """Make the bands of `number` articles: every third has those of the text `common`, the others made-up ones.

    Only the newest of them have that text itself, which no other is read for.
    """
    keys = band_keys(shingles(common))
    made_up = "random()" if connection.vendor == "sqlite" else "(9e18 * (2 * random() - 1))::bigint"
    columns = ", ".join(f'"{field.column}"' for field in Article._meta.concrete_fields if not field.primary_key)
    Article.objects.create(title="Made", text="Made up.")
    with connection.cursor() as cursor:
        while (missing := number - NEWEST - Article.objects.count()) > 0:
            cursor.execute(
                f"INSERT INTO archive_article ({columns}) SELECT {columns} FROM archive_article LIMIT {missing}"
            )
        Article.objects.bulk_create(Article(title="Made", text=common) for _ in range(NEWEST))
        for chosen, key in (("=", "k.column1"), ("<>", made_up)):
            cursor.execute(
                f"INSERT INTO archive_textband (article_id, key) SELECT a.id, {key} FROM archive_article a, "
                f"(VALUES {', '.join(f'({key})' for key in keys)}) k WHERE a.id % 3 {chosen} 0"
            )
        cursor.execute("ANALYZE")


def measure_archive(number: int) -> None:
    """Print how long it takes to find the pairs of a new article among `number` others."""
    if connection.vendor == "sqlite":
        folder = tempfile.mkdtemp(dir=settings.ARCHIVE_DATA)
        connection.settings_dict["TEST"]["NAME"] = str(Path(folder, "near.sqlite3"))
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    common, unlike = ([f"{prefix}{DICE.randrange(10**6)}" for _ in range(1000)] for prefix in "ab")
    fill(number, " ".join(common))
    known = Article.objects.create(title="Known", text=" ".join(unlike))
    with transaction.atomic():
        find_same_text(known)
    kinds = {
        "text of its own": lambda: [f"{DICE.randrange(10**6)}" for _ in range(1000)],
        "copy of one": lambda: unlike,
        "the text that a third have": lambda: common,
        "half of that text": lambda: common[:500] + [f"{DICE.randrange(10**6)}" for _ in range(500)],
    }
    print(f"\n| 1,000 words, among {number:,} ({connection.vendor}) | CPU ms | ms | queries | pairs |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, words in kinds.items():
        measure_kind(name, words)
    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure_kind(name: str, words: Callable[[], list[str]]) -> None:
    """Print a row: the medians of twenty times, and of one more time the queries and pairs."""
    cpu, clock = [], []
    for _ in range(20):
        article = Article.objects.create(title="New", text=" ".join(words()))
        began = time.process_time(), time.perf_counter()
        with transaction.atomic():
            find_same_text(article, new=True)
        cpu.append(1000 * (time.process_time() - began[0]))
        clock.append(1000 * (time.perf_counter() - began[1]))
        article.delete()
    article = Article.objects.create(title="New", text=" ".join(words()))
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        find_same_text(article, new=True)
    pairs = SameText.objects.of(article).count()
    article.delete()
    times = f"{statistics.median(cpu):.1f} | {statistics.median(clock):.1f}"
    print(f"| {name} | {times} | {len(asked)} | {pairs} |", flush=True)


def main() -> None:
    """Read the arguments, and measure."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=int, metavar="ARTICLES", default=0)
    arguments = parser.parse_args()
    texts = read_texts(arguments.folder)
    if not texts:
        sys.exit(f"There are no pages with {LEAST} words in {arguments.folder}.")
    measure_edits(texts)
    measure_speed(texts)
    if arguments.archive:
        measure_archive(arguments.archive)


if __name__ == "__main__":
    main()
