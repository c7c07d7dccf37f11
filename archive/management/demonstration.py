"""The demonstration collection: its records, pages and a curator's decisions, brought in once and then left alone."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist
from django.core.files import locks
from django.core.management import CommandError
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from archive import pipeline
from archive.models import Article, Capture, Mention
from archive.models.mention import Decision

FIXTURES: Path = settings.BASE_DIR / "fixtures"
CURATOR = "curator"
# The records that belong to another one, and the field that names it: they come in with it, and never later.
OWNERS = {
    "sourcename": "source",
    "sourcehost": "source",
    "nameform": "person",
    "identifier": "person",
    "cue": "event",
    "participation": "event",
}


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Let one demonstration at a time work in the data folder; a second one says that it waits, and waits."""
    folder = settings.ARCHIVE_DATA
    try:
        handle = (folder / "demo.lock").open("w")
    except OSError as error:
        raise CommandError(
            f"Nothing can be written in {folder}: {error.strerror}. Set ARCHIVE_DATA to a folder of yours."
        ) from error
    with handle:
        if not locks.lock(handle, locks.LOCK_EX | locks.LOCK_NB):
            say("Another demonstration is being made in the same folder: waiting for it.")
            locks.lock(handle, locks.LOCK_EX)
        yield


@dataclass(frozen=True)
class Loaded:
    """How many records were loaded, by the name of their model."""

    counts: Counter[str]

    def in_words(self) -> str:
        """Return the counts in a sentence."""
        if not self.counts:
            return "Records: all are there; nothing loaded, nothing overwritten."
        names = {"source": "sources", "person": "people", "event": "events", "cue": "cues"}
        return "Records loaded: " + ", ".join(f"{self.counts[kind]} {name}" for kind, name in names.items()) + "."


def load_records() -> Loaded:
    """Load the records of `demo.json` that the archive never had, all or none of them, through their `save`.

    A source, person or event whose slug is, or once was, another's is left alone with all that belongs to it: what a
    curator changed or deleted stays so. Raises `CommandError` where the file cannot be read.
    """
    path = FIXTURES / "demo.json"
    fresh: set[tuple[str, str]] = set()
    counts: Counter[str] = Counter()
    try:
        with transaction.atomic():
            for record in json.loads(path.read_text(encoding="utf-8")):
                kind = record["model"].removeprefix("archive.")
                if _is_new(record, kind, fresh) and _save(record):
                    counts[kind] += 1
    except (OSError, ValueError, LookupError, FieldDoesNotExist, DeserializationError) as error:
        raise CommandError(f"{path} cannot be loaded: {error}") from error
    return Loaded(counts)


def _is_new(record: dict[str, Any], kind: str, fresh: set[tuple[str, str]]) -> bool:
    """Return whether the archive never had `record`; `fresh` gathers the slugs of those that come in now."""
    fields = record["fields"]
    if owner := OWNERS.get(kind):
        return (owner, fields[owner][0]) in fresh
    if apps.get_model(record["model"])(slug=fields["slug"]).slug_taken(fields["slug"]):
        return False
    fresh.add((kind, fields["slug"]))
    return True


def _save(record: dict[str, Any]) -> bool:
    """Save one record; returns False where its natural key, or another thing that must be unique, is there already."""
    saved = False
    for found in serializers.deserialize("python", [record]):
        if found.object.pk is not None:
            continue
        try:
            with transaction.atomic():
                found.object.save()
        except IntegrityError:
            continue
        saved = True
    return saved


@dataclass(frozen=True)
class Published:
    """How many pages came in, and how many of their dates and mentions the curator decided."""

    pages: int
    dates: int
    mentions: int

    def in_words(self) -> str:
        """Return the counts in a sentence."""
        if not self.pages:
            return "Pages: all were brought in before; no decision is made again."
        decided = f"{self.dates} dates and {self.mentions} mentions decided by the curator"
        return f"Pages: {self.pages} captured, linked and published; {decided}."


def publish_pages() -> Published:
    """Bring the pages that were never captured through the pipeline, each in one transaction with its decisions.

    A page whose capture is kept is left alone, so that nothing a curator undid is done again. Raises `CommandError`
    where a page is refused or a file cannot be read.
    """
    curator = get_curator()
    decisions = _read_decisions()
    pages = dates = mentions = 0
    for path in sorted((FIXTURES / "pages").iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if Capture.objects.filter(sha256=digest).exists():
            continue
        with transaction.atomic():
            article = _publish(path)
            decided = decisions.get(path.name, {})
            dates += _date(article, decided)
            mentions += _decide(article, decided, curator)
        pages += 1
    return Published(pages, dates, mentions)


def _read_decisions() -> dict[str, dict[str, Any]]:
    path = FIXTURES / "decisions.json"
    try:
        return {decided["page"]: decided for decided in json.loads(path.read_text(encoding="utf-8"))["pages"]}
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _publish(path: Path) -> Article:
    (outcome,) = pipeline.ingest_paths([str(path)], pipeline.Ingest(publish=True))
    if outcome.article is None or outcome.article.id is None:
        raise CommandError(f"{path}: {outcome.error}")
    return Article.objects.get(pk=outcome.article.id)


def _date(article: Article, decided: dict[str, Any]) -> bool:
    """Give the article the days, the note on how they were inferred and the curators' note; return whether it did."""
    article.note = decided.get("note", "")
    article.published_note = decided.get("published_note", "")
    article.published = decided.get("published", article.published)
    is_dated = "published" in decided
    pipeline.save_article(article, ["published"] if is_dated else [])
    return is_dated


def _decide(article: Article, decided: dict[str, Any], curator: AbstractUser) -> int:
    """Confirm and reject mentions of the article as the curator would; return how many."""
    number = 0
    for name, decision in (("confirm", Decision.CONFIRMED), ("reject", Decision.REJECTED)):
        named = decided.get(name, {})
        people = Mention.objects.filter(article=article, person__slug__in=named.get("people", []))
        events = Mention.objects.filter(article=article, event__slug__in=named.get("events", []))
        number += pipeline.decide(people, decision, curator) + pipeline.decide(events, decision, curator)
    return number


def get_curator() -> AbstractUser:
    """Return the curator's account; made where it is missing, without a password until all is ready."""
    users = get_user_model()
    curator = users.objects.filter(username=CURATOR).first()
    return curator or users.objects.create_superuser(CURATOR, password=None)


def open_login() -> str:
    """Give the curator a random password where there is none yet, and return it; "" where the login exists already."""
    curator = get_curator()
    if curator.has_usable_password():
        return ""
    password = get_random_string(16)
    curator.set_password(password)
    curator.save(update_fields=["password"])
    return password
