"""What the whole archive has in common, from the counts that are kept beside its records."""

from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from archive.models import Article, DayTally, Event, Person, Source
from archive.search import facts
from archive.search.backends import backend
from archive.search.backends.entry import Asked
from archive.search.facts import Counted
from archive.search.tree import Fact, Not, Term

MOST_NAMED = 60
MOST_COUNTED = 10_000
MOST_LANGUAGES = 20


def count_whole() -> int:
    """Return how many published articles there are, by the tallies of their days."""
    return DayTally.objects.all().total()


def counted_whole() -> Counted:
    """Return the counts of all published articles: the most covered people, events and sources, and every day.

    Languages, and what evidence there is, are counted up to 10,000 articles each.
    """
    # As text: the database's own dates take longer to read than all the rest.
    tallies = list(DayTally.objects.filter(articles__gt=0).values_list("interval", "articles"))
    days = {_days(interval): number for interval, number in tallies if interval}
    articles = sum(number for _, number in tallies)
    confirmed = _filed(Fact((facts.CONFIRMED,)))
    return Counted(
        articles=articles,
        people=_most(Person.objects.public()),
        events=_most(Event.objects.public()),
        sources=_most(Source.objects.public()),
        languages=_languages(),
        days=days,
        undated=articles - sum(days.values()),
        linked=confirmed + _filed(Fact((facts.LINKED,)), Not(Fact((facts.CONFIRMED,)))),
        confirmed=confirmed,
        counted_to=MOST_COUNTED,
    )


def _filed(*terms: Term) -> int:
    """Return how many articles the index has filed under all the terms, at most 10,000."""
    return backend(DEFAULT_DB_ALIAS).count(Asked(terms), MOST_COUNTED)


def _days(interval: str) -> tuple[date, date]:
    """Return the days of a tally, which its key has (`DayTally.key`)."""
    first, _, last = interval.partition("/")
    day = date.fromisoformat(first)
    return day, day if first == last else date.fromisoformat(last)


def _most(records: "QuerySet[Any]") -> dict[int, int]:
    return dict(records.order_by("-article_count").values_list("pk", "article_count")[:MOST_NAMED])


def _languages() -> dict[str, int]:
    """Return how many published articles each language has; those of one country count for the language."""
    found: dict[str, int] = {}
    for language, number in Article.objects.count_languages(each=MOST_COUNTED, most=MOST_LANGUAGES).items():
        code = language.split("-")[0].lower()
        found[code] = min(found.get(code, 0) + number, MOST_COUNTED)
    return found
