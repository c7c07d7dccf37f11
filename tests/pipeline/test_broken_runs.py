"""Ingest killed at random moments, or run twice at once: in the end the archive is as after one undisturbed run.

ARCHIVE_KILLS=50 ARCHIVE_KILLED_PAGES=500 try more than is tried by default.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from tests.pipeline.test_ways import write_warc

pytestmark = pytest.mark.django_db  # not this one, but those that it makes are of the same kind

KILLS = int(os.environ.get("ARCHIVE_KILLS", "10"))
PAGES = int(os.environ.get("ARCHIVE_KILLED_PAGES", "30"))

SUBJECTS = (
    "La banque",
    "Le port",
    "La mairie",
    "L'école",
    "Le musée",
    "La gare",
    "L'hôpital",
    "Le stade",
    "Le théâtre",
)
DEEDS = (
    "perd sa directrice",
    "ouvre ses portes",
    "change de nom",
    "ferme en hiver",
    "cherche un toit",
    "fête cent ans",
)
SENTENCES = (
    "Ada Noir a quitté son bureau lundi, sans donner d'explication à ceux qui l'attendaient.",
    "Près de deux cents employés ont signé une lettre ouverte pour demander son retour immédiat.",
    "Selon Zoé Blanc, qui préside le conseil, une réponse sera donnée avant la fin de la semaine.",
    "Ida Vert, arrivée de nuit, n'a pas souhaité parler aux journalistes devant le bâtiment.",
)
WHO = ("le maire", "une voisine", "le gardien", "l'architecte", "un passant", "la trésorière", "le comité", "une élève")
DOES = ("a trouvé", "voudrait vendre", "regrette encore", "cherchait", "promet de rendre", "a peint", "photographie")
WHAT = ("le vieux registre", "trois chaises bleues", "la clé du grenier", "une affiche de bal", "les plans du quai")
WHEN = ("depuis l'hiver", "au premier étage", "devant le marché", "avec son frère", "malgré la pluie", "à midi juste")


def sentences_of(number: int) -> list[str]:
    """Return the sentences of page `number`; those of every tenth are the ones of the page before it."""
    random = Random(number - (number % 10 == 9))
    own = [f"{random.choice(WHO).capitalize()} {' '.join(map(random.choice, (DOES, WHAT, WHEN)))}." for _ in range(12)]
    return [*random.sample(SENTENCES, 2), *own]


def page(title: str, address: str, sentences: list[str]) -> str:
    body = "".join(f"<p>{' '.join(sentences[place : place + 2])}</p>" for place in range(0, len(sentences), 2))
    return (
        f'<!doctype html><html lang="fr"><head><title>{title} - Le Matin</title><link rel="canonical" href="{address}">'
        f'<meta property="article:published_time" content="2023-11-20T20:24:00+01:00"><meta name="author" '
        f'content="Eva Roux"></head><body><article><h1>{title}</h1>{body}</article></body></html>'
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of pages of every kind: HTML, packed, text, captured again with other words, and a broken one."""
    made, random = tmp_path_factory.mktemp("pages"), Random(11)
    records: list[tuple[str, str, str]] = []
    for number in range(PAGES):
        title = f"{random.choice(SUBJECTS)} {random.choice(DEEDS)} ({number})"
        address = f"https://journal-{number % 7}.example/2023/{number}"
        sentences = sentences_of(number)
        written = page(title, address, sentences)
        if number % 5 == 0:
            (made / f"{number:03}.html.gz").write_bytes(gzip.compress(written.encode()))
        elif number % 5 == 1:
            text = "\n\n".join(["Menu", title, *sentences, "Laisser un commentaire"])
            (made / f"{number:03}.txt").write_text(text, encoding="utf-8")
        elif number % 5 == 2:
            records += [(address, f"2023-11-2{day}T10:00:00Z", written) for day in (0, 1)]
            changed = page(title, address, [*sentences, "Cette phrase a été ajoutée le surlendemain de la parution."])
            records.append((address, "2023-11-22T10:00:00Z", changed))
        else:
            (made / f"{number:03}.html").write_text(written, encoding="utf-8")
    write_warc(made / "records.warc.gz", *records)
    (made / "zzz.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    return made


class Archives:
    """Archives of their own, each a copy of one that was prepared."""

    def __init__(self, make_folder: Callable[[str], Path]) -> None:
        """Take what makes folders; nothing is prepared yet."""
        self._make_folder = make_folder
        self._prepared: tuple[Path, str] | None = None
        self._databases: list[str] = []

    def copy(self, folder: Path) -> tuple[Path, str]:
        """Return the data folder and the database (its name; none on SQLite) of a new archive."""
        if self._prepared is None:
            self._prepared = self._make_folder("prepared"), self._create("template0 ENCODING 'UTF8'")
            run(self._prepared, folder, "--prepare")
        data, database = self._prepared
        copied = self._make_folder("archive")
        shutil.copytree(data, copied, dirs_exist_ok=True)
        return copied, self._create(database)

    def _create(self, template: str) -> str:
        if not os.environ.get("TEST_DATABASE_URL"):
            return ""
        self._databases.append(f"broken_runs_{uuid4().hex[:12]}")
        _execute(f"CREATE DATABASE {self._databases[-1]} TEMPLATE {template}")
        return self._databases[-1]

    def drop(self) -> None:
        """Remove the databases."""
        for name in self._databases:
            _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def run(archive: tuple[Path, str], folder: Path, *options: object) -> str:
    """Let the program work on an archive, and return what it printed."""
    data, database = archive
    command = [sys.executable, "-m", "tests.pipeline.broken_runs", str(folder), *map(str, options)]
    environment = {**os.environ, "ARCHIVE_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = _at_database(database)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=settings.BASE_DIR, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., dict[str, Any]]]:
    """Return what makes an archive of its own from a folder, by the runs asked for, and returns its state."""
    archives = Archives(tmp_path_factory.mktemp)

    def make(folder: Path, *options: object) -> dict[str, Any]:
        return json.loads(run(archives.copy(folder), folder, *options).splitlines()[-1])

    yield make
    archives.drop()


def _at_database(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))


def _execute(sql: str) -> None:
    with psycopg.connect(_at_database("postgres"), autocommit=True) as connection:
        connection.execute(sql)


@pytest.fixture(scope="module")
def undisturbed(archive, folder) -> dict[str, Any]:
    return archive(folder)


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    for name in ("articles", "captures", "mentions", "pairs", "bands", "counts", "index", "problems"):
        assert one[name] == other[name], name


def test_it_brings_in_every_page_of_the_folder(undisturbed):
    of_warc = PAGES // 5 + (PAGES % 5 > 2)
    assert len(undisturbed["articles"]) == PAGES
    assert len(undisturbed["captures"]) == PAGES + 2 * of_warc
    assert sum(1 for capture in undisturbed["captures"] if capture[-3]) == of_warc  # the revisits
    assert undisturbed["mentions"] and undisturbed["pairs"] and not undisturbed["problems"]
    assert undisturbed["statuses"] == [1]  # for the picture


@pytest.mark.parametrize("workers", [1, 2])
def test_runs_that_are_killed_end_as_one_undisturbed_run(archive, folder, undisturbed, workers):
    most = max(1, 2 * PAGES // (KILLS + 1))
    found = archive(folder, "--kills", KILLS // 2, "--most", most, "--seed", 7 + workers, "--workers", workers)
    assert found["kills"] == KILLS // 2
    same(found, undisturbed)


def test_runs_beside_each_other_lose_nothing_and_double_nothing(archive, folder, undisturbed):
    found = archive(folder, "--beside", 2)
    assert found["statuses"] == [1, 1]
    same(found, undisturbed)
