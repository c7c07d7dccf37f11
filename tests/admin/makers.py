"""Who sits at the desk in these tests, and a small archive to work on."""

from django.contrib.auth.models import User

from archive.models import Article, Event, Person
from archive.search import index
from tests.makers import make_article, make_event, make_mention, make_person, make_source, make_span


def make_curator() -> User:
    """Return a curator who may do everything."""
    return User.objects.create(username="curator", is_staff=True, is_superuser=True)


def make_murati() -> Person:
    """Return a person."""
    return make_person("Mira", "Murati")


def make_letter() -> Event:
    """Return an event with a cue."""
    return make_event("La lettre ouverte", happened="2023-11-20", cues={"lettre ouverte": "strong"})


def make_draft(murati: Person, letter: Event) -> Article:
    """Return a draft that mentions a person and, as a suggestion, an event."""
    source = make_source("Le Courrier", zone="Europe/Paris")
    text = "Mira Murati signe. Une lettre ouverte circule.\n\nLe conseil se tait."
    article = make_article(
        "La lettre",
        text=text,
        status="draft",
        source=source,
        language="fr",
        origins={"title": "JSON-LD <headline>"},
        filed=False,
    )
    make_span(make_mention(article, murati, filed=False), "Mira Murati", evidence="Mira Murati", reason="form")
    suggested = make_mention(article, letter, status="suggested", filed=False)
    make_span(suggested, "Une lettre ouverte circule.", evidence="lettre ouverte", reason="cue", strength="weak")
    index.index_articles([article.pk])
    return article
