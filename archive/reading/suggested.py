"""What the search box offers while somebody types: people, events and sources that have the words begun in a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from django.db.models import Q

from archive.lib.storable import storable
from archive.models import Event, Person, Source, SourceName
from archive.models.slug import SluggedQuerySet
from archive.reading.names import Names, names, plain_words

LONGEST = 100  # characters of what is typed
MOST = 8
# So many records with such a name are looked at; of more, those that were the most covered when the names were read.
_MOST_SEEN = 200
_MOST_WORDS = 6
_SHARES = {"person": 5, "event": 2, "source": 1}
# As the query language has them, in English and in French.
_NAMED = re.compile(
    r'-*(?:(?P<person>person|personne)|(?P<event>event|[ée]v[ée]nement)|source):\s*"?(?P<words>[^"]*)', re.I
)


@dataclass(frozen=True)
class Suggestion:
    """A record that may be meant: `kind` is "person", "event" or "source".

    `words`: how many of the last words that were typed (between spaces) it stands for.
    """

    kind: str
    record: Person | Event | Source
    words: int


def suggested(typed: str) -> tuple[Suggestion, ...]:
    """Return at most 8 public records of which a name has the last words of `typed`, each perhaps only begun.

    Of each kind those that have the most of the words, the most covered first; events and sources that have fewer of
    them than a person does are left out. "person:", "event:" or "source:" before the words asks for this kind alone.
    What is longer than 100 characters, or has no letter, suggests nothing.
    """
    if len(typed) > LONGEST:
        return ()
    typed, known = storable(typed), names()
    named = _NAMED.fullmatch(typed.strip())
    if named:
        kind = next((kind for kind in ("person", "event") if named[kind]), "source")
        found = _of_kind(kind, plain_words(named["words"]), known)
        return tuple(Suggestion(kind, record, len(typed.split())) for record in found)
    last = typed.split()[-_MOST_WORDS:]
    people = _longest("person", last, known)
    least = people[0].words if people else 1
    return _shared([people, _longest("event", last, known, least), _longest("source", last, known, least)])


def _longest(kind: str, typed: Sequence[str], known: Names, least: int = 1) -> list[Suggestion]:
    """Return the records of a kind that have the most of the last words, at least so many."""
    longest: list[Suggestion] = []
    for number in range(least, len(typed) + 1):  # what has not the last words has not more of them
        found = _of_kind(kind, plain_words(" ".join(typed[-number:])), known)
        if not found:
            break
        longest = [Suggestion(kind, record, number) for record in found]
    return longest


def _shared(groups: list[list[Suggestion]]) -> tuple[Suggestion, ...]:
    """Return 8 of the suggestions: each kind has its share, and what one leaves empty the first that can may fill."""
    shares = [min(len(group), share) for group, share in zip(groups, _SHARES.values(), strict=True)]
    for place, group in enumerate(groups):
        shares[place] += min(len(group) - shares[place], MOST - sum(shares))
    return tuple(one for group, share in zip(groups, shares, strict=True) for one in group[:share])


def _of_kind(kind: str, begun: Sequence[str], known: Names) -> Sequence[Person | Event | Source]:
    """Return at most 8 public records of a kind that have all the words `begun`, the most covered first."""
    if not any(character.isalpha() for word in begun for character in word):
        return []
    if kind == "source":
        return _most_covered(_sources(begun))
    if kind == "person":
        return _most_covered(Person.objects.public().filter(pk__in=known.people.having(begun, _MOST_SEEN)))
    return _most_covered(Event.objects.public().filter(pk__in=known.events.having(begun, _MOST_SEEN)))


def _sources(begun: Sequence[str]) -> SluggedQuerySet:
    """Return the sources that have all the words in one of their names; there are never too many to read through."""
    slug, printed = Q(), Q()
    for word in begun:
        slug &= Q(slug__startswith=word) | Q(slug__contains=f"-{word}")
        printed &= Q(folded__startswith=word) | Q(folded__contains=f" {word}")
    named = SourceName.objects.filter(printed).order_by().values("source")
    return Source.objects.public().filter(slug | Q(pk__in=named))


def _most_covered(records: SluggedQuerySet) -> list[Person | Event | Source]:
    """Return the 8 records with the most articles; sorted here, as a database may read through all others first."""
    counted = records.order_by().values_list("article_count", "pk")
    best = [pk for _count, pk in nsmallest(MOST, counted, key=lambda row: (-row[0], row[1]))]
    found = records.in_bulk(best) if best else {}
    return [found[pk] for pk in best if pk in found]
