"""What the index finds for any query is what reading every article finds, on whichever database is configured."""

from random import Random

import pytest

from archive.models import Article
from archive.search import index
from archive.search.analysis import analyse, exact_words
from archive.search.backends.entry import Asked
from archive.search.facts import LARGEST_ID
from archive.search.finding import Found
from archive.search.query import parse, write
from archive.search.tree import AllOf, AnyOf, Not, Phrase, Term, Word
from tests.makers import make_article

pytestmark = pytest.mark.django_db

WORDS = ["altman", "Altman", "conseil", "d'administration", "vice-président", "président", "vice", "GPT-4", "GPT", "4"]
WORDS += [
    "3,5",
    "3.5",
    "35",
    "1.000",
    "1000",
    "70 %",
    "70",
    "$5",
    "e-mail",
    "email",
    "démission",
    "démissions",
    "l’école",
]
WORDS += ["Emmett", "Emmet", "y", "ÉTAT", "שלום", "東京", "🎉", "aujourd'hui", "the", "boards", "board"]
QUERIES = 120


def texts(chance: Random) -> str:
    return " ".join(chance.choice(WORDS) + chance.choice(["", "", ",", "."]) for _ in range(chance.randrange(8)))


def query(chance: Random, depth: int = 0) -> str:
    """Return a query of some terms, groups within it."""
    terms = []
    for _ in range(chance.randrange(1, 4)):
        minus = "-" if chance.random() < 0.25 else ""
        kind = chance.random()
        if kind < 0.2 and depth < 2:
            terms.append(f"{minus}({query(chance, depth + 1)})")
        elif kind < 0.45:
            column = chance.choice(["", "", "title:", "byline:"])
            terms.append(f'{minus}{column}"{" ".join(chance.choices(WORDS, k=chance.randrange(1, 3)))}"')
        else:
            column = chance.choice(["", "", "", "title:", "byline:"])
            terms.append(f"{minus}{column}{chance.choice(WORDS)}")
    return chance.choice([" ", " ", " OR "]).join(terms)


class Read:
    """An article as somebody reads it who knows what words are."""

    def __init__(self, article: Article) -> None:
        title, lead, text = (analyse(field, article.language) for field in (article.title, article.lead, article.text))
        byline = exact_words(article.byline)
        titled = {*title.stems, *title.words, *title.beside}
        self.held = {"title": titled, "byline": set(byline)}
        self.held[""] = titled.union(byline, *((some.stems + some.words + some.beside) for some in (lead, text)))
        self.running = {"title": [title.words], "byline": [list(byline)]}
        self.running[""] = [title.words, list(byline), lead.words, text.words]

    def meets(self, term: Term) -> bool:
        """Return whether the article has what `term` asks for."""
        if isinstance(term, Word):
            return not self.held[term.column].isdisjoint(term.choices)
        if isinstance(term, Phrase):
            sought = f" {' '.join(term.words)} "
            return any(sought in f" {' '.join(words)} " for words in self.running[term.column])
        if isinstance(term, Not):
            return not self.meets(term.term)
        assert isinstance(term, AllOf | AnyOf)
        return (all if isinstance(term, AllOf) else any)(self.meets(inner) for inner in term.terms)


def test_the_index_finds_what_reading_finds() -> None:
    chance = Random(7)
    articles = [
        make_article(
            f"{number} {texts(chance)}",
            byline=texts(chance),
            lead=texts(chance) if number % 2 else "",
            text=f"{texts(chance)} {texts(chance)}",
            language=chance.choice(["fr", "en", ""]),
        )
        for number in range(25)
    ]
    index.index_articles([article.pk for article in articles])
    read = {article.pk: Read(article) for article in articles}
    some = 0

    for _ in range(QUERIES):
        text = query(chance)
        terms = parse(text).terms
        expected = {pk for pk, one in read.items() if all(one.meets(term) for term in terms)}
        for order in ("newest", "relevance"):
            found = Found(Asked(terms, public=False), order).ranked
            assert {place & LARGEST_ID for place in found} == expected, (text, write(parse(text)))
        some += 0 < len(expected) < len(articles)

    assert some > QUERIES / 2  # most of them tell articles apart
