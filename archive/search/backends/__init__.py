"""One class per database, with the same methods; what they find is the same, and one suite of tests says so."""

from django.db import connections

from archive.search.backends.postgres import PostgresBackend
from archive.search.backends.sqlite import SQLiteBackend

Backend = SQLiteBackend | PostgresBackend

_BACKENDS: dict[str, type[SQLiteBackend] | type[PostgresBackend]] = {
    "sqlite": SQLiteBackend,
    "postgresql": PostgresBackend,
}


def backend(using: str) -> Backend:
    """Return the index in the database with alias `using`."""
    connection = connections[using]
    return _BACKENDS[connection.vendor](connection)
