"""Who sits at the desk in these tests, and a small archive to work on."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from archive.models import Article, Event, Person
from tests.kept_rows import KeptRows


@pytest.fixture
def kept_curator(kept_rows: KeptRows, db) -> User:
    return kept_rows["kept_curator"]


@pytest.fixture
def curator(kept_curator: User) -> User:
    return kept_curator


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
def kept_murati(kept_rows: KeptRows, db) -> Person:
    """Return the person; the name tells `kept_rows` that it is asked for, as those below do."""
    return kept_rows["kept_murati"]


@pytest.fixture
def kept_letter(kept_rows: KeptRows, db) -> Event:
    return kept_rows["kept_letter"]


@pytest.fixture
def kept_article(kept_rows: KeptRows, kept_murati: Person, kept_letter: Event) -> Article:
    return kept_rows["kept_article"]


@pytest.fixture
def murati(kept_murati: Person) -> Person:
    return kept_murati


@pytest.fixture
def letter(kept_letter: Event) -> Event:
    return kept_letter


@pytest.fixture
def article(kept_article: Article) -> Article:
    """Return a draft that mentions a person and, as a suggestion, an event."""
    return kept_article


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
