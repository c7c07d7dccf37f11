"""Events in a text: cues that stand together in one sentence, and written days beside the event's people. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.mentions.matcher import Match


@dataclass(frozen=True)
class EventCues:
    """An event as the matcher knows it: the row's id, its cues as written, its days, and its people's ids."""

    event: int
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    people: frozenset[int] = frozenset()


class CueMatcher:
    """Finds the events of the archive in a text; built once for many texts."""

    def __init__(self, events: Iterable[EventCues]) -> None:
        """Take every event of the archive."""
        self.events = tuple(events)

    def match(
        self,
        title: str,
        text: str,
        language: str = "",
        published: tuple[date, date] | None = None,
        people: Sequence[Match] = (),
    ) -> list[Match]:
        """Return the sentences that tell of events; `published` are the article's own days, `people` its people."""
        return []
