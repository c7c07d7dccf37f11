"""The rows of the database as lines of JSON, one file a table, and back: the same on SQLite and on PostgreSQL.

Every table is kept but those of sessions. What is derived within the rows (counts, mentions) is kept with them; the
search index stands in tables of its own and is made again.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model

BATCH = 500
_LEFT_OUT = {"sessions.session"}
# Django makes their rows when the database is made; a backup brings its own, which other rows refer to.
MADE_BY_DJANGO = ("auth.permission", "contenttypes.contenttype")


class RowError(Exception):
    """A line that is no row of its table; the message says which, and why."""


def kept_models(apps: Any) -> list[type[Model]]:
    """Return the models whose tables are kept, those of many-to-many relations among them, by the names of the tables.

    `apps` is Django's registry, or the state of one after some migrations.
    """
    registry: Apps = apps
    models = registry.get_models(include_auto_created=True)
    kept = [model for model in models if model._meta.managed and model._meta.label_lower not in _LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.db_table)


def columns(model: type[Model]) -> list[str]:
    """Return the names under which the columns of a table are kept."""
    return [field.attname for field in model._meta.concrete_fields]


def read_rows(model: type[Model]) -> Iterator[bytes]:
    """Yield the rows of a table in the order of their keys, each as a line of JSON."""
    names = columns(model)
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        told = dict(zip(names, row, strict=True))
        yield json.dumps(told, ensure_ascii=False, default=_moment).encode() + b"\n"


def _moment(value: Any) -> str:
    """Return a day or a moment as ISO 8601 writes it, to the microsecond."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept")


def write_rows(model: type[Model], lines: Iterable[bytes]) -> Iterator[int]:
    """Insert the rows that `lines` tell, in the caller's transaction; yield now and then how many stand there.

    Raises `RowError` for a line that is no row of this table.
    """
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    rows = (_row(model, number, line) for number, line in enumerate(lines, start=1))
    done = 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, batch)
            done += len(batch)
            yield done


def _row(model: type[Model], number: int, line: bytes) -> list[Any]:
    """Return the values of a line, in the order of the columns, as the database takes them."""
    where = f"line {number} of the rows of {model._meta.db_table}"
    try:
        told = json.loads(line)
        if set(told) != set(columns(model)):
            raise RowError(f"{where} does not have the columns of that table")
        fields = model._meta.concrete_fields
        return [field.get_db_prep_save(field.to_python(told[field.attname]), connection) for field in fields]
    except (ValueError, TypeError, ValidationError) as error:
        raise RowError(f"{where} cannot be read: {error}") from error


def last_keys(models: Iterable[type[Model]]) -> dict[str, int]:
    """Return by table the last key that was given out: keys of rows that are gone are not given out again."""
    return {model._meta.db_table: key for model in models if (key := _last_key(model)) is not None}


def _last_key(model: type[Model]) -> int | None:
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            sequence = _sequence(cursor, table, column)
            if sequence is None:
                return None
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else None


def set_last_keys(models: Iterable[type[Model]], told: dict[str, int]) -> None:
    """Let the next key of each table be the one behind the last that was given out; in the caller's transaction."""
    for model in models:
        key = told.get(model._meta.db_table)
        if isinstance(key, int) and key > 0:
            _set_last_key(model._meta.db_table, str(model._meta.pk.column), key)


def _set_last_key(table: str, column: str, key: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, key])
        elif sequence := _sequence(cursor, table, column):
            cursor.execute("SELECT setval(%s, %s)", [sequence, key])


def _sequence(cursor: Any, table: str, column: str) -> str | None:
    """Return the name of the PostgreSQL sequence that gives out the keys, quoted where it must be."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), column])
    return cursor.fetchone()[0]
