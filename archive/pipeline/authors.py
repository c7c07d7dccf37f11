"""The names of an article's byline, as extraction finds them, become its authorships."""

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
    for position, name in enumerate(author_names(authors)):
        forms = NameForm.objects.filter(folded=fold(name).text, strength=Strength.STRONG)
        people = list(forms.values_list("person_id", flat=True)[:2])
        Authorship.objects.create(
            article=article, position=position, name=name, person_id=people[0] if len(people) == 1 else None
        )
