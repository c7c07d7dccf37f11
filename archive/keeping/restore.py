"""Restore: a backup becomes the archive, in an empty one alone, whole or not at all.

Everything is checked before anything is written. Then the captures are unpacked beside their place, the rows are
written in one transaction, and the captures are moved to their place. A note in the data folder stands from the first
step to the last; while it stands, every other command and the site refuse to work (`archive.checks`), and the restore
may be run again: if the rows are not there it begins anew, if they are it goes on.
"""

import json
import os
import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from archive.keeping import unfinished
from archive.keeping.bag import Bag, BagError
from archive.keeping.tables import MADE_BY_DJANGO, RowError, columns, kept_models, set_last_keys, write_rows
from archive.lib.durable import sync_folder
from archive.search import index

FORMAT = 1
_PAYLOAD = re.compile(r"data/(backup\.json|database/[a-z0-9_]{1,63}\.jsonl|captures/[A-Za-z0-9][A-Za-z0-9._-]{0,199})")
_MEGABYTE = 1 << 20
_LARGEST_ABOUT = 1 << 24

Node = tuple[str, str]


class RestoreError(Exception):
    """A backup that cannot be restored here; the message says why, and what to do."""


@dataclass(frozen=True)
class Restored:
    """How many of one kind ("MB checked", "rows", "files of captures", "articles indexed") are done."""

    what: str
    number: int


@dataclass(frozen=True)
class About:
    """What a backup says of itself: the migrations of its database, its tables with their columns, and last keys."""

    migrations: frozenset[Node]
    tables: dict[str, list[str]]
    last_keys: dict[str, int]


def restore(path: Path) -> Generator[Restored, None, None]:
    """Make the backup at `path` the archive; yield how far it has come.

    Raises `RestoreError` where it is no whole backup, or of a newer Dossier, or where the archive is not empty.
    """
    try:
        with Bag(path) as bag:
            about = _about(bag)
            yield from _check(bag)
            _refuse_newer(about)
            goes_on = _goes_on(bag)
            if not goes_on:
                _refuse_occupied()
                _refuse_without_room(bag)
                yield from _fill(path, bag, about)
            yield from _finish(about)
    except BagError as error:
        raise RestoreError(f"{error}. Nothing was restored.") from error


