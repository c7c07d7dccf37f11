"""The first page: what the archive holds, its most covered events and people, and its latest articles."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from archive.models import Article, DayTally, Event, Person
from archive.reading.articles import cards
from archive.reading.events import EventTree, event_trees

MOST_EVENTS = 12
MOST_PEOPLE = 12
LATEST = 6


@dataclass(frozen=True)
class HomePage:
    """What the first page shows; `first` and `last` are the years from and to which the archive's articles reach.

    `more_events` and `more_people` say that there are more than are shown.
    """

    articles: int
    first: int | None
    last: int | None
    events: tuple[EventTree, ...]
    more_events: bool
    latest: tuple[Article, ...]
    people: tuple[Person, ...]
    more_people: bool


def home_page() -> HomePage:
    """Return what the first page shows."""
    tallies = DayTally.objects.filter(articles__gt=0)
    bounded = tallies.filter(earliest__gt=date.min, latest__lt=date.max)
    bounds = bounded.aggregate(first=Min("earliest"), last=Max("latest"))
    people = list(Person.objects.public().most_covered()[: MOST_PEOPLE + 1])
    covered = Event.objects.public().filter(parent=None).order_by("-article_count", "pk")[: MOST_EVENTS + 1]
    events = list(covered)
    return HomePage(
        articles=tallies.total(),
        first=bounds["first"].year if bounds["first"] else None,
        last=bounds["last"].year if bounds["last"] else None,
        events=event_trees(sorted(events[:MOST_EVENTS], key=_happened)),
        more_events=len(events) > MOST_EVENTS,
        latest=tuple(cards(Article.objects.published()).newest()[:LATEST]),
        people=tuple(people[:MOST_PEOPLE]),
        more_people=len(people) > MOST_PEOPLE,
    )


def _happened(event: Event) -> tuple[date, int]:
    return (event.happened_earliest or date.max, event.pk)
