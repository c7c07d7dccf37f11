"""The desk as a whole: who may come in, what it bears, and how many queries its pages make."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Article, Authorship, Capture, Event, Identifier, Mention, Participation, Person, Source
from tests.makers import make_article, make_capture, make_event, make_mention, make_person, make_source, make_span

MODELS = (Article, Mention, Person, Event, Source, Capture)


def addresses() -> list[str]:
    """Return the address of every kind of page, with the first record of each model."""
    found = ["/admin/", "/admin/archive/"]
    for model in MODELS:
        name = f"admin:archive_{model._meta.model_name}"
        pk = model.objects.order_by("pk").first().pk
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[pk])]
        found += [reverse(f"{name}_history", args=[pk])]
        if model not in (Mention, Capture):
            found += [reverse(f"{name}_add"), reverse(f"{name}_delete", args=[pk])]
    first = Article.objects.order_by("pk").first().pk
    return found + [reverse(f"admin:archive_article_{page}", args=[first]) for page in ("preview", "mark")]


def grow(number: int) -> None:
    """Add `number` rows of everything, on the first records too."""
    for _number in range(number):
        source = make_source(names=(f"S{Source.objects.count()}",), hosts=(f"s{Source.objects.count()}.fr",))
        person, event = make_person(), make_event(happened="2023-11-20")
        event.people.add(person)
        Identifier.objects.create(person=person, scheme="wikidata", value=f"Q{person.pk}")
        article = make_article(source=source, text="Some words here.", published="2023-11-20")
        article.text_capture = make_capture(article)
        article.save()
        for target in (person, event):
            make_span(make_mention(article, target, status="suggested"), "words")
        first_article, first_event = Article.objects.order_by("pk").first(), Event.objects.order_by("pk").first()
        first_person = Person.objects.order_by("pk").first()
        make_capture(first_article)
        Authorship.objects.create(article=first_article, position=article.pk, name="A", person=person)
        if person != first_person:
            Participation.objects.get_or_create(event=first_event, person=person)
            Participation.objects.get_or_create(event=event, person=first_person)
            make_mention(first_article, person)
            make_mention(article, first_person)
        if event != first_event:
            Event.objects.filter(pk=event.pk).update(parent=first_event)


def test_it_makes_no_more_queries_when_the_rows_double(desk):
    grow(4)
    before = {address: _queries(desk, address) for address in addresses()}
    grow(8)

    for address, number in before.items():
        assert _queries(desk, address) <= number, address


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


def test_it_sends_strangers_to_the_login(client, article):
    make_capture(article)
    for address in addresses():
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.url.startswith("/admin/login/"), address


def test_it_shows_staff_without_rights_nothing(client, article):
    make_capture(article)
    client.force_login(User.objects.create(username="clerk", is_staff=True))

    assert "Drafts" not in client.get("/admin/").content.decode()
    for address in addresses()[1:]:
        assert client.get(address).status_code in {403, 404}, address


def test_it_has_our_name_and_the_way_back(desk):
    html = desk.get("/admin/").content.decode()

    assert "Dossier desk" in html
    assert 'href="/">View site' in html
    assert "css/admin.css" in html
    assert "Suggested mentions" in html


def test_it_has_no_inline_script_or_style(desk, article):
    make_capture(article)
    for address in addresses():
        html = desk.get(address).content.decode()
        assert "<style" not in html, address
        assert " style=" not in html, address
        assert "<script>" not in html, address
        assert "onclick=" not in html, address


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%00b",
        "status__exact=%00",
        "%00=1",
        "e=1",
        "p=x",
        "p=999999",
        "all=",
        "o=99.-1.x",
        "nothing=1",
        "pk=x",
        "id__exact=99999999999999999999999",
        "recorded_at__gte=x",
        "q=%FF%FE",
        "q=" + "a" * 3000,
        "q=%22%27%3B--%25_%5C",
    ],
)
@pytest.mark.parametrize("model", MODELS)
def test_it_bears_any_address_of_a_list(desk, article, model, query):
    address = reverse(f"admin:archive_{model._meta.model_name}_changelist")

    response = desk.get(f"{address}?{query}")

    assert response.status_code in {200, 302}


@pytest.mark.parametrize("model", [Article, Event])
@pytest.mark.parametrize("day", ["9999", "0", "x", "99999", "-1", "1"])
def test_it_bears_any_year(desk, article, model, day):
    field = model.edtf_fields[0]
    address = reverse(f"admin:archive_{model._meta.model_name}_changelist")

    assert desk.get(f"{address}?{field}_earliest__year={day}").status_code in {200, 302}
    assert desk.get(f"{address}?{field}_earliest__year=2023&{field}_earliest__month=13").status_code in {200, 302}


def test_it_bears_dates_without_an_end(desk, article):
    make_article(published="../2023")
    make_article(published="2023/..")
    make_event(happened="../2023")

    for model in (Article, Event):
        for row in model.objects.all():
            address = reverse(f"admin:archive_{model._meta.model_name}_change", args=[row.pk])
            assert desk.get(address).status_code == 200
        assert desk.get(reverse(f"admin:archive_{model._meta.model_name}_changelist")).status_code == 200


@pytest.mark.parametrize("key", ["0", "x", "9" * 40, "-1", "1_00", "%00"])
@pytest.mark.parametrize("model", MODELS)
def test_it_bears_any_key(desk, article, model, key):
    base = reverse(f"admin:archive_{model._meta.model_name}_changelist")

    for page in ("change", "history", "delete"):
        assert desk.get(f"{base}{key}/{page}/").status_code in {302, 403, 404}, page


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("article", "source"),
        ("authorship", "person"),
        ("event", "parent"),
        ("mention", "person"),
        ("mention", "event"),
        ("mention", "article"),
        ("participation", "event"),
        ("participation", "person"),
    ],
)
def test_it_completes_every_relation(desk, article, model, field):
    data = {"app_label": "archive", "model_name": model, "field_name": field}

    assert desk.get("/admin/autocomplete/", data).json()["results"]
    assert desk.get("/admin/autocomplete/", data | {"term": "\0"}).status_code == 200
    assert desk.get("/admin/autocomplete/", data | {"term": "zzzz"}).json()["results"] == []


def test_it_only_shows_captures(desk, article):
    capture = make_capture(article)
    address = reverse("admin:archive_capture_change", args=[capture.pk])

    html = desk.get(address).content.decode()
    assert capture.sha256 in html
    assert 'name="_save"' not in html
    assert desk.post(address, {"sha256": "0" * 64}).status_code == 403
    assert desk.get("/admin/archive/capture/add/").status_code == 403
    found = desk.get("/admin/archive/capture/", {"q": capture.sha256[:60]}).context["cl"].result_list
    assert capture in found
    found = desk.get("/admin/archive/capture/", {"q": capture.target_uri}).context["cl"].result_list
    assert list(found) == [capture]


@pytest.mark.parametrize("model", ["oldslug", "daytally", "authorityversion", "span", "nameform", "cue"])
def test_it_keeps_derived_rows_to_itself(desk, model):
    assert desk.get(f"/admin/archive/{model}/").status_code == 404
