"""Rows written in bulk, past the ORM and its checks: what only a maker of test data may do."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

_MUCH = "'512MB'"
_MERGED_LATE = {"hashsize": 1 << 28, "automerge": 0, "crisismerge": 1_999}
_AS_EVER = {"hashsize": 1 << 20, "automerge": 4, "crisismerge": 16}
_FAST = ("synchronous=OFF", "cache_size=-500000", "foreign_keys=OFF", "ignore_check_constraints=ON")
_SAFE = ("synchronous=NORMAL", "cache_size=-2000", "foreign_keys=ON", "ignore_check_constraints=OFF")


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
        if "id" not in self.columns:  # the database numbers them
            fields = [one for one in fields if not one.primary_key]
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
            with cursor.copy(self.copy) as copy:
                for row in rows:
                    copy.write_row(row + self.constants)


@contextmanager
def unguarded(models: Iterable[type[Model]]) -> Iterator[None]:
    """Let the models' tables be written without checks and without their indexes; afterwards both are as they were.

    Sequences are then set after the ids written, and the planner has its statistics.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        indexes = _indexes(tables)
        _let_go(True)
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in indexes:
            cursor.execute(sql)
        _let_go(False)
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            # FTS5's own tables are empty yet; with that known of them, its statements would read them from end to end.
            cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'archive_search%'")
            cursor.execute("ANALYZE sqlite_schema")


@contextmanager
def hasty() -> Iterator[None]:
    """Let the database index without care for a power cut, and bring the index into its form at the end alone.

    FTS5 merges what was written when it is asked to, not before; PostgreSQL makes its GIN index when all rows are in.
    """
    _let_go(True)
    if connection.vendor == "sqlite":
        _configure(_MERGED_LATE)
        yield
        _configure(_AS_EVER)
    else:
        with connection.cursor() as cursor:
            indexes = _indexes(["archive_search"])
            for name, _sql in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            yield
            for _name, sql in indexes:
                cursor.execute(sql)
    _let_go(False)


def _configure(options: dict[str, int]) -> None:
    """Set options of FTS5's table: https://www.sqlite.org/fts5.html#special_insert_commands."""
    with connection.cursor() as cursor:
        for name, value in options.items():
            cursor.execute("INSERT INTO archive_search (archive_search, rank) VALUES (%s, %s)", [name, value])


def _let_go(free: bool) -> None:
    """Switch the database's checks, and its care for a power cut, off or on again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in _FAST if free else _SAFE:
                cursor.execute(f"PRAGMA {pragma}")
        else:
            cursor.execute(f"SET session_replication_role = {'replica' if free else 'DEFAULT'}")
            cursor.execute(f"SET synchronous_commit = {'off' if free else 'DEFAULT'}")
            cursor.execute(f"SET maintenance_work_mem = {_MUCH if free else 'DEFAULT'}")


def _indexes(tables: Sequence[str]) -> list[tuple[str, str]]:
    """Return name and SQL of the indexes of the tables that are no constraint's."""
    names = ", ".join(f"'{name}'" for name in tables)
    sql = {
        "sqlite": f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ({names})",
        "postgresql": f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({names}) AND schemaname = "
        "current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint)",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(name, definition) for name, definition in cursor.fetchall()]
