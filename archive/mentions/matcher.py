"""Names in a text: one pass over it for all name forms of the archive. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A person as the matcher knows them: the row's id, the parts of the name, and the stored forms.

    `strong` and `weak` hold the stored name forms as written.
    """

    person: int
    given: str = ""
    family: str = ""
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A place in an article that tells of a person or event.

    `target` is the row's id, `field` "title" or "text", `start` and `end` (excluded) count code points. `evidence` is
    the form or cue; `reason` names the rule ("form", "surname", "variant", "cue", "day", "day-without-year", ...).
    """

    target: int
    field: str
    start: int
    end: int
    evidence: str
    reason: str
    strong: bool


class NameMatcher:
    """Finds the people of the archive in a text; built once for many texts."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take every person of the archive."""
        self.names = tuple(names)

    def match(self, title: str, text: str) -> list[Match]:
        """Return the places where people are named, in order of field (title first) and start."""
        return []
