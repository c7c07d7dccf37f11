"""Who sits at the desk in these tests, and a small archive to work on."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from archive.models import Article, Event, Person
from archive.search import index
from tests.makers import make_article, make_event, make_mention, make_person, make_source, make_span


@pytest.fixture
def curator(db) -> User:
    return User.objects.create(username="curator", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    """Return a client that is logged in as a curator who may do everything."""
    client.force_login(curator)
    return client


@pytest.fixture
def onlooker(client: Client, db) -> Client:
    """Return a client of staff who may look at everything and change nothing."""
    user = User.objects.create(username="onlooker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


@pytest.fixture
def murati(db) -> Person:
    return make_person("Mira", "Murati")


@pytest.fixture
def letter(db) -> Event:
    return make_event("La lettre ouverte", happened="2023-11-20", cues={"lettre ouverte": "strong"})


@pytest.fixture
def article(murati: Person, letter: Event) -> Article:
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


def form_of(response) -> dict[str, str]:
    """Return what the admin's form and its inlines would send unchanged."""
    data = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = str(value)
    return data


def errors_of(response) -> str:
    """Return all that the form says against what was sent."""
    assert response.status_code == 200
    return " ".join(str(error) for error in response.context["errors"])


def page_of(record: Model) -> str:
    """Return the address of the record's form."""
    return reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])


def save(desk: Client, record: Model, **changes: str):
    """Send the record's form with `changes` (`__` for a hyphen), and return the page that follows."""
    names = {name.replace("__", "-"): value for name, value in changes.items()}
    return desk.post(page_of(record), form_of(desk.get(page_of(record))) | names, follow=True)