def _about(bag: Bag) -> About:
    """Read what the backup says of itself; raises `BagError` where it says nothing, or holds what it should not."""
    for path in bag.manifest:
        if not _PAYLOAD.fullmatch(path):
            raise BagError(f"it is no backup of Dossier: {path[:200]!r} does not belong in it")
    if "data/backup.json" not in bag.manifest:
        raise BagError("it is no backup of Dossier: data/backup.json is missing in it")
    if bag.size("data/backup.json") > _LARGEST_ABOUT:
        raise BagError("data/backup.json is too large to be read")
    try:
        told = json.loads(b"".join(bag.pieces("data/backup.json")))
        if told["format"] > FORMAT:
            raise RestoreError("The backup was made by a newer Dossier. Update this one, then restore.")
        nodes = frozenset(
            (str(app), str(name)) for app, _, name in (node.partition(".") for node in told["migrations"])
        )
        tables = {str(table): [str(name) for name in names] for table, names in told["tables"].items()}
        last_keys = {str(table): int(key) for table, key in told["last_keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BagError("data/backup.json cannot be read") from error
    if missing := sorted(table for table in tables if f"data/database/{table}.jsonl" not in bag.manifest):
        raise BagError(f"data/database/{missing[0]}.jsonl is missing in it")
    return About(nodes, tables, last_keys)


def _check(bag: Bag) -> Iterator[Restored]:
    for done in bag.check():
        yield Restored("MB checked", done // _MEGABYTE)


def _refuse_newer(about: About) -> None:
    known = set(MigrationExecutor(connection).loader.disk_migrations)
    if unknown := sorted(about.migrations - known):
        raise RestoreError(
            f"The backup was made by a newer Dossier: this one does not know its migration {'.'.join(unknown[0])}. "
            "Update this one, then restore."
        )


def _goes_on(bag: Bag) -> bool:
    """Return whether an earlier run has written the rows of this backup, so that only what follows is to be done.

    Raises `RestoreError` where an unfinished restore is of another backup.
    """
    begun = unfinished.begun(settings.ARCHIVE_DATA)
    if begun is None:
        return False
    if begun.digest != bag.digest:
        raise RestoreError(unfinished.unfinished(settings.ARCHIVE_DATA))
    return any(_rows_there())


def _rows_there() -> Iterator[str]:
    """Yield the tables in which rows stand that are not of the database's making, each with their number."""
    executor = MigrationExecutor(connection)
    existing = set(connection.introspection.table_names())
    for model in kept_models(executor.loader.project_state(list(_leaves(executor))).apps):
        if model._meta.db_table in existing and model._meta.label_lower not in MADE_BY_DJANGO:
            count = model._base_manager.count()
            if count:
                yield f"{count:,} in {model._meta.db_table}"


def _leaves(executor: MigrationExecutor, nodes: frozenset[Node] | None = None) -> Iterator[Node]:
    """Yield those of the migrations (of those applied, where none are given) that none of their app follows."""
    loader = executor.loader
    given = set(loader.applied_migrations) & set(loader.graph.nodes) if nodes is None else set(nodes)
    for node in sorted(given):
        followed = {child.key for child in loader.graph.node_map[node].children}
        if not any(key in given and key[0] == node[0] for key in followed):
            yield node


def _refuse_occupied() -> None:
    folder = settings.ARCHIVE_DATA / "captures"
    files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    rows = list(_rows_there())
    if not rows and not files:
        return
    there = rows[:5] + ["…"] * bool(rows[5:]) + [f"{len(files):,} files of captures"] * bool(files)
    raise RestoreError(
        f"The archive is not empty ({', '.join(there)}). A backup is restored into an empty one: set ARCHIVE_DATA "
        "to a new folder, and DATABASE_URL, where it is used, to an empty database."
    )


def _refuse_without_room(bag: Bag) -> None:
    needed = sum(bag.size(path) for path in _captures_in(bag))
    free = shutil.disk_usage(settings.ARCHIVE_DATA).free
    if needed > free:
        raise RestoreError(
            f"The captures need {needed // _MEGABYTE:,} MB under {settings.ARCHIVE_DATA}, where "
            f"{free // _MEGABYTE:,} MB are free."
        )


def _captures_in(bag: Bag) -> list[str]:
    return sorted(path for path in bag.manifest if path.startswith("data/captures/"))


def _fill(path: Path, bag: Bag, about: About) -> Iterator[Restored]:
    """Unpack the captures and write the rows; where that fails, nothing of it stays."""
    unpacked = settings.ARCHIVE_DATA / unfinished.UNPACKED
    try:
        unfinished.begin(settings.ARCHIVE_DATA, path, bag.digest)
        yield from _unpack(bag, unpacked)
        models = _prepare_database(about)
        yield from _write_tables(bag, about, models)
    except (OSError, DatabaseError, RowError, BagError, RestoreError) as error:
        shutil.rmtree(unpacked, ignore_errors=True)
        unfinished.end(settings.ARCHIVE_DATA)
        if isinstance(error, BagError | RestoreError):
            raise
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise RestoreError(f"The backup cannot be restored: {reason}. Nothing of it was kept.") from error


def _unpack(bag: Bag, folder: Path) -> Iterator[Restored]:
    """Write the files of captures into `folder`, in place of what an earlier run left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, path in enumerate(_captures_in(bag), start=1):
        with (folder / path.rpartition("/")[2]).open("xb") as handle:
            for piece in bag.pieces(path):
                handle.write(piece)
            handle.flush()
            os.fsync(handle.fileno())
        yield Restored("files of captures", number)
    sync_folder(folder)


def _prepare_database(about: About) -> dict[str, type[Model]]:
    """Bring the empty database to the migrations of the backup; return the models of its tables as they were then."""
    executor = MigrationExecutor(connection)
    beyond = sorted(set(executor.loader.applied_migrations) - about.migrations)
    if beyond:
        raise RestoreError(
            f"The backup is of an older Dossier, and the database is ahead of it ({'.'.join(beyond[0])}). Restore into "
            "a database that is wholly empty, on which manage.py migrate was not run; the restore brings it up to date."
        )
    leaves = list(_leaves(executor, about.migrations))
    executor.migrate(leaves)
    executor.loader.build_graph()
    models = {model._meta.db_table: model for model in kept_models(executor.loader.project_state(leaves).apps)}
    for table, names in about.tables.items():
        if table not in models or sorted(columns(models[table])) != sorted(names):
            raise RestoreError(f"The backup's table {table} is not one that its migrations make.")
    return models


def _write_tables(bag: Bag, about: About, models: dict[str, type[Model]]) -> Iterator[Restored]:
    """Write all rows in one transaction; what refers to a row that is not there undoes them all."""
    number = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            for label in MADE_BY_DJANGO:
                table = next(model._meta.db_table for model in models.values() if model._meta.label_lower == label)
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        for table in about.tables:
            done = 0
            for done in write_rows(models[table], bag.lines(f"data/database/{table}.jsonl")):
                yield Restored("rows", number + done)
            number += done
        set_last_keys(models.values(), about.last_keys)
        connection.check_constraints()
    yield Restored("rows", number)


def _finish(about: About) -> Iterator[Restored]:
    """Move the captures to their place, bring the database up to date, make the index, and take the note away."""
    folder = settings.ARCHIVE_DATA
    unpacked, captures = folder / unfinished.UNPACKED, folder / "captures"
    if unpacked.is_dir():
        with suppress(OSError):
            captures.rmdir()
        unpacked.rename(captures)
        sync_folder(folder)
    ContentType.objects.clear_cache()
    call_command("migrate", interactive=False, verbosity=0)
    done = 0
    for done in index.rebuild_steps():
        yield Restored("articles indexed", done)
    yield Restored("articles indexed", done)
    _settle_database()
    unfinished.end(folder)


def _settle_database() -> None:
    """Let the database look at its new rows, so that it plans well, and put all of it on disk."""
    if connection.in_atomic_block:
        return
    index.plan()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
