"""What stands above the articles of a search: what happened on its days, and who its people are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from archive.models import Event, Person
from archive.reading.days import Happening
from archive.reading.names import names
from archive.reading.recognised import MOST_PEOPLE, Recognised
from archive.reading.typed_days import TypedDays, spanning
from archive.search.tree import Days

MOST_EVENTS = 6
_MOST_SEEN = 50  # events: those that were the most covered when the names were read


@dataclass(frozen=True)
class Above:
    """What stands above the articles: at most 6 events of the days asked for, in their order, and at most 6 people.

    `cut`: there are more events; `days` is the time of all of them, as EDTF has it, `calendar` the address of the page
    of the calendar that shows them all.
    """

    events: tuple[Happening, ...] = ()
    cut: bool = False
    days: str = ""
    calendar: str = ""
    people: tuple[Person, ...] = ()


def above(recognised: Recognised, people: Sequence[Person] = (), days: Sequence[Days] = ()) -> Above:
    """Return what stands above the articles of a query for `people` on `days` that also speaks of what was recognised.

    Of `days` those count that are published or happened; the recognised ones where there is none. Two queries.
    """
    asked = [TypedDays(one.first, one.last, one.text) for one in days if one.kind in {"published", "happened"}]
    times = asked or recognised.days
    shown = tuple({person.pk: person for person in (*people, *recognised.people)}.values())[:MOST_PEOPLE]
    if not times:
        return Above(people=shown)
    known = names()
    met = {pk for time in times for pk in known.happened(time.first, time.last, _MOST_SEEN)}
    events = list(Event.objects.public().filter(pk__in=met).order_by("-article_count", "pk")[: MOST_EVENTS + 1])
    happenings = [Happening(event, not any(_lies_in(event, time) for time in times)) for event in events[:MOST_EVENTS]]
    happenings.sort(key=lambda happening: (happening.event.happened_earliest, happening.event.pk))
    time = spanning(times)
    return Above(tuple(happenings), len(events) > MOST_EVENTS, time.edtf, _calendar(time), shown)


def _calendar(time: TypedDays) -> str:
    """Return the address of the smallest page of the calendar that holds the time."""
    first, last = time.first, time.last
    if first is None or last is None or first.year != last.year:
        return reverse("dates")
    if first == last:
        return reverse("dates-day", args=[first.year, first.month, first.day])
    if first.month == last.month:
        return reverse("dates-month", args=[first.year, first.month])
    return reverse("dates-year", args=[first.year])


def _lies_in(event: Event, time: TypedDays) -> bool:
    """Return whether an event happened in the time for certain."""
    earliest, latest = event.happened_earliest or date.min, event.happened_latest or date.max
    return (time.first or date.min) <= earliest and latest <= (time.last or date.max)
