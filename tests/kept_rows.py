"""Rows that many tests begin with: made once for all that ask for them one after another, each on a savepoint above."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.views.small_archive import make_archive, make_numbered, make_years

# What makes the rows of the fixture of this name, from those of the fixtures that it asks for.
MAKERS: dict[str, Callable[..., Any]] = {"small": make_archive, "numbered": make_numbered, "years": make_years}


@dataclass(frozen=True)
class Made:
    """The rows of a fixture, and the transaction that they stand in."""

    name: str
    value: Any
    transaction: transaction.Atomic


class KeptRows:
    """The rows that the test before began with; the next one may begin with the same."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        """Take what lets the database be asked outside a test."""
        self._blocker = blocker
        self._made: list[Made] = []

    def prepare(self, names: list[str]) -> None:
        """Make the rows of these fixtures, and undo all others; to be called between two tests."""
        with self._blocker.unblock():
            while [made.name for made in self._made] != names[: len(self._made)]:
                transaction.set_rollback(True)
                self._made.pop().transaction.__exit__(None, None, None)
            for name in names[len(self._made) :]:
                begun = transaction.atomic()
                begun.__enter__()
                self._made.append(Made(name, MAKERS[name](*(made.value for made in self._made)), begun))

    def value(self, name: str, *below: Any) -> Any:
        """Return what the maker of this name returned, a copy that the test may change; `below` is what it takes."""
        for made in self._made:
            if made.name == name:
                return deepcopy(made.value)
        return MAKERS[name](*below)  # the first of all tests, which found no database that could be prepared
