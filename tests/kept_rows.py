"""Rows that many tests begin with: made once for all that ask for them one after another, each on a savepoint above."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.admin import makers as desk
from tests.views.small_archive import make_archive, make_numbered, make_years


@dataclass(frozen=True)
class Made:
    """The rows of a fixture, and the transaction that they stand in."""

    name: str
    value: Any
    transaction: transaction.Atomic


class KeptRows:
    """The rows that the test before began with; the next one may begin with the same."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._blocker: DjangoDbBlocker | None = None
        self._names: list[str] = []
        self._made: list[Made] = []
        self._own: dict[str, Any] = {}

    def begin(self, blocker: DjangoDbBlocker) -> None:
        """Take what lets the database be asked outside a test, now that there is one."""
        self._blocker = blocker
        self.prepare(self._names)

    def prepare(self, names: list[str]) -> None:
        """Make the rows of these fixtures, and undo all others; to be called between two tests."""
        self._names, self._own = names, {}
        if self._blocker is None:
            return
        with self._blocker.unblock():
            while [made.name for made in self._made] != names[: len(self._made)]:
                transaction.set_rollback(True)
                self._made.pop().transaction.__exit__(None, None, None)
            for name in names[len(self._made) :]:
                begun = transaction.atomic()
                begun.__enter__()
                self._made.append(Made(name, MAKERS[name](self), begun))

    def __getitem__(self, name: str) -> Any:
        """Return what the maker of this name returned, a copy that the test may change.

        Where a test's rows are committed, and so none are kept, they are made for it.
        """
        for made in self._made:
            if made.name == name:
                return deepcopy(made.value)
        if name not in self._own:
            self._own[name] = MAKERS[name](self)
        return self._own[name]


# What makes the rows of the fixture of this name; those of the fixtures that it asks for stand above it.
MAKERS: dict[str, Callable[[KeptRows], Any]] = {
    "small": lambda rows: make_archive(),
    "numbered": lambda rows: make_numbered(rows["small"]),
    "years": lambda rows: make_years(rows["small"]),
    "kept_curator": lambda rows: desk.make_curator(),
    "kept_murati": lambda rows: desk.make_murati(),
    "kept_letter": lambda rows: desk.make_letter(),
    "kept_article": lambda rows: desk.make_draft(rows["kept_murati"], rows["kept_letter"]),
}
