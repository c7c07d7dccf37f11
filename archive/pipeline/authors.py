"""The names of an article's byline, as extraction finds them, become its authorships."""

from collections import defaultdict
from collections.abc import Iterable

from archive.lib.storable import storable
from archive.lib.words import fold
from archive.models import Article, Authorship, NameForm
from archive.models.fields import Strength

_MOST = 50
_LONGEST = 200


def author_names(authors: Iterable[str]) -> list[str]:
    """Return the names in order as they are stored: each once, at most 50, none longer than 200 characters."""
    names = list(dict.fromkeys(map(storable, authors)))[:_MOST]
    return [name[:_LONGEST] for name in names]


def save_authors(article: Article, authors: Iterable[str]) -> None:
    """Save the names of the byline in order, each with its person where exactly one bears it."""
    names = author_names(authors)
    bearers: dict[str, set[int]] = defaultdict(set)
    forms = NameForm.objects.filter(folded__in={fold(name).text for name in names}, strength=Strength.STRONG)
    for folded, person in forms.values_list("folded", "person_id") if names else ():
        bearers[folded].add(person)
    Authorship.objects.bulk_create(
        Authorship(article=article, position=position, name=name, person_id=_only(bearers[fold(name).text]))
        for position, name in enumerate(names)
    )


def _only(people: set[int]) -> int | None:
    return next(iter(people)) if len(people) == 1 else None
